import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, PINE, PINE_NUMBER } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** What is kept and what the rows themselves say, as comparable lines. */
async function bothCounts(
  sql: Sql,
  tenant: string,
): Promise<[readonly unknown[], readonly unknown[]]> {
  await become(sql, "owner");
  const kept = await sql<{ line: string }[]>`
    select concat_ws('|', on_day, metric, channel, source, persona, amount, total) as line
    from public.daily_rollups where dealership_id = ${tenant} and amount <> 0 order by 1`;
  const counted = await sql<{ line: string }[]>`
    select concat_ws('|', on_day, metric, channel, source, persona, amount, total) as line
    from private.recount_rollups(${tenant}) order by 1`;
  return [kept.map(({ line }) => line), counted.map(({ line }) => line)];
}

/** A day's mixed work: texts, a handover with a reply, leads, an appointment, a paid run. */
async function work(sql: Sql): Promise<void> {
  const phone = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from: phone });
  await receiveText(sql, { from: newShopper(), to: PINE_NUMBER });
  await receiveText(sql, { from: phone, content: "still there?" });
  const lead = { source: "AutoTrader", customer: { phone }, conversation_id: id };
  const [made] = await sql<{ id: string }[]>`
    select public.record_lead(${OAK}, ${sql.json(lead)}) ->> 'lead_id' as id`;
  await sql`select private.step_back(${id}, 'negotiation', null)`;
  await sql`select public.record_ai_run(${id}, null, '{"model": "m", "cost_microcents": 4321}')`;
  const sent = await attempt<{ id: number }>(
    sql,
    PEOPLE.oakSales,
    (tx) => tx`select id from public.send_message(${id}, 'Here', ${crypto.randomUUID()})`,
  );
  await become(sql, "owner");
  await sql`update public.messages set delivery_status = 'sent', sent_at = now() + interval '90 seconds'
    where id = ${sent.rows[0]?.id ?? 0}`;
  await sql`insert into public.appointments (dealership_id, kind, customer_id, starts_at, ends_at,
      idempotency_token, booked_by)
    select ${OAK}, 'call_back', customer_id, now(), now() + interval '1 hour', gen_random_uuid(), 'ai'
    from public.leads where id = ${made?.id ?? ""}`;
  await sql`update public.leads set lead_source_id = null where id = ${made?.id ?? ""}`;
}

Deno.test("rollups: what is folded equals a recount, after any number of folds", async () => {
  await inRollback(async (sql) => {
    await sql`select private.fold_rollups()`;
    for (const tenant of [OAK, PINE]) {
      const [kept, counted] = await bothCounts(sql, tenant);
      assert.deepEqual(kept, counted);
    }
    await work(sql);
    await sql`select private.fold_rollups()`;
    await work(sql);
    await sql`select private.fold_rollups()`;
    await sql`select private.fold_rollups()`;
    for (const tenant of [OAK, PINE]) {
      const [kept, counted] = await bothCounts(sql, tenant);
      assert.deepEqual(kept, counted);
    }
    const [deltas] = await sql`select count(*)::int as n from private.rollup_deltas`;
    assert.equal(deltas?.["n"], 0);
  });
});

Deno.test("rollups: measure the seconds to an answer and the cost of a run", async () => {
  await inRollback(async (sql) => {
    await sql`delete from private.rollup_deltas`;
    await work(sql);
    const rows = await sql<{ metric: string; total: number }[]>`
      select metric, sum(total)::int as total from private.rollup_deltas
      where dealership_id = ${OAK} and total <> 0 group by 1 order by 1`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { metric: "ai_run", total: 4321 },
      { metric: "handover_replied", total: 90 },
      { metric: "lead_answered", total: 90 },
    ]);
  });
});

Deno.test("rollups: a day is the dealership's own", async () => {
  await inRollback(async (sql) => {
    await sql`delete from private.rollup_deltas`;
    await sql`select private.count_once(${OAK}, '2027-01-01T03:00:00Z', 'ai_run', '', '', '', 0)`;
    await sql`select private.count_once(${OAK}, '2027-01-01T05:30:00Z', 'ai_run', '', '', '', 0)`;
    const rows = await sql<
      { day: string }[]
    >`select distinct on_day::text as day from private.rollup_deltas
      where dealership_id = ${OAK} order by 1`;
    assert.deepEqual(rows.map(({ day }) => day), ["2026-12-31", "2027-01-01"]);
  });
});

Deno.test("rollups: can be built anew from the rows", async () => {
  await inRollback(async (sql) => {
    await work(sql);
    await sql`update public.daily_rollups set amount = amount + 7`;
    await sql`select private.rebuild_rollups(${OAK})`;
    const [kept, counted] = await bothCounts(sql, OAK);
    assert.deepEqual(kept, counted);
  });
});
