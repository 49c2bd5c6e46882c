import { phrase } from "../i18n/t.ts";

/** Where in the exchange a template stands, in words. */
export const STAGES: Readonly<Record<string, string>> = {
  open: phrase("Opening"),
  explore: phrase("Exploring"),
  decide: phrase("Deciding"),
  visit: phrase("Visit"),
  handover: phrase("Handover"),
  close: phrase("Closing"),
};
