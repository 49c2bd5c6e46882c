import type { LeadStatus } from "../api/leads_api.ts";

const STAGES: Readonly<Record<LeadStatus, string>> = {
  new: "New",
  working: "Working",
  appointment: "Appointment",
  shown: "Shown",
  sold: "Sold",
  lost: "Lost",
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
  ["bought_elsewhere", "Bought elsewhere"],
  ["not_interested", "Not interested any more"],
  ["unreachable", "Could not be reached"],
  ["no_credit", "No financing"],
  ["vehicle_gone", "The vehicle was gone"],
  ["bad_contact", "Wrong contact data"],
  ["duplicate", "The same lead twice"],
  ["other", "Something else"],
];

/** What a stage is called. */
export function leadStage(status: LeadStatus): string {
  return STAGES[status];
}

/** Why a lead was lost, in words; null when it was not. */
export function lostReason(outcome: string | null): string | null {
  if (outcome === null) return null;
  return LOST_REASONS.find(([code]) => code === outcome)?.[1] ?? outcome.replaceAll("_", " ");
}

/** A score as a word: from cold to hot. */
export function scoreWord(score: number): string {
  if (score >= 70) return "Hot";
  return score >= 40 ? "Warm" : "Cold";
}
