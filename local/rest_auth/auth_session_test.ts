import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { apiUrl } from "../config.ts";
import { DEMO, OAK_SALES, signIn, withAuthStack } from "./auth_test_support.ts";
import { runSteps, type Steps } from "./test_stack.ts";

const STEPS: Steps = {
  "a seeded password signs in, with GoTrue's claims": async (stack) => {
    const { session } = await signIn(stack);
    const claims = decodeJwt(session.access_token);
    assert.equal(claims.sub, OAK_SALES);
    assert.equal(claims.iss, `${apiUrl(stack.config)}/auth/v1`);
    assert.equal(claims["role"], "authenticated");
    assert.equal(claims["aal"], "aal1");
    assert.deepEqual(claims["app_metadata"], { provider: "email", providers: ["email"] });
    assert.deepEqual(claims["user_metadata"], { full_name: "Sam" });
    const amr = claims["amr"] as { method: string; timestamp: number }[];
    assert.deepEqual(amr.map((each) => each.method), ["password"]);
    assert.equal(session.user.email, DEMO.email);
    assert.equal(session.user.identities?.length, 1);
  },
  "a wrong password and an unknown address are refused alike": async (stack) => {
    const wrong = await stack.client().auth.signInWithPassword({ ...DEMO, password: "no" });
    const unknown = await stack.client().auth
      .signInWithPassword({ email: "nobody@oak.example", password: "no" });
    assert.equal(wrong.error?.code, "invalid_credentials");
    assert.equal(wrong.error?.message, unknown.error?.message);
    assert.equal(wrong.error?.status, 400);
  },
  "a refresh rotates the token and keeps the claims": async (stack) => {
    const { client, session } = await signIn(stack);
    const { data, error } = await client.auth.refreshSession();
    assert.equal(error, null);
    assert.notEqual(data.session?.refresh_token, session.refresh_token);
    const claims = decodeJwt(data.session?.access_token ?? "");
    assert.equal(claims["session_id"], decodeJwt(session.access_token)["session_id"]);
    assert.equal((claims["amr"] as unknown[]).length, 1);
  },
  "signing out locally ends one session, globally all": async (stack) => {
    const [one, two, three] = [await signIn(stack), await signIn(stack), await signIn(stack)];
    await one.client.auth.signOut({ scope: "local" });
    assert.notEqual((await stack.client().auth.getUser(one.session.access_token)).error, null);
    assert.equal((await stack.client().auth.getUser(two.session.access_token)).error, null);
    await two.client.auth.signOut({ scope: "others" });
    assert.equal((await stack.client().auth.getUser(two.session.access_token)).error, null);
    const others = await three.client.auth.refreshSession();
    assert.equal(others.error?.code, "refresh_token_not_found");
    await two.client.auth.signOut({ scope: "global" });
    assert.notEqual((await stack.client().auth.getUser(two.session.access_token)).error, null);
  },
  "a user changes metadata and password; other sessions end": async (stack) => {
    const [here, elsewhere] = [await signIn(stack), await signIn(stack)];
    const { data } = await here.client.auth.updateUser({ data: { full_name: "Sammy" } });
    assert.equal(data.user?.user_metadata["full_name"], "Sammy");
    const changed = await here.client.auth.updateUser({ password: "another-demo" });
    assert.equal(changed.error, null);
    assert.notEqual((await elsewhere.client.auth.refreshSession()).error, null);
    assert.equal((await here.client.auth.refreshSession()).error, null);
    await here.client.auth.updateUser({ password: DEMO.password });
  },
  "a banned user can neither sign in nor refresh": async (stack) => {
    const { client } = await signIn(stack);
    const admin = stack.client(stack.config.keys.secret).auth.admin;
    await admin.updateUserById(OAK_SALES, { ban_duration: "24h" });
    assert.equal((await client.auth.refreshSession()).error?.code, "user_banned");
    const again = await stack.client().auth.signInWithPassword(DEMO);
    assert.equal(again.error?.code, "user_banned");
    await admin.updateUserById(OAK_SALES, { ban_duration: "none" });
    await signIn(stack);
  },
};

Deno.test("auth: sessions", async (t) => {
  await withAuthStack((stack) => runSteps(t, stack, STEPS));
});
