import { createModel, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type ApiProblem, toProblem } from "../api/api_problem.ts";
import type { PersonMemory, RememberedPerson } from "../api/person_memory.ts";
import type { SessionApi, User, Workplace } from "../api/session_api.ts";
import { t } from "../i18n/t.ts";
import { emailFault, newPasswordFault, passwordFault, type SignInFault } from "./sign_in_fault.ts";

/** What a person who has signed in must still do before the dealership opens. */
export type Step = "code" | "password" | "welcome";

/** Who uses this page. */
export type Session =
  | { readonly kind: "unknown" }
  | {
    readonly kind: "signed_out";
    /** The address of whoever did not sign out themselves; null after signing out. */
    readonly ended: string | null;
  }
  | { readonly kind: "step"; readonly step: Step; readonly user: User }
  | { readonly kind: "failed"; readonly problem: ApiProblem; readonly user: User }
  | {
    readonly kind: "signed_in";
    readonly user: User;
    readonly name: string;
    readonly workplaces: readonly Workplace[];
    /** What was known at the last visit: the server has not answered yet. */
    readonly isKept: boolean;
  };

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
  /** Asks anew who is here and where they work: rights change, and sessions end elsewhere. */
  refresh(): Promise<void>;
  stop(): void;
}

/** Follows the session of this browser. */
export const SessionStore = createModel((api: SessionApi, memory: PersonMemory): SessionShape => {
  const state = createState(api, memory);
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
    refresh: () => refresh(state, api),
    stop,
  };
});
/** Follows the session of this browser. */
export type SessionStore = InstanceType<typeof SessionStore>;

interface State {
  readonly memory: PersonMemory;
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

function createState(api: SessionApi, memory: PersonMemory): State {
  const purpose = api.link?.kind === "open" ? api.link.purpose : null;
  return {
    memory,
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
  if (api.link === null) {
    api.whenSlow(() => void showKept(state, api.storedUser()));
    return watch();
  }
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
  if (user === null) return leave(state);
  const isKnown = now.kind === "signed_in" && now.user.id === user.id && !now.isKept;
  if (isKnown || state.loadingId === user.id) return;
  state.loadingId = user.id;
  // Auth calls back while it holds its lock; a query made from here would wait for that lock.
  setTimeout(() => state.loadingId === user.id && void load(state, api, user));
}

/** Nobody is here any more: what the page shows next, nothing of the person may outlive. */
function leave(state: State): void {
  const now = state.session.value;
  state.loadingId = null;
  if (state.leaving) state.memory.forget();
  else state.memory.hold();
  if (now.kind === "signed_out") return;
  const isEnded = now.kind === "signed_in" && !state.leaving;
  state.session.value = { kind: "signed_out", ended: isEnded ? now.user.email : null };
}

async function load(state: State, api: SessionApi, user: User): Promise<void> {
  state.loadingId = user.id;
  try {
    const next = await read(state, api, user);
    if (state.loadingId === user.id) enter(state, next);
  } catch (error) {
    if (state.loadingId === user.id) await makeDo(state, user, toProblem(error));
  }
  if (state.loadingId === user.id) state.loadingId = null;
}

function enter(state: State, next: Session): void {
  const now = state.session.value;
  if (next.kind !== "signed_in") return void (state.session.value = next);
  state.memory.enter(next.user.id, next);
  const isSame = now.kind === "signed_in" && !now.isKept && sameAs(now) === sameAs(next);
  if (!isSame) state.session.value = next;
}

function sameAs({ name, workplaces }: RememberedPerson): string {
  return JSON.stringify([name, workplaces.map((one) => [one, [...one.permissions].sort()])]);
}

/** Without an answer the person goes on with what was known; a refusal is said. */
async function makeDo(state: State, user: User, problem: ApiProblem): Promise<void> {
  if (state.session.value.kind === "signed_in") return;
  const isAnswered = problem.status > 0 && problem.status < 500;
  if (!isAnswered && await showKept(state, user) || state.loadingId !== user.id) return;
  state.session.value = { kind: "failed", problem, user };
}

/** True when the person is known from the last visit and in. */
async function showKept(state: State, user: User | null): Promise<boolean> {
  if (user === null || !isOpen(state)) return false;
  const kept = await state.memory.recall(user.id);
  if (kept === null || !isOpen(state)) return false;
  state.session.value = { kind: "signed_in", user, isKept: true, ...kept };
  return true;
}

/** True while nothing else is known of who is here. */
function isOpen(state: State): boolean {
  const { kind } = state.session.value;
  return kind === "unknown" || kind === "failed";
}

async function refresh(state: State, api: SessionApi): Promise<void> {
  const now = state.session.value;
  if (now.kind !== "signed_in" && now.kind !== "failed") return;
  if (state.loadingId !== null) return;
  if (now.kind === "signed_in") await api.check().catch(() => {});
  const isHere = state.session.value.kind !== "signed_out" && state.loadingId === null;
  if (isHere) await load(state, api, now.user);
}

async function read(state: State, api: SessionApi, user: User): Promise<Session> {
  if (await api.needsCode()) return { kind: "step", step: "code", user };
  if (state.purpose !== null) return { kind: "step", step: state.purpose, user };
  if (state.fresh) await api.acceptInvitations();
  const [profile, workplaces] = await Promise.all([
    api.readProfile(user.id),
    api.readWorkplaces(user.id),
  ]);
  const name = profile?.full_name ?? user.email;
  return { kind: "signed_in", user, name, workplaces, isKept: false };
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
