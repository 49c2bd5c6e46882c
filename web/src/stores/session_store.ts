import { createModel, type ReadonlySignal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { SessionApi, User, Workplace } from "../api/session_api.ts";

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
  const session = signal<Session>({ kind: "unknown" });
  const signingIn = signal(false);
  const fault = signal<SignInFault | null>(null);
  let leaving = false;
  let loadingId: string | null = null;

  const load = async (user: User): Promise<void> => {
    loadingId = user.id;
    try {
      const [profile, workplaces] = await Promise.all([
        api.readProfile(user.id),
        api.readWorkplaces(user.id),
      ]);
      if (loadingId !== user.id) return;
      const name = profile?.full_name ?? user.email;
      session.value = { kind: "signed_in", user, name, workplaces };
    } catch (error) {
      if (loadingId !== user.id) return;
      session.value = { kind: "failed", problem: toProblem(error), user };
    }
    loadingId = null;
  };
  const stop = api.watchUser((user) => {
    const now = session.value;
    if (user === null) {
      loadingId = null;
      const expired = now.kind === "signed_in" && !leaving;
      session.value = { kind: "signed_out", expired };
      return;
    }
    const isKnown = now.kind === "signed_in" && now.user.id === user.id;
    // Auth calls back while it holds its lock; a query made from here would wait for that lock.
    // It calls back twice at the start, too.
    if (isKnown || loadingId === user.id) return;
    loadingId = user.id;
    setTimeout(() => loadingId === user.id && void load(user));
  });
  return {
    session,
    signingIn,
    fault,
    signIn: (email, password) => signIn({ api, signingIn, fault }, email, password),
    async signOut(): Promise<void> {
      leaving = true;
      await api.signOut().catch(() => {});
      session.value = { kind: "signed_out", expired: false };
      leaving = false;
    },
    async retry(): Promise<void> {
      const now = session.value;
      if (now.kind === "failed") await load(now.user);
    },
    stop,
  };
});
/** Follows the session of this browser. */
export type SessionStore = InstanceType<typeof SessionStore>;

interface SignInState {
  readonly api: SessionApi;
  readonly signingIn: { value: boolean };
  readonly fault: { value: SignInFault | null };
}

async function signIn(state: SignInState, email: string, password: string): Promise<void> {
  state.fault.value = faultOf(email, password);
  if (state.fault.value !== null || state.signingIn.value) return;
  state.signingIn.value = true;
  try {
    await state.api.signIn(email.trim(), password);
  } catch (error) {
    const problem = toProblem(error);
    const field = problem.code === "credentials" ? "password" : "form";
    state.fault.value = { field, text: problem.message };
  } finally {
    state.signingIn.value = false;
  }
}

function faultOf(email: string, password: string): SignInFault | null {
  if (email.trim() === "") return { field: "email", text: "Enter your e-mail address" };
  if (!/^\S+@\S+$/u.test(email.trim())) {
    return { field: "email", text: "This is not a whole e-mail address" };
  }
  if (password === "") return { field: "password", text: "Enter your password" };
  return null;
}
