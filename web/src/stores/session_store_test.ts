import { deepEqual, equal } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { RememberedPerson } from "../api/person_memory.ts";
import type { SessionApi, User, Workplace } from "../api/session_api.ts";
import { SessionStore } from "./session_store.ts";
import { until } from "./test_until.ts";

const SAM: User = { id: "sam", email: "sales@oak.example" };

function bench(changed: Partial<SessionApi> = {}) {
  let tell: (user: User | null) => void = () => {};
  const state = {
    tries: 0,
    reads: 0,
    failing: false,
    needsCode: false,
    password: "",
    name: "",
    accepted: 0,
    workplaces: [] as Workplace[],
    /** What the memory was told, in order. */
    told: [] as string[],
    kept: null as RememberedPerson | null,
    sayItIsSlow: () => {},
  };
  const note = (what: string) => void state.told.push(what);
  const memory = {
    recall: () => Promise.resolve(state.kept),
    enter: (id: string) => note(`enter ${id}`),
    hold: () => note("hold"),
    forget: () => note("forget"),
  };
  const api: SessionApi = {
    watchUser(onUser) {
      tell = onUser;
      return () => {};
    },
    storedUser: () => SAM,
    whenSlow: (onSlow) => state.sayItIsSlow = onSlow,
    check: () => Promise.resolve(),
    signIn(_email, password) {
      state.tries += 1;
      if (password !== "right") {
        return Promise.reject(new ApiProblem("Do not belong together", 400, "credentials"));
      }
      tell(SAM);
      return Promise.resolve();
    },
    link: null,
    openLink: () => Promise.resolve(),
    mailLink: () => Promise.resolve(),
    mailReset: () => Promise.resolve(),
    needsCode: () => Promise.resolve(state.needsCode),
    verifyCode(code) {
      if (code !== "123456") {
        return Promise.reject(new ApiProblem("Wrong", 422, "mfa_verification_failed"));
      }
      state.needsCode = false;
      tell(SAM);
      return Promise.resolve();
    },
    recover(code) {
      if (code !== "good") return Promise.resolve(false);
      state.needsCode = false;
      tell(SAM);
      return Promise.resolve(true);
    },
    changePassword(password) {
      state.password = password;
      return Promise.resolve();
    },
    rename(_userId, fullName) {
      state.name = fullName;
      return Promise.resolve();
    },
    acceptInvitations() {
      state.accepted += 1;
      return Promise.resolve();
    },
    ...changed,
    signOut() {
      tell(null);
      return Promise.resolve();
    },
    readProfile: () => Promise.resolve({ id: "sam", full_name: "Sam Rivera", email: SAM.email }),
    readWorkplaces() {
      state.reads += 1;
      return state.failing
        ? Promise.reject(new ApiProblem("Down", 0))
        : Promise.resolve(state.workplaces);
    },
  };
  return { state, store: new SessionStore(api, memory), tell: (user: User | null) => tell(user) };
}

Deno.test("session: the form's fault names the field, before the server is asked", async () => {
  const { store, state } = bench();
  await store.signIn(" ", "x");
  equal(store.fault.value?.field, "email");
  await store.signIn("sam", "x");
  equal(store.fault.value?.field, "email");
  await store.signIn("sam@oak.example", "");
  equal(store.fault.value?.field, "password");
  equal(state.tries, 0);
  await store.signIn("sam@oak.example", "wrong");
  equal(store.fault.value?.field, "password");
  equal(state.tries, 1);
});

Deno.test("session: signing in loads the person and their dealerships", async () => {
  const { store } = bench();
  await store.signIn("sam@oak.example", "right");
  await until(() => store.session.value.kind === "signed_in");
  const session = store.session.value;
  equal(session.kind === "signed_in" ? session.name : "", "Sam Rivera");
  equal(store.fault.value, null);
});

Deno.test("session: the same person told twice is read once", async () => {
  const { store, state, tell } = bench();
  tell(SAM);
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  tell(SAM);
  equal(state.reads, 1);
});

Deno.test("session: signing out while the person is being read stays signed out", async () => {
  const { store, state, tell } = bench();
  tell(SAM);
  await until(() => state.reads === 1);
  tell(null);
  equal(store.session.value.kind, "signed_out");
  await new Promise((resolve) => setTimeout(resolve));
  equal(store.session.value.kind, "signed_out");
});

Deno.test("session: one that ends by itself says so, signing out does not", async () => {
  const { store, tell } = bench();
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  tell(null);
  equal(store.session.value.kind === "signed_out" && store.session.value.ended, SAM.email);
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  await store.signOut();
  equal(store.session.value.kind === "signed_out" && store.session.value.ended, null);
});

Deno.test("session: a failed read of the dealerships can be repeated", async () => {
  const { store, state, tell } = bench();
  state.failing = true;
  tell(SAM);
  await until(() => store.session.value.kind === "failed");
  state.failing = false;
  await store.refresh();
  equal(store.session.value.kind, "signed_in");
});

Deno.test("session: a second factor is asked for before anything of the dealership is read", async () => {
  const { store, state } = bench();
  state.needsCode = true;
  await store.signIn("sam@oak.example", "right");
  await until(() => store.session.value.kind === "step");
  equal(state.reads, 0);
  await store.verifyCode("12 34");
  equal(store.fault.value?.field, "code");
  await store.verifyCode("000000");
  equal(store.fault.value?.text, "Wrong");
  await store.verifyCode("123 456");
  await until(() => store.session.value.kind === "signed_in");
});

Deno.test("session: a recovery code opens the way once it is right", async () => {
  const { store, state } = bench();
  state.needsCode = true;
  await store.signIn("sam@oak.example", "right");
  await until(() => store.session.value.kind === "step");
  await store.recover("bad");
  equal(store.fault.value?.field, "code");
  await store.recover("good");
  await until(() => store.session.value.kind === "signed_in");
});

Deno.test("session: who comes by an invitation says their name and chooses a password", async () => {
  const link = {
    kind: "open",
    purpose: "invite",
    accessToken: "a",
    refreshToken: "r",
  } as const;
  const { store, state, tell } = bench({ link });
  await Promise.resolve().then(() => {}).then(() => {});
  tell(SAM);
  await until(() => store.session.value.kind === "step");
  await store.choosePassword("long enough one", " ");
  equal(store.fault.value?.field, "name");
  await store.choosePassword("short", "Sam");
  equal(store.fault.value?.field, "password");
  await store.choosePassword("long enough one", "Sam Rivera");
  await until(() => store.session.value.kind === "signed_in");
  equal(state.name, "Sam Rivera");
  equal(state.accepted, 1);
});

Deno.test("session: a spent link says so on the sign-in page", async () => {
  const { store, tell } = bench({
    link: { kind: "refused" },
    openLink: () => Promise.reject(new ApiProblem("Too old", 400, "link_spent")),
  });
  await until(() => store.fault.value !== null);
  await Promise.resolve();
  tell(null);
  equal(store.session.value.kind, "signed_out");
  equal(store.fault.value?.text, "Too old");
});

const KEPT: RememberedPerson = { name: "Sam Rivera", workplaces: [] };

Deno.test("session: without an answer the person goes on with what was known, until there is one", async () => {
  const { store, state, tell } = bench();
  state.kept = KEPT;
  state.failing = true;
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  const isKept = () => store.session.value.kind === "signed_in" && store.session.value.isKept;
  equal(isKept(), true);
  equal(state.told.length, 0);
  await store.refresh();
  equal(isKept(), true);
  state.failing = false;
  await store.refresh();
  equal(isKept(), false);
  deepEqual(state.told, ["enter sam"]);
});

Deno.test("session: a slow server does not keep the person waiting, a known answer is not undone", async () => {
  const { store, state, tell } = bench();
  state.kept = KEPT;
  state.sayItIsSlow();
  await until(() => store.session.value.kind === "signed_in");
  tell(null);
  state.sayItIsSlow();
  await Promise.resolve();
  equal(store.session.value.kind, "signed_out");
});

Deno.test("session: a refusal is no outage, whatever was kept", async () => {
  const { store, state, tell } = bench({
    acceptInvitations: () => Promise.resolve(),
    needsCode: () => Promise.reject(new ApiProblem("Your role does not allow this", 403)),
  });
  state.kept = KEPT;
  tell(SAM);
  await until(() => store.session.value.kind === "failed");
});

Deno.test("session: unsent words are held when it ends by itself, and forgotten on signing out", async () => {
  const { store, state, tell } = bench();
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  tell(null);
  deepEqual(state.told, ["enter sam", "hold"]);
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  await store.signOut();
  equal(state.told.slice(2).every((one) => one === "enter sam" || one === "forget"), true);
  equal(state.told.at(-1), "forget");
});

Deno.test("session: the same rights again change nothing on screen, other ones do", async () => {
  const { store, tell, state } = bench();
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  const before = store.session.value;
  await store.refresh();
  equal(store.session.value, before);
  const permissions = new Set(["conversations.read"]);
  state.workplaces = [
    { id: "oak", name: "Oak", role: "user", permissions } as unknown as Workplace,
  ];
  await store.refresh();
  equal(store.session.value === before, false);
});
