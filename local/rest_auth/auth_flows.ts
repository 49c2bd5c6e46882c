import type { App } from "@supabase/lite";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError } from "./auth_error.ts";
import { emailField, type JsonBody, jsonBody, requireSignedIn } from "./auth_request.ts";
import { type AuthMethod, completeSession, endOtherSessions } from "./auth_session.ts";
import { requestWith } from "./request_with.ts";
import { findUser, findUserByEmail, hasVerifiedFactor } from "./auth_user.ts";

/** Stock code knows these types by other names; the columns they prove are the same. */
const STOCK_TYPES: Readonly<Record<string, string>> = { invite: "signup", email: "magiclink" };

/** Sends a request on to the stock routes. */
export type StockAuth = App["fetch"];

/** `POST /token`: password, refresh or code exchange. */
export async function signIn(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const grant = new URL(request.url).searchParams.get("grant_type");
  const methods: Record<string, AuthMethod> = { password: "password", pkce: "oauth" };
  return await completed(await stock(request), request, deps, methods[grant ?? ""] ?? null);
}

/** `POST /signup`. */
export async function signUp(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  return await completed(await stock(request), request, deps, "password");
}

/** `POST /otp` and `/magiclink`: must not open an account where sign-up is closed. */
export async function sendOtp(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const body = await jsonBody(request);
  const email = emailField(body);
  const { isSignupEnabled, isEmailSignupEnabled } = deps.settings;
  if (email !== null && !(isSignupEnabled && isEmailSignupEnabled)) {
    if (await findUserByEmail(deps.sql, email) === null) {
      throw body["create_user"] === false
        ? new AuthError(422, "otp_disabled", "Signups not allowed for otp")
        : new AuthError(422, "signup_disabled", "Signups not allowed for this instance");
    }
  }
  return await stock(withBody(request, body));
}

/** `POST /verify`: a code or the hash of a link, for a session. */
export async function verify(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const body = await jsonBody(request);
  const type = String(body["type"] ?? "");
  const answer = await stock(withBody(request, { ...body, type: STOCK_TYPES[type] ?? type }));
  return await completed(answer, request, deps, "otp");
}

/** `GET /verify`: the link of a mail; leads to the site with a session in the fragment. */
export async function followLink(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const url = new URL(request.url);
  const type = url.searchParams.get("type") ?? "";
  url.searchParams.set("type", STOCK_TYPES[type] ?? type);
  const answer = await stock(new Request(url, { headers: request.headers, redirect: "manual" }));
  const location = answer.headers.get("location");
  if (location === null) return answer;
  const target = new URL(location);
  const fragment = new URLSearchParams(target.hash.slice(1));
  const accessToken = fragment.get("access_token");
  if (accessToken !== null) {
    const refreshToken = fragment.get("refresh_token") ?? "";
    const opened = { accessToken, refreshToken, method: "otp" as const };
    const session = await completeSession(opened, request, deps).catch(refusalOnly);
    if (session instanceof AuthError) return redirectWithRefusal(target, session);
    fragment.set("access_token", session.access_token);
    fragment.set("type", type);
  }
  target.hash = fragment.toString();
  return new Response(null, { status: 303, headers: { location: target.href } });
}

function refusalOnly(error: unknown): AuthError {
  if (error instanceof AuthError) return error;
  throw error;
}

function redirectWithRefusal(target: URL, { code, message }: AuthError): Response {
  target.hash = new URLSearchParams({
    error: "access_denied",
    error_code: code,
    error_description: message,
  }).toString();
  return new Response(null, { status: 303, headers: { location: target.href } });
}

/** `GET /user`. */
export async function getUser(request: Request, deps: AuthDeps): Promise<Response> {
  const { user } = await requireSignedIn(request, deps);
  return Response.json(user);
}

/** `PUT /user`: whoever has a second factor needs it to change address or password. */
export async function updateUser(
  request: Request,
  deps: AuthDeps,
  stock: StockAuth,
): Promise<Response> {
  const { user, sessionId, aal } = await requireSignedIn(request, deps);
  const body = await jsonBody(request);
  const isSensitive = body["password"] !== undefined || body["email"] !== undefined;
  if (isSensitive && hasVerifiedFactor(user) && aal !== "aal2") {
    const message = "AAL2 session is required to update email or password when MFA is enabled.";
    throw new AuthError(401, "insufficient_aal", message);
  }
  const answer = await stock(withBody(request, body));
  if (!answer.ok) return answer;
  await answer.body?.cancel();
  if (body["password"] !== undefined) await endOtherSessions(deps.sql, user.id, sessionId);
  return Response.json(await findUser(deps.sql, user.id));
}

async function completed(
  answer: Response,
  request: Request,
  deps: AuthDeps,
  method: AuthMethod | null,
): Promise<Response> {
  if (!answer.ok) return answer;
  const body: unknown = await answer.json();
  const opened = sessionParts(body);
  if (opened === null) return Response.json(body, { status: answer.status });
  return Response.json(await completeSession({ ...opened, method }, request, deps));
}

function sessionParts(body: unknown): { accessToken: string; refreshToken: string } | null {
  if (typeof body !== "object" || body === null) return null;
  if (!("access_token" in body) || !("refresh_token" in body)) return null;
  return { accessToken: String(body.access_token), refreshToken: String(body.refresh_token) };
}

function withBody(request: Request, body: JsonBody): Request {
  const headers = new Headers(request.headers);
  headers.delete("content-length");
  return requestWith(request, { headers, body: JSON.stringify(body) });
}
