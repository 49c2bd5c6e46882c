import type { AuthDeps } from "./auth_deps.ts";
import { AuthError, validationFailed } from "./auth_error.ts";
import { jsonBody, requireSignedIn, type SignedIn, textField, uuidOf } from "./auth_request.ts";
import { findSession, recordMethod, sessionAnswer } from "./auth_session.ts";
import { findUser, hasVerifiedFactor } from "./auth_user.ts";
import { qrCodeSvg } from "./qr_code.ts";
import { isTotpCode, newTotpSecret, totpUri } from "./totp.ts";

const CHALLENGE_SECONDS = 300;

interface FactorRow {
  readonly id: string;
  readonly secret: string;
  readonly status: "unverified" | "verified";
}

/** `POST /factors`: enrols a TOTP factor, which counts once a code has verified it. */
export async function enrollFactor(request: Request, deps: AuthDeps): Promise<Response> {
  const signedIn = await requireSignedIn(request, deps);
  const body = await jsonBody(request);
  if (textField(body, "factor_type") !== "totp" || !deps.settings.isTotpEnabled) {
    throw new AuthError(422, "mfa_totp_enroll_not_enabled", "MFA enroll is disabled for this type");
  }
  requireRoomForFactor(signedIn, deps);
  const friendlyName = textField(body, "friendly_name") ?? "";
  const issuer = textField(body, "issuer") ?? new URL(deps.siteUrl).host;
  const secret = newTotpSecret();
  const id = crypto.randomUUID();
  const { user } = signedIn;
  await forgetUnverified(user.id, friendlyName, deps);
  if (user.factors?.some((each) => each.friendly_name === friendlyName && isVerified(each))) {
    const message = `A factor with the friendly name "${friendlyName}" already exists`;
    throw new AuthError(422, "mfa_factor_name_conflict", message);
  }
  await deps.sql`
    insert into auth.mfa_factors
      (id, user_id, friendly_name, factor_type, status, secret, created_at, updated_at)
    values (${id}, ${user.id}, ${friendlyName}, 'totp', 'unverified', ${secret}, now(), now())`;
  const uri = totpUri({ secret, issuer, account: user.email });
  return Response.json({
    id,
    type: "totp",
    friendly_name: friendlyName,
    totp: { qr_code: qrCodeSvg(uri), secret, uri },
  });
}

/** `POST /factors/:id/challenge`. */
export async function challengeFactor(
  request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const { user } = await requireSignedIn(request, deps);
  const factor = await requireFactor(uuidOf(ids[0] ?? ""), user.id, deps);
  const id = crypto.randomUUID();
  await deps.sql`
    insert into auth.mfa_challenges (id, factor_id, created_at, ip_address)
    values (${id}, ${factor.id}, now(), '127.0.0.1')`;
  const expiresAt = Math.floor(Date.now() / 1000) + CHALLENGE_SECONDS;
  return Response.json({ id, type: "totp", expires_at: expiresAt });
}

/** `POST /factors/:id/verify`: raises the session to aal2 and answers it anew. */
export async function verifyFactor(
  request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const signedIn = await requireSignedIn(request, deps);
  const factor = await requireFactor(uuidOf(ids[0] ?? ""), signedIn.user.id, deps);
  const body = await jsonBody(request);
  const challengeId = uuidOf(textField(body, "challenge_id") ?? "");
  await requireOpenChallenge(challengeId, factor.id, deps);
  if (!isTotpCode(factor.secret, textField(body, "code") ?? "", new Date())) {
    throw new AuthError(422, "mfa_verification_failed", "Invalid TOTP code entered");
  }
  if (!await claimChallenge(challengeId, deps)) throw challengeExpired();
  return Response.json(await raiseSession(signedIn, factor, deps));
}

/** `DELETE /factors/:id`: a verified factor goes only with a session that used one. */
export async function unenrollFactor(
  request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const { user, aal } = await requireSignedIn(request, deps);
  const factor = await requireFactor(uuidOf(ids[0] ?? ""), user.id, deps);
  if (isVerified(factor) && aal !== "aal2") {
    throw new AuthError(422, "insufficient_aal", "AAL2 required to unenroll verified factor");
  }
  await deleteFactor(factor.id, deps);
  return Response.json({ id: factor.id });
}

/** `GET /admin/users/:id/factors`. */
export async function adminListFactors(
  _request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const user = await findUser(deps.sql, uuidOf(ids[0] ?? ""));
  return Response.json(user?.factors ?? []);
}

/** `DELETE /admin/users/:id/factors/:id`: for people who lost their phone. */
export async function adminDeleteFactor(
  _request: Request,
  deps: AuthDeps,
  ids: readonly string[],
): Promise<Response> {
  const factor = await requireFactor(uuidOf(ids[1] ?? ""), uuidOf(ids[0] ?? ""), deps);
  await deleteFactor(factor.id, deps);
  return Response.json({ id: factor.id });
}

function isVerified(factor: { readonly status: string }): boolean {
  return factor.status === "verified";
}

function requireRoomForFactor({ user, aal }: SignedIn, deps: AuthDeps): void {
  if (hasVerifiedFactor(user) && aal !== "aal2") {
    throw new AuthError(403, "insufficient_aal", "AAL2 required to enroll a new factor");
  }
  if ((user.factors ?? []).filter(isVerified).length >= deps.settings.maxEnrolledFactors) {
    const message = "Maximum number of verified factors reached, unenroll to continue";
    throw new AuthError(422, "too_many_enrolled_mfa_factors", message);
  }
}

/** An abandoned enrolment must not block the name for the next try. */
async function forgetUnverified(userId: string, name: string, deps: AuthDeps): Promise<void> {
  await deps.sql`
    delete from auth.mfa_factors
    where user_id = ${userId} and status = 'unverified' and friendly_name = ${name}`;
}

async function requireFactor(id: string, userId: string, deps: AuthDeps): Promise<FactorRow> {
  const [factor] = await deps.sql<FactorRow[]>`
    select id, secret, status from auth.mfa_factors where id = ${id} and user_id = ${userId}`;
  if (factor === undefined) {
    throw new AuthError(404, "mfa_factor_not_found", "Factor not found");
  }
  return factor;
}

async function requireOpenChallenge(id: string, factorId: string, deps: AuthDeps): Promise<void> {
  const [challenge] = await deps.sql`
    select id from auth.mfa_challenges
    where id = ${id} and factor_id = ${factorId} and verified_at is null
      and created_at > now() - ${CHALLENGE_SECONDS} * interval '1 second'`;
  if (challenge === undefined) throw challengeExpired();
}

/** Marks a challenge as used; false if another request was faster. */
async function claimChallenge(id: string, deps: AuthDeps): Promise<boolean> {
  const claimed = await deps.sql`
    update auth.mfa_challenges set verified_at = now()
    where id = ${id} and verified_at is null returning id`;
  return claimed.length === 1;
}

function challengeExpired(): AuthError {
  const message = "MFA challenge has expired, verify against another challenge or create a new one";
  return new AuthError(422, "mfa_challenge_expired", message);
}

async function raiseSession(
  { user, sessionId }: SignedIn,
  factor: FactorRow,
  deps: AuthDeps,
): Promise<unknown> {
  const { sql } = deps;
  const refreshToken = crypto.randomUUID();
  await sql.begin(async (transaction) => {
    await transaction`
      update auth.mfa_factors set status = 'verified', updated_at = now() where id = ${factor.id}`;
    await transaction`
      update auth.sessions set aal = 'aal2', factor_id = ${factor.id}, updated_at = now()
      where id = ${sessionId}`;
    await transaction`
      delete from auth.sessions
      where user_id = ${user.id} and id <> ${sessionId} and coalesce(aal, 'aal1') = 'aal1'`;
    const [parent] = await transaction`
      update auth.refresh_tokens set revoked = true, updated_at = now()
      where session_id = ${sessionId} and not revoked returning token`;
    await transaction`
      insert into auth.refresh_tokens (id, token, parent, user_id, session_id, revoked)
      values (${crypto.randomUUID()}, ${refreshToken}, ${parent?.["token"] ?? null}, ${user.id},
        ${sessionId}, false)`;
  });
  await recordMethod(sql, sessionId, "totp");
  const raised = await findSession(sql, sessionId);
  const current = await findUser(sql, user.id);
  if (raised === null || current === null) throw validationFailed("Session has ended");
  return await sessionAnswer({ user: current, session: raised, refreshToken }, deps);
}

async function deleteFactor(id: string, deps: AuthDeps): Promise<void> {
  await deps.sql.begin(async (transaction) => {
    await transaction`
      delete from auth.mfa_amr_claims
      where authentication_method = 'totp'
        and session_id in (select s.id from auth.sessions as s where s.factor_id = ${id})`;
    await transaction`
      update auth.sessions set aal = 'aal1', factor_id = null where factor_id = ${id}`;
    await transaction`delete from auth.mfa_factors where id = ${id}`;
  });
}
