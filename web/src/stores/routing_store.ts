import { type RoutingApi, routingApi, type RoutingRule } from "../api/routing_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The rules that give out leads, and what can be done with them. */
export interface RoutingShape extends Omit<RoutingApi, "readRules"> {
  readonly rules: RemoteShape<readonly RoutingRule[]>;
}

/** The routing of one dealership over Supabase. */
export function routingOf(supabase: Client, dealershipId: string): RoutingShape {
  const { readRules, ...acts } = routingApi(supabase, dealershipId);
  return { ...acts, rules: createRemote(readRules) };
}
