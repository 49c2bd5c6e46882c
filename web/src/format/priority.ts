import type { Priority } from "../api/rows.ts";
import { phrase, t } from "../i18n/t.ts";

const NAMES: Readonly<Record<Priority, string>> = {
  urgent: phrase("Urgent"),
  high: phrase("High"),
  normal: phrase("Normal"),
  low: phrase("Low"),
};

/** Every priority, the most urgent first. */
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];

/** What a priority is called. */
export function priorityName(priority: Priority): string {
  return t(NAMES[priority]);
}
