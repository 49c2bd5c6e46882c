import type { PendingQuery, Row, Sql } from "postgres";

/** A factor as clients see it: its secret stays in the database. */
export interface AuthFactor {
  readonly id: string;
  readonly friendly_name?: string;
  readonly factor_type: string;
  readonly status: "unverified" | "verified";
  readonly created_at: string;
  readonly updated_at: string;
}

/** A user as Supabase Auth answers it; absent fields are null in the database. */
export interface AuthUser {
  readonly id: string;
  readonly aud: string;
  readonly role: string;
  readonly email: string;
  readonly phone: string;
  readonly app_metadata: Record<string, unknown>;
  readonly user_metadata: Record<string, unknown>;
  readonly identities: readonly Record<string, unknown>[];
  readonly factors?: readonly AuthFactor[];
  readonly created_at: string;
  readonly updated_at: string;
  readonly is_anonymous: boolean;
  readonly email_confirmed_at?: string;
  readonly confirmed_at?: string;
  readonly invited_at?: string;
  readonly banned_until?: string;
  readonly deleted_at?: string;
}

/** Finds a user with identities and factors; null when there is none. */
export async function findUser(sql: Sql, id: string): Promise<AuthUser | null> {
  const [row] = await selectUsers(sql, sql`where u.id = ${id}`);
  return row ?? null;
}

/** Finds a user by address, whatever its case. */
export async function findUserByEmail(sql: Sql, email: string): Promise<AuthUser | null> {
  const [row] = await selectUsers(sql, sql`where u.email = ${email.toLowerCase()}`);
  return row ?? null;
}

/** One page of all users, oldest first, and how many there are. */
export async function listUsers(
  sql: Sql,
  page: { limit: number; offset: number },
): Promise<{ users: AuthUser[]; total: number }> {
  const order = sql`order by u.created_at, u.id limit ${page.limit} offset ${page.offset}`;
  const users = await selectUsers(sql, order);
  const [count] = await sql<{ total: string }[]>`select count(*)::text as total from auth.users`;
  return { users, total: Number(count?.total ?? 0) };
}

async function selectUsers(sql: Sql, rest: PendingQuery<Row[]>): Promise<AuthUser[]> {
  const rows = await sql<{ user: AuthUser }[]>`
    select jsonb_strip_nulls(jsonb_build_object(
      'email_confirmed_at', u.email_confirmed_at, 'confirmed_at', u.confirmed_at,
      'confirmation_sent_at', u.confirmation_sent_at, 'recovery_sent_at', u.recovery_sent_at,
      'invited_at', u.invited_at, 'last_sign_in_at', u.last_sign_in_at,
      'new_email', nullif(u.email_change, ''), 'email_change_sent_at', u.email_change_sent_at,
      'banned_until', u.banned_until, 'deleted_at', u.deleted_at
    )) || jsonb_build_object(
      'id', u.id, 'aud', coalesce(u.aud, ''), 'role', coalesce(u.role, ''),
      'email', coalesce(u.email, ''), 'phone', coalesce(u.phone, ''),
      'app_metadata', coalesce(u.raw_app_meta_data, '{}'),
      'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
      'created_at', u.created_at, 'updated_at', u.updated_at, 'is_anonymous', u.is_anonymous,
      'identities', coalesce((
        select jsonb_agg(jsonb_build_object(
          'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'email', i.email,
          'identity_data', i.identity_data, 'provider', i.provider, 'created_at', i.created_at,
          'last_sign_in_at', i.last_sign_in_at, 'updated_at', i.updated_at) order by i.created_at)
        from auth.identities as i where i.user_id = u.id), '[]')
    ) || coalesce((
      select jsonb_build_object('factors', jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'id', f.id, 'friendly_name', f.friendly_name, 'factor_type', f.factor_type,
        'status', f.status, 'created_at', f.created_at, 'updated_at', f.updated_at
      )) order by f.created_at))
      from auth.mfa_factors as f where f.user_id = u.id having count(*) > 0), '{}') as "user"
    from auth.users as u ${rest}`;
  return rows.map((row) => row.user);
}

/** True while a user may not sign in. */
export function isBanned(user: AuthUser, now: Date): boolean {
  return user.banned_until !== undefined && new Date(user.banned_until) > now;
}

/** True if the user has proven to hold a second factor. */
export function hasVerifiedFactor(user: AuthUser): boolean {
  return (user.factors ?? []).some((factor) => factor.status === "verified");
}
