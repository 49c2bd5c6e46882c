import { errors, jwtVerify } from "jose";
import type { JWTPayload } from "jose";
import type { StackKeys } from "../config.ts";
import { apiKeyOf, refuseWithoutApiKey, roleOfApiKey } from "./api_keys.ts";
import { postgrestError } from "./postgrest_error.ts";

/** Who a request acts as: a database role and the verified claims that policies read. */
export interface Caller {
  readonly role: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** Either the caller of a request or the answer that refuses it. */
export type Identified =
  | { readonly caller: Caller; readonly refusal: null }
  | { readonly caller: null; readonly refusal: Response };

/** Decides from key and bearer token who a request acts as; a token, when there is one, must hold. */
export async function identifyCaller(request: Request, keys: StackKeys): Promise<Identified> {
  const withoutKey = refuseWithoutApiKey(request, keys);
  if (withoutKey !== null) return { caller: null, refusal: withoutKey };
  const token = bearerToken(request) ?? apiKeyOf(request) ?? "";
  const keyRole = roleOfApiKey(token, keys);
  if (keyRole !== null) return known({ role: keyRole, claims: { role: keyRole } });
  const claims = await verifyToken(token, keys.jwtSecret);
  if (claims instanceof Response) return { caller: null, refusal: claims };
  const role = typeof claims.role === "string" && claims.role !== "" ? claims.role : "anon";
  return known({ role, claims: { ...claims } });
}

function known(caller: Caller): Identified {
  return { caller, refusal: null };
}

/** Reads the bearer token of a request; null when there is none. */
export function bearerToken(request: Request): string | null {
  const header = request.headers.get("authorization");
  const match = header === null ? null : /^bearer\s+(\S+)\s*$/i.exec(header);
  return match?.[1] ?? null;
}

async function verifyToken(token: string, jwtSecret: string): Promise<JWTPayload | Response> {
  const parts = token.split(".").length;
  if (parts !== 3) {
    return tokenRefusal("PGRST301", `Expected 3 parts in JWT; got ${parts}`, null);
  }
  try {
    const secret = new TextEncoder().encode(jwtSecret);
    const { payload } = await jwtVerify(token, secret, { algorithms: ["HS256"] });
    return payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) return tokenRefusal("PGRST303", "JWT expired", null);
    if (error instanceof errors.JWTClaimValidationFailed) {
      return tokenRefusal("PGRST303", "JWT not yet valid", null);
    }
    return tokenRefusal(
      "PGRST301",
      "No suitable key or wrong key type",
      "None of the keys was able to decode the JWT",
    );
  }
}

function tokenRefusal(code: string, message: string, details: string | null): Response {
  const challenge = `Bearer error="invalid_token", error_description="${message}"`;
  return postgrestError(401, { code, message, details, hint: null }, {
    "www-authenticate": challenge,
  });
}
