import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { SessionApi, User, Workplace } from "../api/session_api.ts";
import { t } from "../i18n/t.ts";

/** Who uses this page. */
export type Session =
  | { readonly kind: "unknown" }
  | { readonly kind: "signed_out"; readonly expired: boolean }
  | { readonly kind: "failed"; readonly problem: ApiProblem; readonly user: User }
  | {
    readonly kind: "signed_in";
    readonly user: User;
    readonly name: string;
    readonly workplaces: readonly Workplace[];
  };

/** What is wrong with one field of the sign-in form. */
export interface SignInFault {
  readonly field: "email" | "password" | "form";
  readonly text: string;
}

/** The session and the ways in and out. */
export interface SessionShape {
  readonly session: ReadonlySignal<Session>;
  readonly signingIn: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<SignInFault | null>;
  signIn(email: string, password: string): Promise<void>;
  signOut(): Promise<void>;
  /** Reads the person's dealerships again after that failed. */
  retry(): Promise<void>;
  stop(): void;
}

/** Follows the session of this browser. */
export const SessionStore = createModel((api: SessionApi): SessionShape => {
  const state = createState();
  const stop = api.watchUser((user) => meet(state, api, user));
  return {
    session: state.session,
    signingIn: state.signingIn,
    fault: state.fault,
    signIn: (email, password) => signIn(state, api, email, password),
    async signOut(): Promise<void> {
      state.leaving = true;
      await api.signOut().catch(() => {});
      meet(state, api, null);
      state.leaving = false;
    },
    async retry(): Promise<void> {
      const now = state.session.value;
      if (now.kind === "failed") await load(state, api, now.user);
    },
    stop,
  };
});
/** Follows the session of this browser. */
export type SessionStore = InstanceType<typeof SessionStore>;

function createState() {
  return {
    session: signal<Session>({ kind: "unknown" }),
    signingIn: signal(false),
    fault: signal<SignInFault | null>(null),
    /** True while the person signs out on purpose. */
    leaving: false,
    /** Whose dealerships are being read. */
    loadingId: null as string | null,
  };
}
type State = ReturnType<typeof createState>;

/** Takes what Auth says of who is here; it says it twice at the start. */
function meet(state: State, api: SessionApi, user: User | null): void {
  const now = state.session.value;
  if (user === null) {
    state.loadingId = null;
    const expired = now.kind === "signed_in" && !state.leaving;
    if (now.kind !== "signed_out") state.session.value = { kind: "signed_out", expired };
    return;
  }
  const isKnown = now.kind === "signed_in" && now.user.id === user.id;
  if (isKnown || state.loadingId === user.id) return;
  state.loadingId = user.id;
  // Auth calls back while it holds its lock; a query made from here would wait for that lock.
  setTimeout(() => state.loadingId === user.id && void load(state, api, user));
}

async function load(state: State, api: SessionApi, user: User): Promise<void> {
  state.loadingId = user.id;
  try {
    const [profile, workplaces] = await Promise.all([
      api.readProfile(user.id),
      api.readWorkplaces(user.id),
    ]);
    if (state.loadingId !== user.id) return;
    const name = profile?.full_name ?? user.email;
    state.session.value = { kind: "signed_in", user, name, workplaces };
  } catch (error) {
    if (state.loadingId !== user.id) return;
    state.session.value = { kind: "failed", problem: toProblem(error), user };
  }
  state.loadingId = null;
}

async function signIn(
  state: State,
  api: SessionApi,
  email: string,
  password: string,
): Promise<void> {
  state.fault.value = faultOf(email, password);
  if (state.fault.value !== null || state.signingIn.value) return;
  state.signingIn.value = true;
  try {
    await api.signIn(email.trim(), password);
  } catch (error) {
    const problem = toProblem(error);
    const field = problem.code === "credentials" ? "password" : "form";
    state.fault.value = { field, text: problem.message };
  } finally {
    state.signingIn.value = false;
  }
}

function faultOf(email: string, password: string): SignInFault | null {
  if (email.trim() === "") return { field: "email", text: t("Enter your e-mail address") };
  if (!/^\S+@\S+$/u.test(email.trim())) {
    return { field: "email", text: t("This is not a whole e-mail address") };
  }
  if (password === "") return { field: "password", text: t("Enter your password") };
  return null;
}
