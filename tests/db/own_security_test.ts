import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { PEOPLE } from "../support/people.ts";

const SAM = PEOPLE.oakSales;

/** Acts as the salesperson with a session of this strength. */
async function asSam(sql: Sql, aal: "aal1" | "aal2"): Promise<void> {
  await become(sql, SAM);
  await sql`select set_config('request.jwt.claims', jsonb_set(
    current_setting('request.jwt.claims')::jsonb, '{aal}', to_jsonb(${aal}::text))::text, true)`;
}

async function makeCodes(sql: Sql): Promise<readonly string[]> {
  await asSam(sql, "aal2");
  const rows = await sql<{ code: string }[]>`select code from public.make_recovery_codes() as code`;
  return rows.map(({ code }) => code);
}

async function useCode(sql: Sql, code: string): Promise<boolean> {
  const [row] = await sql<{ ok: boolean }[]>`select public.use_recovery_code(${code}) as ok`;
  return row?.ok ?? false;
}

Deno.test("recovery codes MFA-10: a code works once, however it is typed, and takes the factor away", async () => {
  await inRollback(async (sql) => {
    await become(sql, "owner");
    await sql`insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
      values (gen_random_uuid(), ${SAM.id}, 'phone', 'totp', 'verified', now(), now())`;
    const [first = "", second = ""] = await makeCodes(sql);
    assert.match(first, /^[a-z2-9]{5}-[a-z2-9]{5}$/);
    await asSam(sql, "aal1");
    assert.equal(await useCode(sql, first.toUpperCase().replace("-", " ")), true);
    assert.equal(await useCode(sql, first), false);
    const [left] = await sql<{ count: number }[]>`select public.count_recovery_codes() as count`;
    assert.equal(left?.count, 9);
    await become(sql, "owner");
    const factors = await sql`select id from auth.mfa_factors where user_id = ${SAM.id}`;
    assert.equal(factors.length, 0);
    await become(sql, PEOPLE.oakManager);
    assert.equal(await useCode(sql, second), false, "somebody else's code");
  });
});

Deno.test("recovery codes MFA-11: five wrong codes lock the way for a while", async () => {
  await inRollback(async (sql) => {
    const [good = ""] = await makeCodes(sql);
    await asSam(sql, "aal1");
    for (let count = 0; count < 5; count += 1) assert.equal(await useCode(sql, "wrong"), false);
    const use = (tx: Sql) => tx`select public.use_recovery_code(${good})`;
    assert.equal((await attempt(sql, SAM, use)).refused?.code, "PT429");
  });
});

Deno.test("recovery codes MFA-12: only a session with a second factor makes them", async () => {
  await inRollback(async (sql) => {
    const make = (tx: Sql) => tx`select public.make_recovery_codes()`;
    assert.equal((await attempt(sql, SAM, make)).refused?.code, "PT403");
  });
});

Deno.test("sessions SES-01: people see and end their own sessions and nobody else's", async () => {
  await inRollback(async (sql) => {
    await become(sql, "owner");
    const [mine] = await sql`insert into auth.sessions (id, user_id, created_at, updated_at)
      values (gen_random_uuid(), ${SAM.id}, now(), now()) returning id`;
    const list = (tx: Sql) => tx<{ id: string }[]>`select id from public.own_sessions()`;
    const own = await probe(sql, SAM, list);
    assert.ok(own.rows.some(({ id }) => id === mine?.id));
    const others = await probe(sql, PEOPLE.oakManager, list);
    assert.ok(!others.rows.some(({ id }) => id === mine?.id));
    const end = (tx: Sql) => tx`select public.end_own_session(${mine?.id})`;
    assert.equal((await attempt(sql, PEOPLE.oakManager, end)).refused?.code, "PT404");
    assert.equal((await attempt(sql, SAM, end)).refused, null);
    const left = await probe(sql, SAM, list);
    assert.ok(!left.rows.some(({ id }) => id === mine?.id));
  });
});
