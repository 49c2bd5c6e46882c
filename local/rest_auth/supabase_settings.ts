import { parse } from "smol-toml";

/** The parts of `[api]` in supabase/config.toml that the REST API follows. */
export interface ApiSettings {
  readonly schemas: readonly string[];
  readonly extraSearchPath: readonly string[];
  readonly maxRows: number;
}

/** The parts of `[auth]` in supabase/config.toml that Auth follows. */
export interface AuthSettings {
  readonly isSignupEnabled: boolean;
  readonly isEmailSignupEnabled: boolean;
  readonly isConfirmationRequired: boolean;
  readonly isEmailChangeConfirmedTwice: boolean;
  readonly additionalRedirectUrls: readonly string[];
  readonly jwtExpirySeconds: number;
  readonly minimumPasswordLength: number;
  readonly passwordRequirements: string;
  readonly otpLength: number;
  readonly otpExpirySeconds: number;
  readonly sessionTimebox: string | null;
  readonly sessionInactivityTimeout: string | null;
  readonly isSingleSession: boolean;
  readonly isTotpEnabled: boolean;
  readonly maxEnrolledFactors: number;
}

/** The part of `[storage]` in supabase/config.toml that Storage follows. */
export interface StorageSettings {
  readonly fileSizeLimitBytes: number;
}

/** What supabase/config.toml says, with the CLI's defaults. */
export interface SupabaseSettings {
  readonly api: ApiSettings;
  readonly auth: AuthSettings;
  readonly storage: StorageSettings;
}

/** Reads supabase/config.toml; a project without one gets the defaults and closed sign-up. */
export async function readSupabaseSettings(projectDir: string): Promise<SupabaseSettings> {
  return supabaseSettings(await readToml(`${projectDir}/supabase/config.toml`));
}

async function readToml(path: string): Promise<string> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

/** Parses the text of a config.toml. Sign-up stays closed unless the file opens it in words. */
export function supabaseSettings(toml: string): SupabaseSettings {
  const root = table(parse(toml));
  const api = table(root["api"]);
  const auth = table(root["auth"]);
  const email = table(auth["email"]);
  const sessions = table(auth["sessions"]);
  const mfa = table(auth["mfa"]);
  const totp = table(mfa["totp"]);
  const storage = table(root["storage"]);
  return {
    api: {
      schemas: strings(api["schemas"], ["public"]).filter((name) => name !== "graphql_public"),
      extraSearchPath: strings(api["extra_search_path"], ["public", "extensions"]),
      maxRows: number(api["max_rows"], 1000),
    },
    auth: {
      isSignupEnabled: flag(auth["enable_signup"], false),
      isEmailSignupEnabled: flag(email["enable_signup"], true),
      isConfirmationRequired: flag(email["enable_confirmations"], false),
      isEmailChangeConfirmedTwice: flag(email["double_confirm_changes"], true),
      additionalRedirectUrls: strings(auth["additional_redirect_urls"], []),
      jwtExpirySeconds: number(auth["jwt_expiry"], 3600),
      minimumPasswordLength: number(auth["minimum_password_length"], 6),
      passwordRequirements: text(auth["password_requirements"]) ?? "",
      otpLength: number(email["otp_length"], 6),
      otpExpirySeconds: number(email["otp_expiry"], 3600),
      sessionTimebox: text(sessions["timebox"]),
      sessionInactivityTimeout: text(sessions["inactivity_timeout"]),
      isSingleSession: flag(sessions["single_per_user"], false),
      isTotpEnabled: flag(totp["enroll_enabled"], true),
      maxEnrolledFactors: number(mfa["max_enrolled_factors"], 10),
    },
    storage: { fileSizeLimitBytes: bytes(text(storage["file_size_limit"]) ?? "50MiB") },
  };
}

function table(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function strings(value: unknown, otherwise: string[]): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : otherwise;
}

function flag(value: unknown, otherwise: boolean): boolean {
  return typeof value === "boolean" ? value : otherwise;
}

function number(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

/** Reads a size as the CLI writes it: `50MiB`, `1GB`, `1048576`. */
function bytes(size: string): number {
  const [, amount = "", unit = ""] = /^(\d+)\s*([kmg]?)i?b?$/i.exec(size) ?? [];
  if (amount === "") throw new Error(`Cannot read file_size_limit: ${size} is no size`);
  return Number(amount) * 1024 ** ["", "k", "m", "g"].indexOf(unit.toLowerCase());
}
