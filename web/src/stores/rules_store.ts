import type { PastMessage } from "@rylie/contract/handover_rules.ts";
import { type RuleBook, type RulesApi, rulesApi } from "../api/rules_api.ts";
import { type PersonasApi, personasApi } from "../api/personas_api.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The handover rules of a dealership and the past they can be tried on. */
export interface RulesShape
  extends Pick<RulesApi, "saveRules">, Pick<PersonasApi, "evaluate" | "publish"> {
  readonly book: RemoteShape<RuleBook | null>;
  readonly past: RemoteShape<readonly PastMessage[]>;
}

/** The handover rules of one dealership, over Supabase. */
export function rulesOf(supabase: Client, dealershipId: string): RulesShape {
  const api = rulesApi(supabase, dealershipId);
  const { evaluate, publish } = personasApi(supabase, dealershipId);
  return {
    saveRules: api.saveRules,
    evaluate,
    publish,
    book: createRemote(api.readRules),
    past: createRemote(api.readPast),
  };
}
