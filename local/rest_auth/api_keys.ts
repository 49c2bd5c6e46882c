import type { StackKeys } from "../config.ts";

/** The two roles an API key can stand for. */
export type ApiKeyRole = "anon" | "service_role";

/** The roles that requests may act as. */
export const API_ROLES = ["anon", "authenticated", "service_role"] as const;

const BROWSER = /^\s*Mozilla\/5\.0/i;

/** Tells which role one of the project's four keys stands for; null for any other string. */
export function roleOfApiKey(key: string, keys: StackKeys): ApiKeyRole | null {
  if (key === "") return null;
  if (key === keys.publishable || key === keys.anon) return "anon";
  if (key === keys.secret || key === keys.serviceRole) return "service_role";
  return null;
}

/** Finds a request's key: the `apikey` header, or the query parameter that WebSockets use. */
export function apiKeyOf(request: Request): string | null {
  return request.headers.get("apikey") ?? new URL(request.url).searchParams.get("apikey");
}

/** Answers a request that lacks one of the project's keys as the hosted gateway does; else null. */
export function refuseWithoutApiKey(request: Request, keys: StackKeys): Response | null {
  const key = apiKeyOf(request);
  if (key === null || key === "") {
    return refusal("UNAUTHORIZED_MISSING_API_KEY", {
      message: "No API key found in request",
      hint: "No `apikey` request header or url param was found.",
    });
  }
  if (roleOfApiKey(key, keys) === null) {
    return refusal("UNAUTHORIZED_INVALID_API_KEY", {
      message: "Invalid API key",
      hint: "Double check your Supabase `anon` or `service_role` API key.",
    });
  }
  if (key === keys.secret && BROWSER.test(request.headers.get("user-agent") ?? "")) {
    return refusal("UNAUTHORIZED_INVALID_API_KEY_TYPE", {
      message: "Forbidden use of secret API key in browser",
    });
  }
  return null;
}

function refusal(code: string, body: Record<string, string>): Response {
  return Response.json(body, { status: 401, headers: { "sb-error-code": code } });
}
