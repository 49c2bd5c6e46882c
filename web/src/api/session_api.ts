import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf, Dealership, Membership, Profile, RolePermission } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

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
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  readProfile(userId: string): Promise<Profile | null>;
  readWorkplaces(userId: string): Promise<readonly Workplace[]>;
}

/** The session API over Supabase Auth. */
export function sessionApi(supabase: Client): SessionApi {
  return {
    watchUser(onUser): () => void {
      const { data } = supabase.auth.onAuthStateChange((_event, session) => {
        const user = session?.user;
        onUser(user === undefined ? null : { id: user.id, email: user.email ?? "" });
      });
      return () => data.subscription.unsubscribe();
    },
    async signIn(email, password): Promise<void> {
      const { error } = await supabase.auth.signInWithPassword({ email, password });
      if (error !== null) throw signInProblem(error.status ?? 0, error.code ?? "");
    },
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
