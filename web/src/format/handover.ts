import { phrase, t } from "../i18n/t.ts";
import { sentenceCase } from "./sentence_case.ts";

/** Why the AI stepped back, in words that follow "Rylie stepped back:". */
const REASONS: Readonly<Record<string, string>> = {
  abuse: phrase("the customer is abusive"),
  accident: phrase("there was an accident"),
  asked_for_person: phrase("asked for a person"),
  bereavement: phrase("someone has died"),
  call_request: phrase("wants to be called"),
  colleague_left: phrase("whoever had it works here no more"),
  complaint: phrase("has a complaint"),
  fact_missing: phrase("asked for a fact that is not on file"),
  finance: phrase("asked about financing"),
  hold_request: phrase("wants a vehicle held"),
  hours_missing: phrase("asked for hours that are not on file"),
  legal: phrase("raised a legal matter"),
  negotiation: phrase("wants to agree on a price"),
  opt_out_unsure: phrase("may want no more texts"),
  other_language: phrase("writes in another language"),
  photos: phrase("sent or wants photos"),
  possible_opt_out: phrase("may want no more texts"),
  price_missing: phrase("asked for a price that is not on file"),
  rule: phrase("one of your own rules asks for it"),
  service: phrase("needs the service desk"),
  trade_in: phrase("has a trade-in"),
  unclear: phrase("could not tell what is wanted"),
  visit_change: phrase("wants to change a visit"),
  visit_request: phrase("wants to visit"),
  wrong_number: phrase("may be a wrong number"),
};

/** The reason of a handover in words; an unknown code is read out as it is. */
export function handoverReason(code: string | null): string {
  if (code === null || code === "") return t("waiting for a person");
  return t(REASONS[code] ?? code.replaceAll("_", " "));
}

/** The same words as the beginning of a sentence. */
export function handoverSentence(code: string | null): string {
  return sentenceCase(handoverReason(code));
}
