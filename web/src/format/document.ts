import { phrase, t } from "../i18n/t.ts";

const STATUSES: Readonly<Record<string, string>> = {
  received: phrase("Being read"),
  parsed: phrase("Being read"),
  assigned: phrase("Being read"),
  created: phrase("Made a lead"),
  updated: phrase("Added to a lead"),
  duplicate: phrase("Known already"),
  needs_review: phrase("Needs a look"),
  discarded: phrase("Discarded"),
};

const REASONS: Readonly<Record<string, string>> = {
  truncated: phrase("The document ends in the middle"),
  unbalanced: phrase("A tag in it is not closed"),
  too_deep: phrase("It is nested deeper than any real document"),
  too_many_elements: phrase("It holds more elements than any real document"),
  too_many_prospects: phrase("It holds more than 20 leads; the first 20 are shown"),
  too_large: phrase("It is larger than 500 KB and was not read"),
  entity_declared: phrase("It declares entities of its own, which is refused"),
  star: phrase("It is STAR, not ADF"),
  not_adf: phrase("No ADF and no labelled form was found in it"),
  no_prospect: phrase("There is no shopper in it"),
  nothing_reachable: phrase("Nobody in it has a name, an e-mail address or a phone"),
  unreadable: phrase("It could not be read"),
  unknown_recipient: phrase("It came to an address that belongs to no dealership"),
  reader_failed: phrase("Reading it failed three times"),
  record_refused: phrase("The database refused what was read from it"),
};

/** What became of a document, in two or three words. */
export function documentStatus(status: string): string {
  return t(STATUSES[status] ?? status);
}

/** The colour that repeats it. */
export function documentTone(status: string): "ok" | "warn" | "plain" {
  if (status === "created" || status === "updated") return "ok";
  return status === "needs_review" ? "warn" : "plain";
}

/** Why a document needs a person, as a sentence. */
export function reviewReason(reason: string | null): string | null {
  return reason === null ? null : t(REASONS[reason] ?? reason);
}

/** The bytes of a document as PostgREST wrote them. */
export function bytesOf(hex: string): Uint8Array {
  const digits = hex.replace(/^\\x/, "");
  const bytes = new Uint8Array(digits.length / 2);
  for (let at = 0; at < bytes.length; at++) {
    bytes[at] = Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16);
  }
  return bytes;
}
