import assert from "node:assert/strict";
import { decodeJwt } from "jose";
import { apiUrl } from "../config.ts";
import { linkInMail, startTestStack, type TestStack } from "./test_stack.ts";
import { totpCode } from "./totp.ts";

const PORTS = { api: 55211, postgres: 55210, web: 55212, inbox: 55213 };
const OAK_SALES = "5a1e5000-0000-4000-8000-000000000001";

/** As a seed does it: the columns that hosted Auth needs, and no more. */
const SEED = `
  insert into auth.users (
    id, instance_id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
    confirmation_token, recovery_token, email_change, email_change_token_new)
  values (
    '${OAK_SALES}', '00000000-0000-0000-0000-000000000000', 'authenticated', 'authenticated',
    'sales@oak.example', extensions.crypt('rylie-demo', extensions.gen_salt('bf')), now(),
    '{"provider": "email", "providers": ["email"]}', '{"full_name": "Sam"}', now(), now(),
    '', '', '', '');
  insert into auth.identities (provider, provider_id, user_id, identity_data)
  values ('email', '${OAK_SALES}', '${OAK_SALES}',
    '{"sub": "${OAK_SALES}", "email": "sales@oak.example"}');
`;

const DEMO = { email: "sales@oak.example", password: "rylie-demo" };

async function withStack(
  test: (stack: TestStack) => Promise<void>,
  options: { configToml?: string } = {},
): Promise<void> {
  const stack = await startTestStack(PORTS, { setup: SEED, ...options });
  try {
    await test(stack);
  } finally {
    await stack.stop();
  }
}

async function signIn(stack: TestStack, credentials = DEMO) {
  const client = stack.client();
  const { data, error } = await client.auth.signInWithPassword(credentials);
  assert.equal(error, null);
  assert.ok(data.session);
  return { client, session: data.session };
}

Deno.test("auth: sessions", async (t) => {
  await withStack(async (stack) => {
    await t.step("a seeded password signs in, with GoTrue's claims", async () => {
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
    });

    await t.step("a wrong password and an unknown address are refused alike", async () => {
      const wrong = await stack.client().auth.signInWithPassword({ ...DEMO, password: "no" });
      const unknown = await stack.client().auth
        .signInWithPassword({ email: "nobody@oak.example", password: "no" });
      assert.equal(wrong.error?.code, "invalid_credentials");
      assert.equal(wrong.error?.message, unknown.error?.message);
      assert.equal(wrong.error?.status, 400);
    });

    await t.step("a refresh rotates the token and keeps the claims", async () => {
      const { client, session } = await signIn(stack);
      const { data, error } = await client.auth.refreshSession();
      assert.equal(error, null);
      assert.notEqual(data.session?.refresh_token, session.refresh_token);
      const claims = decodeJwt(data.session?.access_token ?? "");
      assert.equal(claims["session_id"], decodeJwt(session.access_token)["session_id"]);
      assert.equal((claims["amr"] as unknown[]).length, 1);
    });

    await t.step("signing out locally ends one session, globally all", async () => {
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
    });

    await t.step("a user changes metadata and password; other sessions end", async () => {
      const [here, elsewhere] = [await signIn(stack), await signIn(stack)];
      const { data } = await here.client.auth.updateUser({ data: { full_name: "Sammy" } });
      assert.equal(data.user?.user_metadata["full_name"], "Sammy");
      const changed = await here.client.auth.updateUser({ password: "another-demo" });
      assert.equal(changed.error, null);
      assert.notEqual((await elsewhere.client.auth.refreshSession()).error, null);
      assert.equal((await here.client.auth.refreshSession()).error, null);
      await here.client.auth.updateUser({ password: DEMO.password });
    });

    await t.step("a banned user can neither sign in nor refresh", async () => {
      const { client } = await signIn(stack);
      const admin = stack.client(stack.config.keys.secret).auth.admin;
      await admin.updateUserById(OAK_SALES, { ban_duration: "24h" });
      assert.equal((await client.auth.refreshSession()).error?.code, "user_banned");
      const again = await stack.client().auth.signInWithPassword(DEMO);
      assert.equal(again.error?.code, "user_banned");
      await admin.updateUserById(OAK_SALES, { ban_duration: "none" });
      await signIn(stack);
    });
  });
});

Deno.test("auth: closed sign-up", async (t) => {
  await withStack(async (stack) => {
    await t.step("nobody opens an account, by password, code or link", async () => {
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
    });

    await t.step("a member signs in by code and by link", async () => {
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
    });

    await t.step("a link leads nowhere but to allowed addresses", async () => {
      await stack.client().auth.signInWithOtp({
        email: DEMO.email,
        options: { emailRedirectTo: "https://evil.example/" },
      });
      const followed = await fetch(linkInMail(stack.mails), { redirect: "manual" });
      const target = new URL(followed.headers.get("location") ?? "");
      assert.equal(target.origin, "http://127.0.0.1:3000");
    });

    await t.step("a forgotten password is replaced by mail", async () => {
      const { auth } = stack.client();
      await auth.resetPasswordForEmail(DEMO.email);
      const tokenHash = linkInMail(stack.mails).searchParams.get("token") ?? "";
      const { error } = await auth.verifyOtp({ token_hash: tokenHash, type: "recovery" });
      assert.equal(error, null);
      assert.equal((await auth.updateUser({ password: "new-password" })).error, null);
      await signIn(stack, { email: DEMO.email, password: "new-password" });
    });
  });
});

Deno.test("auth: administration", async (t) => {
  await withStack(async (stack) => {
    const { admin } = stack.client(stack.config.keys.serviceRole).auth;

    await t.step("only the service role may", async () => {
      for (const { auth } of [stack.client(), (await signIn(stack)).client]) {
        const { error } = await auth.admin.listUsers();
        assert.equal(error?.code, "not_admin");
        assert.equal((await auth.admin.inviteUserByEmail("x@oak.example")).error?.status, 403);
      }
    });

    await t.step("creates, finds, lists, changes and deletes users", async () => {
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
    });

    await t.step("an invited colleague follows the link and chooses a password", async () => {
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
    });

    await t.step("a generated link signs in without a mail", async () => {
      const mailsBefore = stack.mails.length;
      const { data } = await admin.generateLink({ type: "magiclink", email: DEMO.email });
      assert.equal(stack.mails.length, mailsBefore);
      assert.ok(data.properties?.action_link.startsWith(apiUrl(stack.config)));
      const { error } = await stack.client().auth.verifyOtp({
        token_hash: data.properties?.hashed_token ?? "",
        type: "magiclink",
      });
      assert.equal(error, null);
    });
  });
});

Deno.test("auth: second factor", async (t) => {
  await withStack(async (stack) => {
    const { client, session } = await signIn(stack);
    const { mfa } = client.auth;
    const enrolled = await mfa.enroll({ factorType: "totp", friendlyName: "phone" });
    const factor = enrolled.data;
    assert.ok(factor?.type === "totp");

    await t.step("enrolment alone changes nothing", async () => {
      assert.ok(factor.totp.qr_code.startsWith("data:image/svg+xml;utf-8,<svg"));
      assert.ok(factor.totp.uri.startsWith("otpauth://totp/"));
      const level = await mfa.getAuthenticatorAssuranceLevel();
      assert.deepEqual([level.data?.currentLevel, level.data?.nextLevel], ["aal1", "aal1"]);
    });

    await t.step("a wrong code is refused", async () => {
      const challenge = await mfa.challenge({ factorId: factor.id });
      const { error } = await mfa.verify({
        factorId: factor.id,
        challengeId: challenge.data?.id ?? "",
        code: totpCode(factor.totp.secret, new Date(0)),
      });
      assert.equal(error?.code, "mfa_verification_failed");
    });

    await t.step("a right code raises this session and ends weaker ones", async () => {
      const weaker = await signIn(stack);
      const { error } = await mfa.challengeAndVerify({
        factorId: factor.id,
        code: totpCode(factor.totp.secret, new Date()),
      });
      assert.equal(error, null);
      const level = await mfa.getAuthenticatorAssuranceLevel();
      assert.equal(level.data?.currentLevel, "aal2");
      assert.deepEqual(
        level.data?.currentAuthenticationMethods.map((each) => {
          return typeof each === "string" ? each : each.method;
        }).sort(),
        ["password", "totp"],
      );
      assert.notEqual((await weaker.client.auth.refreshSession()).error, null);
      const old = await stack.client().auth
        .refreshSession({ refresh_token: session.refresh_token });
      assert.equal(decodeJwt(old.data.session?.access_token ?? "e30.e30.")["aal"], "aal2");
    });

    await t.step("a refresh keeps aal2", async () => {
      const { data } = await client.auth.refreshSession();
      assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal2");
    });

    await t.step("a new session must prove the factor before it changes anything", async () => {
      const fresh = await signIn(stack);
      const level = await fresh.client.auth.mfa.getAuthenticatorAssuranceLevel();
      assert.deepEqual([level.data?.currentLevel, level.data?.nextLevel], ["aal1", "aal2"]);
      const factors = await fresh.client.auth.mfa.listFactors();
      assert.equal(factors.data?.totp.length, 1);
      const change = await fresh.client.auth.updateUser({ password: "stolen-password" });
      assert.equal(change.error?.code, "insufficient_aal");
      const removal = await fresh.client.auth.mfa.unenroll({ factorId: factor.id });
      assert.equal(removal.error?.code, "insufficient_aal");
      const second = await fresh.client.auth.mfa.enroll({ factorType: "totp" });
      assert.equal(second.error?.code, "insufficient_aal");
    });

    await t.step("unenrolling takes the session back to aal1", async () => {
      assert.equal((await mfa.unenroll({ factorId: factor.id })).error, null);
      const { data } = await client.auth.refreshSession();
      assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal1");
    });
  });
});

Deno.test("auth: open sign-up follows config.toml", async () => {
  await withStack(async (stack) => {
    const { data, error } = await stack.client().auth
      .signUp({ email: "open@example.com", password: "long-enough" });
    assert.equal(error, null);
    assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal1");
  }, { configToml: "[auth]\nenable_signup = true\n" });
});
