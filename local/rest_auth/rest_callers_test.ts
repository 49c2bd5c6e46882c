import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { apiUrl } from "../config.ts";
import {
  type Context,
  OAK,
  OAK_USER,
  staffOf,
  withRestStack,
  withToken,
} from "./rest_test_support.ts";
import { runSteps, signToken, type Steps, type TestStack } from "./test_stack.ts";

/** Tokens that prove nothing. */
async function badTokens(stack: TestStack): Promise<Record<string, string>> {
  const claims = { role: "service_role", sub: OAK_USER };
  const unsigned = [{ alg: "none", typ: "JWT" }, claims].map((part) => {
    return btoa(JSON.stringify(part)).replaceAll("=", "");
  });
  const [header, , signature] = stack.config.keys.anon.split(".");
  return {
    expired: await signToken(claims, { expiresIn: "-10s" }),
    forged: await signToken(claims, { secret: "x".repeat(32) }),
    unsigned: `${unsigned.join(".")}.`,
    swapped: `${header}.${unsigned[1]}.${signature}`,
    malformed: "not-a-token",
  };
}

async function roleOf(client: SupabaseClient): Promise<unknown> {
  return (await client.rpc("context")).data?.role;
}

const CALLERS: Steps<Context> = {
  "keys and tokens stand for their roles": async ({ stack }) => {
    const { keys } = stack.config;
    assert.equal(await roleOf(stack.client(keys.publishable)), "anon");
    assert.equal(await roleOf(stack.client(keys.anon)), "anon");
    assert.equal(await roleOf(stack.client(keys.secret)), "service_role");
    assert.equal(await roleOf(stack.client(keys.serviceRole)), "service_role");
    assert.equal(await roleOf(withToken(stack, keys.anon, keys.secret)), "anon");
    assert.equal(await roleOf(await staffOf(stack, OAK)), "authenticated");
  },
  "a role outside the API is refused": async ({ stack }) => {
    for (const role of ["postgres", "supabase_admin", "nobody"]) {
      const { status } = await withToken(stack, await signToken({ role })).rpc("context");
      assert.ok(status === 403 || status === 400, `${role}: ${status}`);
    }
  },
  "without one of the project's keys nothing answers": async ({ stack }) => {
    const { keys } = stack.config;
    const url = `${apiUrl(stack.config)}/rest/v1/vehicles`;
    const missing = await fetch(url);
    assert.equal(missing.status, 401);
    assert.equal((await missing.json()).message, "No API key found in request");
    const wrong = await fetch(url, { headers: { apikey: "sb_secret_guess" } });
    assert.equal((await wrong.json()).message, "Invalid API key");
    const inBrowser = await fetch(url, {
      headers: { apikey: keys.secret, "user-agent": "Mozilla/5.0 (X11)" },
    });
    assert.deepEqual([inBrowser.status, await inBrowser.json()], [401, {
      message: "Forbidden use of secret API key in browser",
    }]);
  },
  "tokens that prove nothing get 401": async ({ stack }) => {
    for (const [name, token] of Object.entries(await badTokens(stack))) {
      const { error, status } = await withToken(stack, token).from("vehicles").select("vin");
      assert.equal(status, 401, name);
      assert.match(error?.code ?? "", /^PGRST30[13]$/);
    }
  },
};

const CHANGES: Steps<Context> = {
  "a new table answers once its migration is in": async ({ stack }) => {
    const oak = await staffOf(stack, OAK);
    await stack.sql.unsafe(`
      create table public.personas (id integer primary key);
      grant select on public.personas to authenticated`);
    const deadline = Date.now() + 20_000;
    let answer = await oak.from("personas").select("id");
    while (answer.error !== null && Date.now() < deadline) {
      answer = await oak.from("personas").select("id");
    }
    assert.deepEqual(answer.data, []);
  },
  "comes back after the database was gone": async ({ stack }) => {
    const oak = await staffOf(stack, OAK);
    await Promise.all([1, 2, 3, 4].map(() => oak.from("vehicles").select("vin")));
    await stack.postgres.restart();
    const deadline = Date.now() + 20_000;
    let answer = await oak.from("vehicles").select("vin");
    while (answer.error !== null && Date.now() < deadline) {
      assert.equal(answer.status, 503);
      answer = await oak.from("vehicles").select("vin");
    }
    assert.equal(answer.error, null);
    const many = await Promise.all(
      Array.from({ length: 20 }, () => oak.rpc("add", { a: 1, b: 1 })),
    );
    assert.deepEqual([...new Set(many.map((each) => each.data))], [2]);
  },
};

Deno.test("rest: callers and a changing database", async (t) => {
  await withRestStack(async (context) => {
    await runSteps(t, context, CALLERS);
    await runSteps(t, context, CHANGES);
  });
});
