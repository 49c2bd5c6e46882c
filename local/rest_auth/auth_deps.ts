import type { Sql } from "postgres";
import type { StackKeys } from "../config.ts";
import type { AuthMailer } from "./auth_mailer.ts";
import type { AuthSettings } from "./supabase_settings.ts";

/** What the parts of Auth share. */
export interface AuthDeps {
  /** Connected as `supabase_auth_admin`. */
  readonly sql: Sql;
  readonly settings: AuthSettings;
  readonly keys: StackKeys;
  /** The `iss` of tokens and the base of links: `<api url>/auth/v1`. */
  readonly issuer: string;
  readonly siteUrl: string;
  readonly mailer: AuthMailer;
  /** Hashes a password with bcrypt. */
  hashPassword(password: string): Promise<string>;
}
