import { createModel, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { SessionApi, User, Workplace } from "../api/session_api.ts";
import { t } from "../i18n/t.ts";

/** What a person who has signed in must still do before the dealership opens. */
export type Step = "code" | "password" | "welcome";

/** Who uses this page. */
export type Session =
  | { readonly kind: "unknown" }
  | { readonly kind: "signed_out"; readonly expired: boolean }
  | { readonly kind: "step"; readonly step: Step; readonly user: User }
  | { readonly kind: "failed"; readonly problem: ApiProblem; readonly user: User }
  | {
    readonly kind: "signed_in";
    readonly user: User;
    readonly name: string;
    readonly workplaces: readonly Workplace[];
  };

/** What is wrong with one field of the sign-in form. */
export interface SignInFault {
  readonly field: "email" | "password" | "code" | "name" | "form";
  readonly text: string;
}

/** The session and the ways in and out. */
export interface SessionShape {
  readonly session: ReadonlySignal<Session>;
  readonly signingIn: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<SignInFault | null>;
  signIn(email: string, password: string): Promise<void>;
  /** Mails a link; true when it is on its way, if somebody has the address. */
  mail(what: "link" | "reset", email: string): Promise<boolean>;
  verifyCode(code: string): Promise<void>;
  recover(code: string): Promise<void>;
  /** Sets the password of somebody who came by a link; a new person says their name too. */
  choosePassword(password: string, name?: string): Promise<void>;
  /** Forgets what was wrong, for another form. */
  clearFault(): void;
  signOut(): Promise<void>;
  /** Reads the person's dealerships again after that failed. */
  retry(): Promise<void>;
  stop(): void;
}

/** Follows the session of this browser. */
export const SessionStore = createModel((api: SessionApi): SessionShape => {
  const state = createState(api);
  const stop = follow(state, api);
  return {
    session: state.session,
    signingIn: state.busy,
    fault: state.fault,
    ...waysIn(state, api),
    clearFault: () => state.fault.value = null,
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

/** A password needs so many characters. */
export const SHORTEST_PASSWORD = 10;

interface State {
  readonly session: Signal<Session>;
  readonly busy: Signal<boolean>;
  readonly fault: Signal<SignInFault | null>;
  /** True while the person signs out on purpose. */
  leaving: boolean;
  /** True once somebody signed in here, rather than being found signed in. */
  fresh: boolean;
  /** What the link that opened the page asks for. */
  purpose: "password" | "welcome" | null;
  /** Whose dealerships are being read. */
  loadingId: string | null;
}

function createState(api: SessionApi): State {
  const purpose = api.link?.kind === "open" ? api.link.purpose : null;
  return {
    session: signal<Session>({ kind: "unknown" }),
    busy: signal(false),
    fault: signal<SignInFault | null>(null),
    leaving: false,
    fresh: api.link !== null,
    purpose: purpose === "recovery" ? "password" : purpose === "invite" ? "welcome" : null,
    loadingId: null,
  };
}

/** Follows who is signed in, after the link of a mail, if there is one, has been used. */
function follow(state: State, api: SessionApi): () => void {
  const watch = () => api.watchUser((user) => meet(state, api, user));
  if (api.link === null) return watch();
  let stop: () => void = () => {};
  let stopped = false;
  api.openLink(api.link).catch((error) => {
    state.purpose = null;
    state.fault.value = { field: "form", text: toProblem(error).message };
  }).then(() => {
    if (!stopped) stop = watch();
  });
  return () => {
    stopped = true;
    stop();
  };
}

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
    const next = await read(state, api, user);
    if (state.loadingId === user.id) state.session.value = next;
  } catch (error) {
    if (state.loadingId !== user.id) return;
    state.session.value = { kind: "failed", problem: toProblem(error), user };
  }
  if (state.loadingId === user.id) state.loadingId = null;
}

async function read(state: State, api: SessionApi, user: User): Promise<Session> {
  if (await api.needsCode()) return { kind: "step", step: "code", user };
  if (state.purpose !== null) return { kind: "step", step: state.purpose, user };
  if (state.fresh) await api.acceptInvitations();
  const [profile, workplaces] = await Promise.all([
    api.readProfile(user.id),
    api.readWorkplaces(user.id),
  ]);
  return { kind: "signed_in", user, name: profile?.full_name ?? user.email, workplaces };
}

type Ways = Pick<SessionShape, "signIn" | "mail" | "verifyCode" | "recover" | "choosePassword">;

function waysIn(state: State, api: SessionApi): Ways {
  return {
    async signIn(email, password): Promise<void> {
      state.fault.value = emailFault(email) ?? passwordFault(password);
      if (state.fault.value !== null) return;
      state.fresh = true;
      await attempt(state, "password", "credentials", () => api.signIn(email.trim(), password));
    },
    async mail(what, email): Promise<boolean> {
      state.fault.value = emailFault(email);
      if (state.fault.value !== null) return false;
      const send = what === "link" ? api.mailLink : api.mailReset;
      return await attempt(state, "email", "", () => send(email.trim()));
    },
    async verifyCode(code): Promise<void> {
      const digits = code.replace(/\D/gu, "");
      if (digits.length !== 6) {
        state.fault.value = { field: "code", text: t("The code has 6 digits") };
        return;
      }
      await attempt(state, "code", "mfa_verification_failed", () => api.verifyCode(digits));
    },
    async recover(code): Promise<void> {
      let isRight = false;
      const use = async () => void (isRight = await api.recover(code.trim()));
      if (await attempt(state, "code", "", use) && !isRight) {
        state.fault.value = { field: "code", text: t("This code is wrong, or it was used before") };
      }
    },
    choosePassword: (password, name) => choosePassword(state, api, password, name),
  };
}

async function choosePassword(
  state: State,
  api: SessionApi,
  password: string,
  name: string | undefined,
): Promise<void> {
  const now = state.session.value;
  if (now.kind !== "step") return;
  state.fault.value = name?.trim() === ""
    ? { field: "name", text: t("Enter your name") }
    : newPasswordFault(password);
  if (state.fault.value !== null) return;
  const isDone = await attempt(state, "password", "weak_password", async () => {
    if (name !== undefined) await api.rename(now.user.id, name.trim());
    await api.changePassword(password);
  });
  if (!isDone) return;
  state.purpose = null;
  await load(state, api, now.user);
}

/** Does one thing at a time; a refusal with the code belongs to the field, others to the form. */
async function attempt(
  state: State,
  field: SignInFault["field"],
  code: string,
  work: () => Promise<void>,
): Promise<boolean> {
  if (state.busy.value) return false;
  state.busy.value = true;
  state.fault.value = null;
  try {
    await work();
    return true;
  } catch (error) {
    const problem = toProblem(error);
    const isField = problem.code === code && code !== "";
    state.fault.value = { field: isField ? field : "form", text: problem.message };
    return false;
  } finally {
    state.busy.value = false;
  }
}

function emailFault(email: string): SignInFault | null {
  if (email.trim() === "") return { field: "email", text: t("Enter your e-mail address") };
  if (/^\S+@\S+$/u.test(email.trim())) return null;
  return { field: "email", text: t("This is not a whole e-mail address") };
}

function passwordFault(password: string): SignInFault | null {
  return password === "" ? { field: "password", text: t("Enter your password") } : null;
}

function newPasswordFault(password: string): SignInFault | null {
  if (password.length >= SHORTEST_PASSWORD) return null;
  const text = t("It needs {count} characters or more", { count: SHORTEST_PASSWORD });
  return { field: "password", text };
}
