import type { StackKeys } from "../config.ts";
import { apiKeyOf } from "../rest_auth/api_keys.ts";
import { bearerToken, type Caller } from "../rest_auth/caller.ts";
import { isRefusal, tokenVerifier } from "../realtime/tokens.ts";
import { accessDenied, badRequest } from "./storage_error.ts";

/** The role that hosted Storage does its own bookkeeping with: row security lets it pass. */
export const SERVICE: Caller = { role: "service_role", claims: { role: "service_role" } };

/** Reads who a request acts as from its bearer token or key; throws when it has none that holds. */
export async function storageCaller(request: Request, keys: StackKeys): Promise<Caller> {
  const token = bearerToken(request) ?? apiKeyOf(request);
  if (token === null || token === "") {
    throw badRequest("headers must have required property 'authorization'", "Error");
  }
  const verifier = tokenVerifier(keys);
  const claims = await verifier.verify(verifier.tokenOfKey(token));
  if (isRefusal(claims)) throw accessDenied(claims.message);
  return { role: claims.role, claims: claims.payload };
}
