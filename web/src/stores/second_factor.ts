import { accountApi } from "../api/account_api.ts";
import { ApiProblem, toProblem } from "../api/api_problem.ts";
import type { Workplace } from "../api/session_api.ts";
import type { Client } from "../api/supabase.ts";
import { t } from "../i18n/t.ts";

/** Where and as what somebody works, and the way to their session. */
export interface FactorAsker {
  readonly dealership: Workplace;
  connect<Api>(api: (supabase: Client) => Api): Api;
}

/** True when the role must show a second factor here and this session has shown none. */
export async function lacksFactor({ dealership, connect }: FactorAsker): Promise<boolean> {
  if (!dealership.mfa_required_roles.includes(dealership.role)) return false;
  return !await connect(accountApi).hasShownFactor();
}

/** What was refused, in words of the second factor when that is what the session lacks. */
export async function refusalOf(asker: FactorAsker, error: unknown): Promise<ApiProblem> {
  const problem = toProblem(error);
  const isPlain = problem.code === "42501" || problem.code === "forbidden";
  if (!isPlain || !await lacksFactor(asker)) return problem;
  const words = t("Your role needs a second factor for this. Add one in Settings, Security");
  return new ApiProblem(words, 403, "second_factor_needed", problem.requestId);
}
