import { bearerToken, type Caller, identifyCaller } from "./caller.ts";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError, validationFailed } from "./auth_error.ts";
import { findSession } from "./auth_session.ts";
import { type AuthUser, findUser } from "./auth_user.ts";

/** A JSON object as a client sent it; its fields are checked where they are read. */
export type JsonBody = Readonly<Record<string, unknown>>;

/** Somebody signed in: the user and the session their token belongs to. */
export interface SignedIn {
  readonly user: AuthUser;
  readonly sessionId: string;
  readonly aal: string;
}

/** Reads a request's JSON object; no body counts as an empty one. */
export async function jsonBody(request: Request): Promise<JsonBody> {
  const text = await request.text();
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
  }
  const body = objectField(value);
  if (body === null) throw new AuthError(400, "bad_json", "Could not read request body as object");
  return body;
}

/** Reads a text field; null when it is absent or empty. */
export function textField(body: JsonBody, name: string): string | null {
  const value = body[name];
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string") throw validationFailed(`${name} must be a string`);
  return value;
}

/** Gives an object, or null for anything else. */
export function objectField(value: unknown): Record<string, unknown> | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Reads an e-mail address in lower case; null when there is none. */
export function emailField(body: JsonBody, name = "email"): string | null {
  const email = textField(body, name)?.toLowerCase() ?? null;
  if (email !== null && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) {
    throw validationFailed("Unable to validate email address: invalid format");
  }
  return email;
}

/** Checks that an id in a path is one at all, so the database need not refuse it. */
export function uuidOf(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new AuthError(404, "validation_failed", "id must be an UUID");
  }
  return text;
}

/** Lets only the service role pass. */
export async function requireServiceRole(request: Request, deps: AuthDeps): Promise<void> {
  const caller = await requireCaller(request, deps);
  if (caller.role !== "service_role") throw new AuthError(403, "not_admin", "User not allowed");
}

/** Finds who is signed in; a token whose session has ended no longer counts. */
export async function requireSignedIn(request: Request, deps: AuthDeps): Promise<SignedIn> {
  const { claims } = await requireCaller(request, deps);
  if (bearerToken(request) === null || typeof claims["sub"] !== "string") {
    throw new AuthError(401, "no_authorization", "This endpoint requires a valid Bearer token");
  }
  const session = typeof claims["session_id"] === "string"
    ? await findSession(deps.sql, claims["session_id"])
    : null;
  if (session === null || session.user_id !== claims["sub"]) {
    throw new AuthError(
      403,
      "session_not_found",
      "Session from session_id claim in JWT does not exist",
    );
  }
  const user = await findUser(deps.sql, session.user_id);
  if (user === null) {
    throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist");
  }
  return { user, sessionId: session.id, aal: session.aal ?? "aal1" };
}

async function requireCaller(request: Request, deps: AuthDeps): Promise<Caller> {
  const { caller } = await identifyCaller(request, deps.keys);
  if (caller !== null) return caller;
  throw new AuthError(
    403,
    "bad_jwt",
    "invalid JWT: unable to parse or verify signature",
  );
}
