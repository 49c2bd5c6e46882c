import { type AccountApi, accountApi, type Factor, type OwnSession } from "../api/account_api.ts";
import { toProblem } from "../api/api_problem.ts";
import type { Client } from "../api/supabase.ts";
import { createRemote, type RemoteShape } from "./remote.ts";

/** The safety of one's own account, each part read when it is shown. */
export interface AccountShape extends Omit<AccountApi, `read${string}` | "countCodes" | "verify"> {
  /** Shows a code for this session; answers what is wrong with it, or null. */
  tryCode(factorId: string, code: string): Promise<string | null>;
  readonly factors: RemoteShape<readonly Factor[]>;
  readonly codesLeft: RemoteShape<number>;
  readonly sessions: RemoteShape<readonly OwnSession[]>;
}

/** The safety of one's own account, over Supabase. */
export function accountOf(supabase: Client): AccountShape {
  const api = accountApi(supabase);
  return {
    ...api,
    tryCode: (factorId, code) =>
      api.verify(factorId, code).then(() => null, (error) => toProblem(error).message),
    factors: createRemote(api.readFactors),
    codesLeft: createRemote(api.countCodes),
    sessions: createRemote(api.readSessions),
  };
}
