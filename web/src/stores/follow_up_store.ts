import {
  type FollowUpApi,
  followUpApi,
  type LeadGoals,
  type Plan,
  type Source,
} from "../api/follow_up_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The plans for leads that do not answer, the sources, and the goals around them. */
export interface FollowUpShape
  extends Omit<FollowUpApi, "readPlans" | "readSources" | "readGoals"> {
  readonly plans: RemoteShape<readonly Plan[]>;
  readonly sources: RemoteShape<readonly Source[]>;
  readonly goals: RemoteShape<LeadGoals>;
}

/** The follow-up of one dealership over Supabase. */
export function followUpOf(supabase: Client, dealershipId: string): FollowUpShape {
  const { readPlans, readSources, readGoals, ...acts } = followUpApi(supabase, dealershipId);
  return {
    ...acts,
    plans: createRemote(readPlans),
    sources: createRemote(readSources),
    goals: createRemote(readGoals),
  };
}
