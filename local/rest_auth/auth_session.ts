import { isIP } from "node:net";
import { decodeJwt, SignJWT } from "jose";
import type { Sql } from "postgres";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError } from "./auth_error.ts";
import { type AuthUser, findUser, isBanned } from "./auth_user.ts";

/** What a sign-in answers with. */
export interface AuthSession {
  readonly access_token: string;
  readonly token_type: "bearer";
  readonly expires_in: number;
  readonly expires_at: number;
  readonly refresh_token: string;
  readonly user: AuthUser;
}

/** How somebody proved who they are, as `amr` names it. */
export type AuthMethod = "password" | "otp" | "oauth" | "totp";

interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly aal: "aal1" | "aal2" | "aal3" | null;
  readonly amr: readonly { method: string; timestamp: number }[];
}

/** Signs the access token of one session with all of Supabase Auth's claims. */
async function mintAccessToken(
  user: AuthUser,
  session: SessionRow,
  deps: AuthDeps,
): Promise<{ token: string; expiresAt: number }> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiresAt = issuedAt + deps.settings.jwtExpirySeconds;
  const claims = {
    iss: deps.issuer,
    sub: user.id,
    aud: user.aud || "authenticated",
    exp: expiresAt,
    iat: issuedAt,
    email: user.email,
    phone: user.phone,
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    role: user.role || "authenticated",
    aal: session.aal ?? "aal1",
    amr: session.amr,
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  };
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(deps.keys.jwtSecret));
  return { token, expiresAt };
}

/** Finds a session with its proofs, newest first; null when it has ended. */
export async function findSession(sql: Sql, id: string): Promise<SessionRow | null> {
  const [row] = await sql<SessionRow[]>`
    select s.id, s.user_id, s.aal, coalesce((
      select jsonb_agg(jsonb_build_object(
        'method', c.authentication_method,
        'timestamp', extract(epoch from c.updated_at)::bigint) order by c.updated_at desc)
      from auth.mfa_amr_claims as c where c.session_id = s.id), '[]') as amr
    from auth.sessions as s where s.id = ${id}`;
  return row ?? null;
}

/** Notes on a session how its user proved who they are. */
export async function recordMethod(sql: Sql, sessionId: string, method: AuthMethod): Promise<void> {
  await sql`
    insert into auth.mfa_amr_claims
      (id, session_id, authentication_method, created_at, updated_at)
    values (${crypto.randomUUID()}, ${sessionId}, ${method}, now(), now())
    on conflict (session_id, authentication_method) do update set updated_at = now()`;
}

/** Ends one session and its refresh tokens. */
export async function endSession(sql: Sql, sessionId: string): Promise<void> {
  await sql`delete from auth.sessions where id = ${sessionId}`;
}

/** Ends a user's sessions but one. */
export async function endOtherSessions(sql: Sql, userId: string, keptId: string): Promise<void> {
  await sql`delete from auth.sessions where user_id = ${userId} and id <> ${keptId}`;
}

/**
 * Completes a session that stock code has just opened or refreshed: bans hold, the access token
 * gets its full claims, and the answer the full user.
 */
export async function completeSession(
  opened: { accessToken: string; refreshToken: string; method: AuthMethod | null },
  request: Request,
  deps: AuthDeps,
): Promise<AuthSession> {
  const { sql } = deps;
  const sessionId = String(decodeJwt(opened.accessToken)["session_id"]);
  if (opened.method !== null) {
    await recordMethod(sql, sessionId, opened.method);
    await recordClient(sql, sessionId, request);
  }
  const session = await findSession(sql, sessionId);
  const user = session === null ? null : await findUser(sql, session.user_id);
  if (session === null || user === null) {
    throw new AuthError(400, "session_not_found", "Session not found");
  }
  if (isBanned(user, new Date())) {
    await endSession(sql, sessionId);
    const message = opened.method === null
      ? "Invalid Refresh Token: User Banned"
      : "User is banned";
    throw new AuthError(400, "user_banned", message);
  }
  return await sessionAnswer({ user, session, refreshToken: opened.refreshToken }, deps);
}

/** Writes a session's answer with a fresh access token. */
export async function sessionAnswer(
  parts: { user: AuthUser; session: SessionRow; refreshToken: string },
  deps: AuthDeps,
): Promise<AuthSession> {
  const { token, expiresAt } = await mintAccessToken(parts.user, parts.session, deps);
  return {
    access_token: token,
    token_type: "bearer",
    expires_in: deps.settings.jwtExpirySeconds,
    expires_at: expiresAt,
    refresh_token: parts.refreshToken,
    user: parts.user,
  };
}

async function recordClient(sql: Sql, sessionId: string, request: Request): Promise<void> {
  const ip = request.headers.get("x-forwarded-for")?.split(",")[0]?.trim() ?? "";
  await sql`
    update auth.sessions
    set user_agent = ${request.headers.get("user-agent")}, ip = ${isIP(ip) > 0 ? ip : null}::inet
    where id = ${sessionId}`;
}
