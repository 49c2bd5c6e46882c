import assert from "node:assert/strict";
import type { Session, SupabaseClient } from "@supabase/supabase-js";
import { decodeJwt } from "jose";
import { signIn, withAuthStack } from "./auth_test_support.ts";
import { runSteps, type Steps, type TestStack } from "./test_stack.ts";
import { totpCode } from "./totp.ts";

interface TotpFactor {
  readonly id: string;
  readonly totp: { readonly qr_code: string; readonly secret: string; readonly uri: string };
}

interface Enrolled {
  readonly stack: TestStack;
  readonly client: SupabaseClient;
  readonly session: Session;
  readonly factor: TotpFactor;
}

const STEPS: Steps<Enrolled> = {
  "enrolment alone changes nothing": async ({ factor, client }) => {
    const { mfa } = client.auth;
    assert.ok(factor.totp.qr_code.startsWith("data:image/svg+xml;utf-8,<svg"));
    assert.ok(factor.totp.uri.startsWith("otpauth://totp/"));
    const level = await mfa.getAuthenticatorAssuranceLevel();
    assert.deepEqual([level.data?.currentLevel, level.data?.nextLevel], ["aal1", "aal1"]);
  },
  "a wrong code is refused": async ({ factor, client }) => {
    const { mfa } = client.auth;
    const challenge = await mfa.challenge({ factorId: factor.id });
    const { error } = await mfa.verify({
      factorId: factor.id,
      challengeId: challenge.data?.id ?? "",
      code: totpCode(factor.totp.secret, new Date(0)),
    });
    assert.equal(error?.code, "mfa_verification_failed");
  },
  "a right code raises this session and ends weaker ones": async (
    { stack, session, factor, client },
  ) => {
    const { mfa } = client.auth;
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
  },
  "a refresh keeps aal2": async ({ client }) => {
    const { data } = await client.auth.refreshSession();
    assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal2");
  },
  "a new session must prove the factor before it changes anything": async ({ stack, factor }) => {
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
  },
  "unenrolling takes the session back to aal1": async ({ client, factor }) => {
    const { mfa } = client.auth;
    assert.equal((await mfa.unenroll({ factorId: factor.id })).error, null);
    const { data } = await client.auth.refreshSession();
    assert.equal(decodeJwt(data.session?.access_token ?? "")["aal"], "aal1");
  },
};

Deno.test("auth: second factor", async (t) => {
  await withAuthStack(async (stack) => {
    const { client, session } = await signIn(stack);
    const { data } = await client.auth.mfa.enroll({ factorType: "totp", friendlyName: "phone" });
    assert.ok(data !== null && data.type === "totp");
    await runSteps(t, { stack, client, session, factor: data }, STEPS);
  });
});
