import * as z from "zod/mini";
import type { Dealership } from "../../api/rows.ts";

const Goal = z.object({ reply_goal_minutes: z.number().check(z.positive()) });
const USUAL_MINUTES = 5;

/** Within how many minutes a person is meant to answer at this dealership. */
export function goalMinutes(dealership: Dealership): number {
  const goal = Goal.safeParse(dealership.agent_config);
  return goal.success ? goal.data.reply_goal_minutes : USUAL_MINUTES;
}
