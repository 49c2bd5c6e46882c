import assert from "node:assert/strict";
import { apiUrl } from "../config.ts";
import { DEMO, signIn, withAuthStack } from "./auth_test_support.ts";
import { linkInMail, runSteps, type Steps } from "./test_stack.ts";

const STEPS: Steps = {
  "only the service role may": async (stack) => {
    for (const { auth } of [stack.client(), (await signIn(stack)).client]) {
      const { error } = await auth.admin.listUsers();
      assert.equal(error?.code, "not_admin");
      assert.equal((await auth.admin.inviteUserByEmail("x@oak.example")).error?.status, 403);
    }
  },
  "creates, finds, lists, changes and deletes users": async (stack) => {
    const { admin } = stack.client(stack.config.keys.serviceRole).auth;
    const created = await admin.createUser({
      email: "Manager@Oak.example",
      password: "first-password",
      email_confirm: true,
      app_metadata: { dealership: "oak" },
      user_metadata: { full_name: "Max" },
    });
    assert.equal(created.error, null);
    const id = created.data.user?.id ?? "";
    assert.equal(created.data.user?.email, "manager@oak.example");
    assert.equal(created.data.user?.app_metadata["dealership"], "oak");
    const twice = await admin.createUser({ email: "manager@oak.example", password: "whatever" });
    assert.equal(twice.error?.code, "email_exists");
    await signIn(stack, { email: "manager@oak.example", password: "first-password" });

    const changed = await admin.updateUserById(id, {
      password: "second-password",
      app_metadata: { dealership: null, level: 2 },
    });
    assert.equal(changed.data.user?.app_metadata["level"], 2);
    assert.ok(!("dealership" in (changed.data.user?.app_metadata ?? {})));
    await signIn(stack, { email: "manager@oak.example", password: "second-password" });
    assert.equal((await admin.getUserById(id)).data.user?.id, id);

    const page = await admin.listUsers({ page: 1, perPage: 1 });
    assert.equal(page.data.users.length, 1);
    assert.ok("total" in page.data && page.data.total === 2);
    assert.equal((await admin.deleteUser(id)).error, null);
    assert.equal((await admin.getUserById(id)).error?.code, "user_not_found");
    assert.equal((await admin.getUserById(crypto.randomUUID())).error?.status, 404);
  },
  "an invited colleague follows the link and chooses a password": async (stack) => {
    const { admin } = stack.client(stack.config.keys.serviceRole).auth;
    const email = "new@oak.example";
    const { data, error } = await admin.inviteUserByEmail(email, {
      data: { full_name: "Nora" },
      redirectTo: "http://127.0.0.1:3000/welcome",
    });
    assert.equal(error, null);
    assert.ok(data.user?.invited_at);
    assert.equal(data.user?.email_confirmed_at, undefined);
    assert.equal(stack.mails.at(-1)?.to, email);
    const followed = await fetch(linkInMail(stack.mails), { redirect: "manual" });
    const target = new URL(followed.headers.get("location") ?? "");
    const fragment = new URLSearchParams(target.hash.slice(1));
    assert.equal(target.pathname, "/welcome");
    assert.equal(fragment.get("type"), "invite");
    const invited = stack.client();
    await invited.auth.setSession({
      access_token: fragment.get("access_token") ?? "",
      refresh_token: fragment.get("refresh_token") ?? "",
    });
    assert.equal((await invited.auth.updateUser({ password: "my-password" })).error, null);
    const { session } = await signIn(stack, { email, password: "my-password" });
    assert.equal(session.user.user_metadata["full_name"], "Nora");
    assert.equal((await admin.inviteUserByEmail(email)).error?.code, "email_exists");
  },
  "a generated link signs in without a mail": async (stack) => {
    const { admin } = stack.client(stack.config.keys.serviceRole).auth;
    const mailsBefore = stack.mails.length;
    const { data } = await admin.generateLink({ type: "magiclink", email: DEMO.email });
    assert.equal(stack.mails.length, mailsBefore);
    assert.ok(data.properties?.action_link.startsWith(apiUrl(stack.config)));
    const { error } = await stack.client().auth.verifyOtp({
      token_hash: data.properties?.hashed_token ?? "",
      type: "magiclink",
    });
    assert.equal(error, null);
  },
};

Deno.test("auth: administration", async (t) => {
  await withAuthStack((stack) => runSteps(t, stack, STEPS));
});
