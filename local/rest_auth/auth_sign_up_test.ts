import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { apiUrl } from "../config.ts";
import { DEMO, OAK_SALES, signIn, withAuthStack } from "./auth_test_support.ts";
import { linkInMail, runSteps, type Steps } from "./test_stack.ts";

const STEPS: Steps = {
  "nobody opens an account, by password, code or link": async (stack) => {
    const stranger = "stranger@example.com";
    const { auth } = stack.client();
    const signUp = await auth.signUp({ email: stranger, password: "long-enough" });
    assert.equal(signUp.error?.code, "signup_disabled");
    assert.equal(signUp.error?.status, 422);
    assert.equal((await auth.signInWithOtp({ email: stranger })).error?.code, "signup_disabled");
    const anonymous = await auth.signInAnonymously();
    assert.equal(anonymous.error?.status, 422);
    const [count] = await stack.sql`select count(*)::int as n from auth.users`;
    assert.equal(count?.["n"], 1);
    assert.equal(stack.mails.length, 0);
  },
  "a member signs in by code and by link": async (stack) => {
    const { auth } = stack.client();
    await auth.signInWithOtp({ email: DEMO.email });
    const code = /Code: (\d+)/.exec(stack.mails.at(-1)?.text ?? "")?.[1] ?? "";
    const byCode = await auth.verifyOtp({ email: DEMO.email, token: code, type: "email" });
    assert.equal(byCode.error, null);
    assert.equal(byCode.data.user?.id, OAK_SALES);
    const again = await auth.verifyOtp({ email: DEMO.email, token: code, type: "email" });
    assert.equal(again.error?.code, "otp_expired");

    await auth.signInWithOtp({
      email: DEMO.email,
      options: { emailRedirectTo: "http://127.0.0.1:3000/inbox" },
    });
    const link = linkInMail(stack.mails);
    assert.equal(link.origin, apiUrl(stack.config));
    const followed = await fetch(link, { redirect: "manual" });
    const target = new URL(followed.headers.get("location") ?? "");
    assert.equal(target.origin + target.pathname, "http://127.0.0.1:3000/inbox");
    const token = new URLSearchParams(target.hash.slice(1)).get("access_token") ?? "";
    assert.equal(decodeJwt(token)["aal"], "aal1");
    assert.equal((await auth.getUser(token)).data.user?.id, OAK_SALES);
  },
  "a link leads nowhere but to allowed addresses": async (stack) => {
    await stack.client().auth.signInWithOtp({
      email: DEMO.email,
      options: { emailRedirectTo: "https://evil.example/" },
    });
    const followed = await fetch(linkInMail(stack.mails), { redirect: "manual" });
    const target = new URL(followed.headers.get("location") ?? "");
    assert.equal(target.origin, "http://127.0.0.1:3000");
  },
  "a forgotten password is replaced by mail": async (stack) => {
    const { auth } = stack.client();
    await auth.resetPasswordForEmail(DEMO.email);
    const tokenHash = linkInMail(stack.mails).searchParams.get("token") ?? "";
    const { error } = await auth.verifyOtp({ token_hash: tokenHash, type: "recovery" });
    assert.equal(error, null);
    assert.equal((await auth.updateUser({ password: "new-password" })).error, null);
    await signIn(stack, { email: DEMO.email, password: "new-password" });
  },
};

Deno.test("auth: closed sign-up", async (t) => {
  await withAuthStack((stack) => runSteps(t, stack, STEPS));
});

Deno.test("auth: open sign-up follows config.toml", async () => {
  await withAuthStack(async (stack) => {
    const { data, error } = await stack.client().auth
      .signUp({ email: "open@example.com", password: "long-enough" });
    assert.equal(error, null);
    assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal1");
  }, { configToml: "[auth]\nenable_signup = true\n" });
});
