import type { Priority } from "../api/rows.ts";

const NAMES: Readonly<Record<Priority, string>> = {
  urgent: "Urgent",
  high: "High",
  normal: "Normal",
  low: "Low",
};

/** Every priority, the most urgent first. */
export const PRIORITIES: readonly Priority[] = ["urgent", "high", "normal", "low"];

/** What a priority is called. */
export function priorityName(priority: Priority): string {
  return NAMES[priority];
}
