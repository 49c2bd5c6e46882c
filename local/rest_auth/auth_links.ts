import { createHash, randomInt } from "node:crypto";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError, emailExists, validationFailed } from "./auth_error.ts";
import { type AuthMailKind, mailRedirects } from "./auth_mailer.ts";
import { emailField, type JsonBody, jsonBody, objectField, textField } from "./auth_request.ts";
import { type AuthUser, findUserByEmail } from "./auth_user.ts";
import { createUser, requirePassword } from "./auth_user_changes.ts";

interface LinkSecrets {
  readonly otp: string;
  readonly tokenHash: string;
}

/** Where each kind of link keeps its secret; the names are fixed, so they may stand in SQL. */
const COLUMNS = {
  confirmation: { token: "confirmation_token", sentAt: "confirmation_sent_at" },
  recovery: { token: "recovery_token", sentAt: "recovery_sent_at" },
} as const;

/** `POST /invite`: makes an account without a password and mails its owner a link. */
export async function invite(request: Request, deps: AuthDeps): Promise<Response> {
  const body = await jsonBody(request);
  const email = requireEmail(body);
  const user = await invitedUser(email, objectField(body["data"]) ?? {}, deps);
  const secrets = await storeSecrets(user.id, email, "confirmation", deps);
  await deps.sql`update auth.users set invited_at = now() where id = ${user.id}`;
  await mailRedirects.run(redirectOf(request, body) ?? deps.siteUrl, () => {
    return deps.mailer.mail("invite", email, secrets);
  });
  return Response.json(await findUserByEmail(deps.sql, email));
}

/** `POST /admin/generate_link`: the same links, answered instead of mailed. */
export async function generateLink(request: Request, deps: AuthDeps): Promise<Response> {
  const body = await jsonBody(request);
  const email = requireEmail(body);
  const kind = linkKind(textField(body, "type"));
  const user = await linkedUser(kind, email, body, deps);
  const column = kind === "magiclink" || kind === "recovery" ? "recovery" : "confirmation";
  const secrets = await storeSecrets(user.id, email, column, deps);
  if (kind === "invite") {
    await deps.sql`update auth.users set invited_at = now() where id = ${user.id}`;
  }
  const redirectTo = redirectOf(request, body) ?? deps.siteUrl;
  return Response.json({
    ...await findUserByEmail(deps.sql, email),
    action_link: mailRedirects.run(redirectTo, () => deps.mailer.linkTo(kind, secrets.tokenHash)),
    email_otp: secrets.otp,
    hashed_token: secrets.tokenHash,
    verification_type: kind,
    redirect_to: redirectTo,
  });
}

type LinkKind = Extract<AuthMailKind, "signup" | "invite" | "magiclink" | "recovery">;

function linkKind(type: string | null): LinkKind {
  if (type === "signup" || type === "invite" || type === "magiclink" || type === "recovery") {
    return type;
  }
  throw validationFailed("Invalid email action link type requested");
}

async function linkedUser(
  kind: LinkKind,
  email: string,
  body: JsonBody,
  deps: AuthDeps,
): Promise<AuthUser> {
  const userMetadata = objectField(body["data"]) ?? {};
  if (kind === "invite") return await invitedUser(email, userMetadata, deps);
  const user = await findUserByEmail(deps.sql, email);
  if (kind === "signup") {
    if (user?.email_confirmed_at !== undefined) throw emailExists();
    const password = requirePassword(textField(body, "password"), deps);
    return user ?? await createUser({ email, password, userMetadata }, deps);
  }
  if (user !== null) return user;
  if (kind === "magiclink") return await createUser({ email, userMetadata }, deps);
  throw new AuthError(404, "user_not_found", "User with this email not found");
}

async function invitedUser(
  email: string,
  userMetadata: Record<string, unknown>,
  deps: AuthDeps,
): Promise<AuthUser> {
  const user = await findUserByEmail(deps.sql, email);
  if (user?.email_confirmed_at !== undefined) throw emailExists();
  return user ?? await createUser({ email, userMetadata }, deps);
}

/** Stores what a link proves: the hash that stock code computes from address and code. */
async function storeSecrets(
  userId: string,
  email: string,
  column: keyof typeof COLUMNS,
  deps: AuthDeps,
): Promise<LinkSecrets> {
  const { sql, settings } = deps;
  const otp = String(randomInt(10 ** settings.otpLength)).padStart(settings.otpLength, "0");
  const tokenHash = createHash("sha256").update(email + otp).digest("hex");
  const { token, sentAt } = COLUMNS[column];
  await sql`
    update auth.users
    set ${sql(token)} = ${tokenHash}, ${sql(sentAt)} = now(), updated_at = now()
    where id = ${userId}`;
  return { otp, tokenHash };
}

function requireEmail(body: JsonBody): string {
  const email = emailField(body);
  if (email === null) throw validationFailed("An email address is required");
  return email;
}

function redirectOf(request: Request, body: JsonBody): string | null {
  return new URL(request.url).searchParams.get("redirect_to") ?? textField(body, "redirect_to");
}
