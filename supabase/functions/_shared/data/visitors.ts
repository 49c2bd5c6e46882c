import type { Database } from "./client.ts";

/** A visitor just made, and the one-time proof that the browser turns into a session. */
export interface NewVisitor {
  readonly visitor_id: string;
  /** For `POST /auth/v1/verify` with type `magiclink`; nothing is ever mailed. */
  readonly token_hash: string;
}

/** Nobody can receive mail here (RFC 2606); `private.is_visitor_address` knows the name too. */
const VISITOR_DOMAIN = "visitor.invalid";

/**
 * Makes an auth user for one browser. Sign-up stays closed, anonymous sign-in included: only this
 * door, after its checks, brings visitors into being.
 */
export async function createVisitor(database: Database, name: string): Promise<NewVisitor> {
  const email = `${name}@${VISITOR_DOMAIN}`;
  const created = await database.auth.admin.createUser({
    email,
    email_confirm: true,
    app_metadata: { kind: "visitor" },
  });
  if (created.error) throw new Error("Cannot create visitor", { cause: created.error });
  const link = await database.auth.admin.generateLink({ type: "magiclink", email });
  if (link.error) throw new Error("Cannot open visitor's session", { cause: link.error });
  return {
    visitor_id: created.data.user.id,
    token_hash: link.data.properties.hashed_token,
  };
}

/** The visitor that a token belongs to; null for staff, and for a token that is not or no longer good. */
export async function visitorOfToken(database: Database, token: string): Promise<string | null> {
  const { data, error } = await database.auth.getUser(token);
  if (error !== null) {
    if (error.status !== undefined && error.status < 500) return null;
    throw new Error("Cannot check the visitor's token", { cause: error });
  }
  return data.user.email?.endsWith(`@${VISITOR_DOMAIN}`) ? data.user.id : null;
}
