import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const CENT = 1_000_000;

async function record(
  sql: Sql,
  conversation: string,
  run: Readonly<Record<string, unknown>>,
): Promise<number> {
  await become(sql, "service_role");
  const [row] = await sql<{ id: string }[]>`
    select public.record_ai_run(${conversation}, null, ${sql.json(run as never)}) as id`;
  await become(sql, "owner");
  return Number(row?.id);
}

async function allows(sql: Sql): Promise<boolean | undefined> {
  const [row] = await sql<{ yes: boolean }[]>`select private.budget_allows(${OAK}) as yes`;
  return row?.yes;
}

async function told(sql: Sql, kind: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`select count(distinct dedupe_key)::int as n
    from public.notifications where dealership_id = ${OAK} and kind = ${kind} and created_at = now()`;
  return row?.n ?? 0;
}

Deno.test("ai_runs: keep model, cost, verdicts and evidence of a run for those who see the thread", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const id = await record(sql, conversation_id, {
      model: "test-model",
      input_tokens: 900,
      output_tokens: 60,
      cost_microcents: 1234,
      duration_ms: 800,
      verdicts: [{ draft: 1, verdict: "price_without_evidence" }],
      evidence: [{ kind: "vehicle", id: "x" }],
    });
    const read = (person: typeof PEOPLE.oakSales | typeof PEOPLE.pineSales) =>
      attempt<Record<string, unknown>>(
        sql,
        person,
        (tx) =>
          tx`select model, cost_microcents::int as cost, verdicts from public.ai_runs where id = ${id}`,
      );
    assert.deepEqual({ ...(await read(PEOPLE.oakSales)).rows[0] }, {
      model: "test-model",
      cost: 1234,
      verdicts: [{ draft: 1, verdict: "price_without_evidence" }],
    });
    assert.equal((await read(PEOPLE.pineSales)).rows.length, 0);
  });
});

Deno.test("ai_budgets: 80 % warns once, the ceiling stops paid models and says so once", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await become(sql, "owner");
    await sql`update public.ai_budgets set ceiling_cents = 100, spent_microcents = 0, warned_at = null, spent_at = null
      where dealership_id = ${OAK}`;
    const spend = (cents: number) =>
      record(sql, conversation_id, { model: "m", cost_microcents: cents * CENT });
    await spend(79);
    assert.deepEqual([await allows(sql), await told(sql, "ai.budget_low")], [true, 0]);
    await spend(5);
    await spend(5);
    assert.deepEqual([await allows(sql), await told(sql, "ai.budget_low")], [true, 1]);
    await spend(11);
    await spend(1);
    assert.deepEqual([await allows(sql), await told(sql, "ai.budget_spent")], [false, 1]);
    const raise = (person: typeof PEOPLE.oakManager | typeof PEOPLE.oakSales) =>
      attempt(
        sql,
        person,
        (tx) =>
          tx`update public.ai_budgets set ceiling_cents = 200 where dealership_id = ${OAK} returning on_month`,
      );
    assert.equal((await raise(PEOPLE.oakSales)).rows.length, 0);
    assert.equal((await raise(PEOPLE.oakManager)).rows.length, 1);
    assert.equal(await allows(sql), true);
  });
});

Deno.test("ai_budgets: a new month starts at nothing with the ceiling of the last", async () => {
  await inRollback(async (sql) => {
    await sql`update public.ai_budgets set on_month = on_month - interval '1 month', ceiling_cents = 700,
      spent_microcents = 9000000000 where dealership_id = ${OAK}`;
    assert.equal(await allows(sql), true);
    await sql`select private.open_ai_budget(${OAK})`;
    const [row] = await sql`select ceiling_cents::int as ceiling, spent_microcents::int as spent
      from public.ai_budgets where dealership_id = ${OAK} order by on_month desc limit 1`;
    assert.deepEqual({ ...row }, { ceiling: 700, spent: 0 });
  });
});
