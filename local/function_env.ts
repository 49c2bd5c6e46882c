/** What the functions find in their environment: the platform's own values and the local providers. */
import { apiUrl, databaseUrl, type StackConfig } from "./config.ts";

type Env = Readonly<Record<string, string>>;

/** Providers whose variables come as a group: a real key never meets a fake's address. */
const PROVIDERS = ["TWILIO_", "SENDGRID_", "OPENAI_", "VAPID_"];

/** Returns what the hosted platform gives each function. */
export function platformEnv(config: StackConfig): Env {
  return {
    SUPABASE_URL: apiUrl(config),
    SUPABASE_ANON_KEY: config.keys.anon,
    SUPABASE_SERVICE_ROLE_KEY: config.keys.serviceRole,
    SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: config.keys.publishable }),
    SUPABASE_SECRET_KEYS: JSON.stringify({ default: config.keys.secret }),
    SUPABASE_DB_URL: databaseUrl(config),
  };
}

/** Returns the fakes' variables, without those of a provider that `secrets` speaks of itself. */
export function fakesUnless(secrets: Env, fakes: Env): Env {
  const own = PROVIDERS.filter((prefix) =>
    Object.keys(secrets).some((name) => name.startsWith(prefix))
  );
  return Object.fromEntries(
    Object.entries(fakes).filter(([name]) => !own.some((prefix) => name.startsWith(prefix))),
  );
}
