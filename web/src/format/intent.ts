import { phrase, t } from "../i18n/t.ts";

const INTENTS: Readonly<Record<string, string>> = {
  search: phrase("Finding a vehicle"),
  availability: phrase("Whether it is still here"),
  price: phrase("The price"),
  negotiation: phrase("A lower price"),
  finance: phrase("Financing"),
  trade_in: phrase("A trade-in"),
  visit: phrase("A visit"),
  visit_change: phrase("Another time for a visit"),
  hold: phrase("Holding a vehicle"),
  photos: phrase("Photos"),
  hours: phrase("Opening hours"),
  location: phrase("The way here"),
  service: phrase("Service"),
  complaint: phrase("A complaint"),
  person: phrase("Talking to a person"),
};

/** What customers ask about most, by name. */
export const INTENT_NAMES: readonly string[] = Object.keys(INTENTS);

/** What a customer asks about, in words. */
export function intentWords(name: string): string {
  const words = INTENTS[name];
  return words === undefined ? name.replaceAll("_", " ") : t(words);
}
