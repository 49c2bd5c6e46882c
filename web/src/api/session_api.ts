import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { accountProblem, changePassword, verifyFactor } from "./account_api.ts";
import { ApiProblem } from "./api_problem.ts";
import { type AuthLink, takeAuthLink } from "./auth_link.ts";
import { columnsOf, Dealership, Membership, Profile, RolePermission } from "./rows.ts";
import { type Client, SESSION_KEY, unwrap } from "./supabase.ts";

/** The person behind the session. */
export interface User {
  readonly id: string;
  readonly email: string;
}

/** A dealership with the role the person has there. */
export interface Workplace extends Dealership {
  readonly role: string;
  /** What the role may do there; row-level security decides in any case. */
  readonly permissions: ReadonlySet<string>;
}

/** What the session store needs from the outside. */
export interface SessionApi {
  /** Calls back with the person at once and at each later change; null means signed out. */
  watchUser(onUser: (user: User | null) => void): () => void;
  /** Whom this browser's session belongs to, without asking the server. */
  storedUser(): User | null;
  /** Calls once when the server takes too long, or cannot be reached at all. */
  whenSlow(onSlow: () => void): void;
  /** Asks whether the session still exists; one that was ended elsewhere ends here. */
  check(): Promise<void>;
  /** What the link of a mail brought along; null when the page was opened otherwise. */
  readonly link: AuthLink | null;
  /** Signs in with the link's token. */
  openLink(link: AuthLink): Promise<void>;
  signIn(email: string, password: string): Promise<void>;
  /** Mails a link that signs in, if somebody has this address. */
  mailLink(email: string): Promise<void>;
  /** Mails a link that leads to a new password, if somebody has this address. */
  mailReset(email: string): Promise<void>;
  /** True while this session has yet to show a second factor. */
  needsCode(): Promise<boolean>;
  verifyCode(code: string): Promise<void>;
  /** Takes the second factor away against a recovery code; false for a wrong one. */
  recover(code: string): Promise<boolean>;
  changePassword(password: string): Promise<void>;
  rename(userId: string, fullName: string): Promise<void>;
  /** Turns open invitations to the person's address into memberships. */
  acceptInvitations(): Promise<void>;
  signOut(): Promise<void>;
  readProfile(userId: string): Promise<Profile | null>;
  readWorkplaces(userId: string): Promise<readonly Workplace[]>;
}

/** The session API over Supabase Auth. */
export function sessionApi(supabase: Client): SessionApi {
  return {
    watchUser(onUser): () => void {
      const { data } = supabase.auth.onAuthStateChange((event, session) => {
        const user = session?.user;
        if (user !== undefined) return onUser({ id: user.id, email: user.email ?? "" });
        // A session that could not be renewed for want of an answer stays stored: nobody left.
        onUser(event === "INITIAL_SESSION" ? storedUser() : null);
      });
      return () => data.subscription.unsubscribe();
    },
    storedUser,
    whenSlow: (onSlow) => void setTimeout(onSlow, navigator.onLine ? SLOW_MS : 0),
    async check(): Promise<void> {
      // Auth lets go of a session that the server does not know any more, and says so.
      await supabase.auth.getUser();
    },
    ...waysIn(supabase),
    async signOut(): Promise<void> {
      await supabase.auth.signOut({ scope: "local" });
    },
    async readProfile(userId): Promise<Profile | null> {
      const query = supabase.from("profiles").select(columnsOf(Profile)).eq("id", userId);
      const { data } = await unwrap(query.limit(1));
      return z.array(Profile).parse(data)[0] ?? null;
    },
    async readWorkplaces(userId): Promise<readonly Workplace[]> {
      const [matrix, dealerships, memberships] = await Promise.all([
        unwrap(supabase.from("role_permissions").select(columnsOf(RolePermission)).limit(1000)),
        // Row-level security leaves only the person's own; nobody runs more than 200.
        unwrap(
          supabase.from("dealerships").select(columnsOf(Dealership)).order("name").limit(200),
        ),
        unwrap(
          supabase.from("memberships").select(columnsOf(Membership)).eq("user_id", userId)
            .eq("is_active", true).limit(200),
        ),
      ]);
      const roles = new Map(
        z.array(Membership).parse(memberships.data).map((row) => [row.dealership_id, row.role]),
      );
      const permissions = z.array(RolePermission).parse(matrix.data);
      return z.array(Dealership).parse(dealerships.data).map((dealership) => {
        const role = roles.get(dealership.id) ?? SUPER_ADMIN;
        return { ...dealership, role, permissions: permissionsOf(role, permissions) };
      });
    },
  };
}

/** So long the server may take before the page shows what it has. */
const SLOW_MS = 3_000;

const StoredSession = z.object({
  user: z.object({ id: z.string(), email: z.optional(z.string()) }),
});

function storedUser(): User | null {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(SESSION_KEY) ?? "null");
    const { user } = StoredSession.parse(stored);
    return { id: user.id, email: user.email ?? "" };
  } catch {
    return null;
  }
}

type Ways = Omit<
  SessionApi,
  | "watchUser"
  | "storedUser"
  | "whenSlow"
  | "check"
  | "signOut"
  | "readProfile"
  | "readWorkplaces"
>;

function waysIn(supabase: Client): Ways {
  const { auth } = supabase;
  return {
    link: takeAuthLink(),
    async openLink(link): Promise<void> {
      const { error } = link.kind === "refused" ? { error: {} } : await auth.setSession({
        access_token: link.accessToken,
        refresh_token: link.refreshToken,
      });
      if (error === null) return;
      const words = t("This link was used before, or it is too old. Ask for a new one");
      throw new ApiProblem(words, 400, "link_spent");
    },
    async signIn(email, password): Promise<void> {
      const { error } = await auth.signInWithPassword({ email, password });
      if (error !== null) throw signInProblem(error.status ?? 0, error.code ?? "");
    },
    async mailLink(email): Promise<void> {
      const options = { shouldCreateUser: false, emailRedirectTo: location.origin };
      const { error } = await auth.signInWithOtp({ email, options });
      // Whether somebody has the address is not told.
      if (error !== null && error.status !== 422) throw accountProblem(error);
    },
    async mailReset(email): Promise<void> {
      const { error } = await auth.resetPasswordForEmail(email, { redirectTo: location.origin });
      if (error !== null) throw accountProblem(error);
    },
    ...stepsIn(supabase),
  };
}

type Steps = Pick<
  SessionApi,
  "needsCode" | "verifyCode" | "recover" | "changePassword" | "rename" | "acceptInvitations"
>;

function stepsIn(supabase: Client): Steps {
  const { auth } = supabase;
  return {
    async needsCode(): Promise<boolean> {
      const { data } = await auth.mfa.getAuthenticatorAssuranceLevel();
      return data?.nextLevel === "aal2" && data.currentLevel !== "aal2";
    },
    async verifyCode(code): Promise<void> {
      const { data, error } = await auth.mfa.listFactors();
      if (error !== null) throw accountProblem(error);
      await verifyFactor(supabase, data.totp[0]?.id ?? "", code);
    },
    async recover(code): Promise<boolean> {
      const { data } = await unwrap(supabase.rpc("use_recovery_code", { code }));
      if (data !== true) return false;
      await auth.refreshSession();
      return true;
    },
    changePassword: (password) => changePassword(supabase, password),
    async rename(userId, full_name): Promise<void> {
      await unwrap(supabase.from("profiles").update({ full_name }).eq("id", userId));
    },
    async acceptInvitations(): Promise<void> {
      await unwrap(supabase.rpc("accept_invitations"));
    },
  };
}

const SUPER_ADMIN = "super_admin";

/** A platform admin may do whatever any role may. */
function permissionsOf(
  role: string,
  matrix: readonly z.infer<typeof RolePermission>[],
): ReadonlySet<string> {
  const rows = matrix.filter((row) => role === SUPER_ADMIN || row.role === role);
  return new Set(rows.map((row) => row.permission));
}

function signInProblem(status: number, code: string): ApiProblem {
  if (code === "invalid_credentials" || status === 400) {
    return new ApiProblem(t("This e-mail and password do not belong together"), 400, "credentials");
  }
  if (status === 429) {
    return new ApiProblem(t("Too many tries. Wait a minute, then try again"), 429, "rate_limited");
  }
  if (status === 0) {
    return new ApiProblem(t("No answer from the server. Check your connection"), 0, "network");
  }
  return new ApiProblem(t("Signing in failed on our side. Try again"), status, code);
}
