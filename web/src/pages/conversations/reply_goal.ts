import type { Dealership } from "../../api/rows.ts";

/** Within how many minutes a person is meant to answer at this dealership. */
export function goalMinutes(dealership: Dealership): number {
  return dealership.reply_goal_minutes;
}
