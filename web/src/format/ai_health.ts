import type { AiHealth } from "../api/dashboard_api.ts";

/** What keeps the model from writing: most pressing first. */
export type AiTrouble = "off" | "out_of_budget" | "failing";

/** Why the model gave no answer, through no fault of the reply itself. */
const PROVIDER_FAULTS = new Set([
  "timeout",
  "slow_start",
  "rate_limited",
  "unauthorized",
  "unavailable",
  "unsupported",
  "moderation_failed",
]);
/** So many replies in a row without the model are no accident. */
const IN_A_ROW = 2;

/** What is wrong with the AI right now, judged by its newest replies; null when nothing is. */
export function aiTrouble(health: AiHealth): AiTrouble | null {
  if (!health.isEnabled) return "off";
  const [newest] = health.runs;
  if (newest === undefined) return null;
  if (newest.fallback === "budget_exceeded") return "out_of_budget";
  const tried = health.runs.slice(0, IN_A_ROW);
  const isFailing = tried.length === IN_A_ROW &&
    tried.every(({ fallback }) => PROVIDER_FAULTS.has(fallback ?? ""));
  return isFailing ? "failing" : null;
}
