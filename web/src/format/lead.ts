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

const SCORE_REASONS: Readonly<Record<string, string>> = {
  asked_for_one_unit: phrase("Asked for one unit"),
  asked_for_a_model: phrase("Asked for a model"),
  asked_a_question: phrase("Asked a question"),
  wants_a_test_drive: phrase("Wants a test drive"),
  has_a_trade_in: phrase("Has a trade-in"),
  talks_about_money: phrase("Talks about money"),
  asked_again: phrase("Asked again"),
  means_to_buy_soon: phrase("Means to buy soon"),
  bought_here_before: phrase("Bought here before"),
  answered_us: phrase("Answered us"),
  keeps_talking: phrase("Keeps talking"),
  has_an_appointment: phrase("Has an appointment"),
  sounds_unhappy: phrase("Sounds unhappy"),
  wants_no_messages: phrase("Wants no messages"),
  cannot_be_reached: phrase("Cannot be reached"),
  is_no_shopper: phrase("Is no shopper"),
};

/** Why a score has or lacks points, in words. */
export function scoreReason(code: string): string {
  return t(SCORE_REASONS[code] ?? code);
}

const SILENCES: Readonly<Record<string, string>> = {
  not_a_shopper: phrase("Not answered by itself: this is no shopper"),
  resent: phrase("Not answered by itself: its source sent it again"),
  logged_by_staff: phrase("Not answered by itself: a colleague logged it"),
  no_channel: phrase("Cannot be written to: a person has to reach out"),
  ai_off: phrase("Not answered by itself: AI replies are off"),
  ai_channel_off: phrase("Not answered by itself: AI replies are off on this channel"),
  ai_paused: phrase("Not answered by itself: AI replies are paused here"),
  owned_by_staff: phrase("Not answered by itself: a person has the conversation"),
  failed: phrase("Could not be greeted: please write"),
};

/** Why a lead got no answer by itself, in words; null when it did or will. */
export function silence(code: string | null): string | null {
  if (code === null) return null;
  return t(SILENCES[code] ?? phrase("Not answered by itself"));
}

/** Sources that every dealership has, by the names we give them. */
const SOURCES: Readonly<Record<string, string>> = {
  Text: phrase("Text"),
  Website: phrase("Website"),
  "Web chat": phrase("Web chat"),
  "E-mail": phrase("E-mail"),
  Phone: phrase("Phone"),
  "Walk-in": phrase("Walk-in"),
  Referral: phrase("Referral"),
};

const OWN_REASONS: Readonly<Record<string, string>> = {
  "Has the conversation": phrase("Has the conversation"),
  "Kept by who made the lead": phrase("Kept by who made the lead"),
};

/** Why a lead has its owner, in words; a rule is called what the dealership calls it. */
export function ownerReason(reason: string | null): string | null {
  return reason === null ? null : t(OWN_REASONS[reason] ?? reason);
}

/** What the source of a lead is called; a portal's name is the same in every language. */
export function sourceName(name: string | null): string {
  if (name === null) return t("Unknown");
  const ours = SOURCES[name];
  return ours === undefined ? name : t(ours);
}

const TYPES: Readonly<Record<string, string>> = {
  sales: phrase("Wants to buy"),
  trade: phrase("Wants to sell or trade in"),
  test_drive: phrase("Wants a test drive"),
  finance: phrase("Wants financing"),
  service: phrase("Wants service"),
  other: phrase("Something else"),
};

/** What a lead wants, in words. */
export function leadType(code: string): string {
  return t(TYPES[code] ?? TYPES["other"] ?? code);
}
