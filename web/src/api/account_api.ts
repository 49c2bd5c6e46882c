import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { type Client, unwrap } from "./supabase.ts";

/** An authenticator app that somebody signs in with. */
export interface Factor {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** An authenticator app that waits for its first code. */
export interface NewFactor {
  readonly id: string;
  /** A picture of the secret for the app's camera, as a data: address. */
  readonly qrCode: string;
  readonly secret: string;
}

/** One browser that is signed in. */
export const OwnSession = z.object({
  id: z.string(),
  created_at: z.nullable(z.string()),
  seen_at: z.nullable(z.string()),
  user_agent: z.nullable(z.string()),
  ip: z.nullable(z.string()),
  is_current: z.nullable(z.boolean()),
});
/** One browser that is signed in. */
export type OwnSession = z.infer<typeof OwnSession>;

/** The safety of one's own account. */
export interface AccountApi {
  readFactors(): Promise<readonly Factor[]>;
  enrol(name: string): Promise<NewFactor>;
  /** Makes a new app count, or raises this session to two factors. */
  verify(factorId: string, code: string): Promise<void>;
  remove(factorId: string): Promise<void>;
  countCodes(): Promise<number>;
  /** Replaces the recovery codes; the new ones are shown this once. */
  makeCodes(): Promise<readonly string[]>;
  readSessions(): Promise<readonly OwnSession[]>;
  endSession(id: string): Promise<void>;
  endOtherSessions(): Promise<void>;
  /** True when this session has shown a second factor. */
  hasShownFactor(): Promise<boolean>;
}

/** The account API over Supabase Auth. */
export function accountApi(supabase: Client): AccountApi {
  const { auth } = supabase;
  return {
    async readFactors(): Promise<readonly Factor[]> {
      const { data, error } = await auth.mfa.listFactors();
      if (error !== null) throw accountProblem(error);
      return data.totp.map(({ id, friendly_name, created_at }) => ({
        id,
        name: friendly_name ?? "",
        createdAt: created_at,
      }));
    },
    async enrol(name): Promise<NewFactor> {
      const { data, error } = await auth.mfa.enroll({
        factorType: "totp",
        friendlyName: name,
        issuer: "Rylie",
      });
      if (error !== null) throw accountProblem(error);
      return { id: data.id, qrCode: data.totp.qr_code, secret: data.totp.secret };
    },
    verify: (factorId, code) => verifyFactor(supabase, factorId, code),
    async remove(factorId): Promise<void> {
      const { error } = await auth.mfa.unenroll({ factorId });
      if (error !== null) throw accountProblem(error);
      await auth.refreshSession();
    },
    async countCodes(): Promise<number> {
      return z.number().parse((await unwrap(supabase.rpc("count_recovery_codes"))).data);
    },
    async makeCodes(): Promise<readonly string[]> {
      return z.array(z.string()).parse((await unwrap(supabase.rpc("make_recovery_codes"))).data);
    },
    async readSessions(): Promise<readonly OwnSession[]> {
      return z.array(OwnSession).parse((await unwrap(supabase.rpc("own_sessions"))).data);
    },
    async endSession(session_id): Promise<void> {
      await unwrap(supabase.rpc("end_own_session", { session_id }));
    },
    async endOtherSessions(): Promise<void> {
      const { error } = await auth.signOut({ scope: "others" });
      if (error !== null) throw accountProblem(error);
    },
    async hasShownFactor(): Promise<boolean> {
      const { data } = await auth.mfa.getAuthenticatorAssuranceLevel();
      return data?.currentLevel === "aal2";
    },
  };
}

/** Shows a code of an authenticator app for this session. */
export async function verifyFactor(
  supabase: Client,
  factorId: string,
  code: string,
): Promise<void> {
  const { error } = await supabase.auth.mfa.challengeAndVerify({ factorId, code });
  if (error !== null) throw accountProblem(error);
}

/** Changes one's own password. */
export async function changePassword(supabase: Client, password: string): Promise<void> {
  const { error } = await supabase.auth.updateUser({ password });
  if (error !== null) throw accountProblem(error);
}

/** What Supabase Auth refused, in words. */
export function accountProblem(
  error: { readonly code?: string | undefined; readonly status?: number | undefined },
): ApiProblem {
  const code = error.code ?? "";
  const status = error.status ?? 0;
  return new ApiProblem(accountWords(code, status), status, code);
}

function accountWords(code: string, status: number): string {
  if (code === "weak_password") return t("It is too short or too easy to guess");
  if (code === "same_password") return t("It is the one you have now");
  if (code === "mfa_verification_failed") return t("This code is wrong or too old");
  if (code === "mfa_challenge_expired") return t("This took too long. Enter a new code");
  if (code === "mfa_factor_name_conflict") return t("You have an app of this name already");
  if (code === "insufficient_aal") return t("This needs a code of your authenticator app first");
  if (status === 429) return t("Too many tries. Wait a minute, then try again");
  if (status === 0) return t("No answer from the server. Check your connection");
  return t("The server did not take it");
}
