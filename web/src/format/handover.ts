/** Why the AI stepped back, in words that follow "Rylie stepped back:". */
const REASONS: Readonly<Record<string, string>> = {
  abuse: "the customer is abusive",
  accident: "there was an accident",
  asked_for_person: "asked for a person",
  bereavement: "someone has died",
  complaint: "has a complaint",
  fact_missing: "asked for a fact it does not have",
  finance: "asked about financing",
  hold_request: "wants a vehicle held",
  hours_missing: "asked for hours it does not have",
  legal: "raised a legal matter",
  negotiation: "wants to agree on a price",
  opt_out_unsure: "may want no more texts",
  other_language: "writes in another language",
  photos: "sent or wants photos",
  possible_opt_out: "may want no more texts",
  price_missing: "asked for a price it does not have",
  service: "needs the service desk",
  trade_in: "has a trade-in",
  unclear: "could not tell what is wanted",
  visit_change: "wants to change a visit",
  visit_request: "wants to visit",
  wrong_number: "may be a wrong number",
};

/** The reason of a handover in words; an unknown code is read out as it is. */
export function handoverReason(code: string | null): string {
  if (code === null || code === "") return "waiting for a person";
  return REASONS[code] ?? code.replaceAll("_", " ");
}

/** The same words as the beginning of a sentence. */
export function handoverSentence(code: string | null): string {
  const words = handoverReason(code);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
