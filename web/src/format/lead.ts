import type { LeadStatus } from "../api/leads_api.ts";
import { phrase, t } from "../i18n/t.ts";

const STAGES: Readonly<Record<LeadStatus, string>> = {
  new: phrase("New"),
  working: phrase("Working"),
  appointment: phrase("Appointment"),
  shown: phrase("Shown"),
  sold: phrase("Sold"),
  lost: phrase("Lost"),
};

/** The stages of a lead in their order. */
export const LEAD_STAGES: readonly LeadStatus[] = [
  "new",
  "working",
  "appointment",
  "shown",
  "sold",
  "lost",
];

/** Why a lead can be lost, with the words for it. */
export const LOST_REASONS: readonly (readonly [code: string, words: string])[] = [
  ["bought_elsewhere", phrase("Bought elsewhere")],
  ["not_interested", phrase("Not interested any more")],
  ["unreachable", phrase("Could not be reached")],
  ["no_credit", phrase("No financing")],
  ["vehicle_gone", phrase("The vehicle was gone")],
  ["bad_contact", phrase("Wrong contact data")],
  ["duplicate", phrase("The same lead twice")],
  ["other", phrase("Something else")],
];

/** What a stage is called. */
export function leadStage(status: LeadStatus): string {
  return t(STAGES[status]);
}

/** Why a lead was lost, in words; null when it was not. */
export function lostReason(outcome: string | null): string | null {
  if (outcome === null) return null;
  return t(LOST_REASONS.find(([code]) => code === outcome)?.[1] ?? outcome.replaceAll("_", " "));
}

/** The part of the dial a score is in. */
export function scoreBand(score: number): "cold" | "warm" | "hot" {
  if (score >= 70) return "hot";
  return score >= 40 ? "warm" : "cold";
}

/** A score as a word: from cold to hot. */
export function scoreWord(score: number): string {
  return { cold: t("Cold"), warm: t("Warm"), hot: t("Hot") }[scoreBand(score)];
}
