import { App } from "@supabase/lite";
import { createPostgresConnection, type PostgresConnection } from "@supabase/lite/postgres";
import { reserveExclusively } from "./exclusive_pool.ts";
import type { AuthMailer } from "./auth_mailer.ts";
import { AUTH_COLUMN_TYPES } from "./column_types.ts";
import type { AuthSettings } from "./supabase_settings.ts";

/** What the stock Auth is made from. */
export interface StockAuthOptions {
  readonly jwtSecret: string;
  readonly siteUrl: string;
  readonly settings: AuthSettings;
}

/** Opens Auth's connection: own SQL goes through its driver, stock code reserves exclusively. */
export async function openAuthConnection(
  databaseUrl: string,
): Promise<{ connection: PostgresConnection; close(): Promise<void> }> {
  const open = (max: number) =>
    createPostgresConnection({
      url: databaseUrl,
      postgresOptions: { max, onnotice: () => {}, types: AUTH_COLUMN_TYPES },
    });
  const connection = open(3);
  const pool = await reserveExclusively(connection, () => open(1), { max: 3, waitMs: 10_000 });
  return {
    connection,
    async close() {
      await Promise.all([pool.close(), connection.driver.end({ timeout: 1 })]);
    },
  };
}

/** Makes @supabase/lite's Auth; it checks no API keys, the router in front of it does. */
export function createStockAuth(
  connection: PostgresConnection,
  mailer: AuthMailer,
  options: StockAuthOptions,
): App {
  const { settings } = options;
  const app = new App({
    connection,
    api: { enabled: false },
    auth: {
      enabled: true,
      jwt_secret: options.jwtSecret,
      jwt_expiry: settings.jwtExpirySeconds,
      site_url: options.siteUrl,
      additional_redirect_urls: [...settings.additionalRedirectUrls],
      enable_signup: settings.isSignupEnabled,
      enable_refresh_token_rotation: true,
      minimum_password_length: settings.minimumPasswordLength,
      password_requirements: settings.passwordRequirements,
      sessions: {
        single_per_user: settings.isSingleSession,
        ...(settings.sessionTimebox === null ? {} : { timebox: settings.sessionTimebox }),
        ...(settings.sessionInactivityTimeout === null
          ? {}
          : { inactivity_timeout: settings.sessionInactivityTimeout }),
      },
      email: {
        enable_signup: settings.isEmailSignupEnabled,
        enable_confirmations: settings.isConfirmationRequired,
        double_confirm_changes: settings.isEmailChangeConfirmedTwice,
        otp_length: settings.otpLength,
        otp_expiry: settings.otpExpirySeconds,
      },
    },
    options: { server: { apiKeys: false, disableStudio: true, disableFallback: true } },
  });
  // Stock e-mails link to the site instead of the API and ignore `redirect_to`.
  if (!("_mailer" in app)) {
    throw new Error("Cannot start Auth: @supabase/lite has no _mailer to replace");
  }
  Reflect.set(app, "_mailer", mailer);
  return app;
}
