import type { Sql } from "postgres";
import type { AuthDeps } from "./auth_deps.ts";
import { AuthError, emailExists, userNotFound, validationFailed } from "./auth_error.ts";
import { type AuthUser, findUser } from "./auth_user.ts";

/** What an administrator may set on an account; absent fields stay as they are. */
export interface UserChanges {
  readonly id?: string | undefined;
  readonly email?: string | undefined;
  readonly phone?: string | undefined;
  readonly password?: string | undefined;
  readonly role?: string | undefined;
  readonly isEmailConfirmed?: boolean | undefined;
  readonly userMetadata?: Record<string, unknown> | undefined;
  readonly appMetadata?: Record<string, unknown> | undefined;
  /** A Go duration such as `24h`, or `none` to lift a ban. */
  readonly banDuration?: string | undefined;
}

/** Makes an account with its e-mail identity. */
export async function createUser(
  changes: UserChanges & { readonly email: string },
  deps: AuthDeps,
): Promise<AuthUser> {
  const { sql } = deps;
  const id = changes.id ?? crypto.randomUUID();
  const appMetadata = { provider: "email", providers: ["email"], ...changes.appMetadata };
  const userMetadata = { email_verified: true, ...changes.userMetadata };
  const hash = changes.password === undefined ? "" : await deps.hashPassword(changes.password);
  await unlessTaken(sql.begin(async (transaction) => {
    await transaction`
      insert into auth.users (
        id, instance_id, aud, role, email, phone, encrypted_password, email_confirmed_at,
        banned_until, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
      values (
        ${id}, '00000000-0000-0000-0000-000000000000', 'authenticated',
        ${changes.role ?? "authenticated"}, ${changes.email}, ${changes.phone ?? null}, ${hash},
        case when ${changes.isEmailConfirmed ?? false} then now() end,
        now() + ${banInterval(changes.banDuration)}::interval,
        ${json(sql, appMetadata)}, ${json(sql, userMetadata)}, now(), now())`;
    const identity = { sub: id, email: changes.email, email_verified: false };
    await transaction`
      insert into auth.identities
        (id, provider, provider_id, user_id, identity_data, created_at, updated_at)
      values (
        ${crypto.randomUUID()}, 'email', ${id}, ${id},
        ${json(sql, { ...identity, phone_verified: false })}, now(), now())`;
  }));
  return await requireUser(sql, id);
}

/** Changes an account; metadata is merged key by key, and null removes a key. */
export async function changeUser(
  id: string,
  changes: UserChanges,
  deps: AuthDeps,
): Promise<AuthUser> {
  const { sql } = deps;
  const user = await requireUser(sql, id);
  const columns: Record<string, unknown> = {
    raw_app_meta_data: json(sql, merged(user.app_metadata, changes.appMetadata)),
    raw_user_meta_data: json(sql, merged(user.user_metadata, changes.userMetadata)),
    updated_at: new Date().toISOString(),
  };
  if (changes.email !== undefined) columns["email"] = changes.email;
  if (changes.phone !== undefined) columns["phone"] = changes.phone;
  if (changes.role !== undefined) columns["role"] = changes.role;
  if (changes.password !== undefined) {
    columns["encrypted_password"] = await deps.hashPassword(changes.password);
  }
  if (changes.isEmailConfirmed === true && user.email_confirmed_at === undefined) {
    columns["email_confirmed_at"] = columns["updated_at"];
  }
  await unlessTaken(sql.begin(async (transaction) => {
    await transaction`update auth.users set ${transaction(columns)} where id = ${id}`;
    if (changes.banDuration !== undefined) {
      await transaction`
        update auth.users set banned_until = now() + ${banInterval(changes.banDuration)}::interval
        where id = ${id}`;
    }
    if (changes.email !== undefined) {
      await transaction`
        update auth.identities
        set identity_data = identity_data || jsonb_build_object('email', ${changes.email}::text),
          updated_at = now()
        where user_id = ${id} and provider = 'email'`;
    }
  }));
  return await requireUser(sql, id);
}

/** Deletes an account; a soft delete keeps the row for those that refer to it. */
export async function deleteUser(id: string, isSoft: boolean, deps: AuthDeps): Promise<void> {
  const { sql } = deps;
  await requireUser(sql, id);
  if (!isSoft) {
    await sql`delete from auth.users where id = ${id}`;
    return;
  }
  await sql.begin(async (transaction) => {
    await transaction`delete from auth.sessions where user_id = ${id}`;
    await transaction`delete from auth.identities where user_id = ${id}`;
    await transaction`
      update auth.users
      set deleted_at = now(), email = null, phone = null, encrypted_password = '',
        raw_user_meta_data = '{}', raw_app_meta_data = '{}', updated_at = now()
      where id = ${id}`;
  });
}

/** Checks a password against the project's rules. */
export function requirePassword(password: string | null, deps: AuthDeps): string {
  if (password === null) throw validationFailed("A valid password is required");
  const { minimumPasswordLength } = deps.settings;
  if (password.length < minimumPasswordLength) {
    const message = `Password should be at least ${minimumPasswordLength} characters.`;
    throw new AuthError(422, "weak_password", message);
  }
  if (new TextEncoder().encode(password).length > 72) {
    throw validationFailed("Password cannot be longer than 72 characters");
  }
  return password;
}

async function requireUser(sql: Sql, id: string): Promise<AuthUser> {
  const user = await findUser(sql, id);
  if (user === null) throw userNotFound();
  return user;
}

function merged(
  before: Record<string, unknown>,
  changes: Record<string, unknown> | undefined,
): Record<string, unknown> {
  const all = Object.entries({ ...before, ...changes });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** Reads a Go duration as a Postgres interval; null, which ends a ban, for `none`. */
export function banInterval(duration: string | undefined): string | null {
  if (duration === undefined || duration === "none") return null;
  if (!/^(\d+(\.\d+)?(ms|h|m|s))+$/.test(duration)) {
    throw validationFailed(`invalid format for ban duration: ${duration}`);
  }
  const units: Record<string, string> = { h: "hours", m: "minutes", s: "seconds" };
  const parts = duration.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  return [...parts].map(([, n, unit]) => `${n} ${units[unit ?? ""] ?? "milliseconds"}`).join(" ");
}

function json(sql: Sql, value: Record<string, unknown>): ReturnType<Sql["json"]> {
  // Metadata came out of JSON.parse or the database, so it is JSON.
  return sql.json(value as Parameters<Sql["json"]>[0]);
}

async function unlessTaken<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "23505";
    throw isTaken ? emailExists() : error;
  }
}
