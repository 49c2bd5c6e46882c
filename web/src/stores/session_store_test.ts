import { equal } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { SessionApi, User } from "../api/session_api.ts";
import { SessionStore } from "./session_store.ts";

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
  };
  const api: SessionApi = {
    watchUser(onUser) {
      tell = onUser;
      return () => {};
    },
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
      return state.failing ? Promise.reject(new ApiProblem("Down", 500)) : Promise.resolve([]);
    },
  };
  return { state, store: new SessionStore(api), tell: (user: User | null) => tell(user) };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("Cannot wait longer: condition does not hold");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
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
  equal(store.session.value.kind === "signed_out" && store.session.value.expired, true);
  tell(SAM);
  await until(() => store.session.value.kind === "signed_in");
  await store.signOut();
  equal(store.session.value.kind === "signed_out" && store.session.value.expired, false);
});

Deno.test("session: a failed read of the dealerships can be repeated", async () => {
  const { store, state, tell } = bench();
  state.failing = true;
  tell(SAM);
  await until(() => store.session.value.kind === "failed");
  state.failing = false;
  await store.retry();
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
