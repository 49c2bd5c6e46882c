import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";

const YES = [{ channel: "sms", granted: true, text: "May we text you? Yes" }];

async function openAlways(sql: Sql): Promise<void> {
  await sql`delete from public.business_hours where dealership_id = ${OAK}`;
  await sql`update public.routing_rules set is_active = false where dealership_id = ${OAK}`;
  await sql`insert into public.routing_rules (dealership_id, position, name, strategy)
    values (${OAK}, 81, 'Queue', 'nobody')`;
}

async function told(sql: Sql, kind: string, link: string): Promise<readonly string[]> {
  await become(sql, "owner");
  const rows = await sql<{ user_id: string }[]>`select user_id from public.notifications
    where kind = ${kind} and link like ${"%" + link} order by 1`;
  return rows.map(({ user_id }) => user_id);
}

/** Both clocks of a lead run out. */
async function late(sql: Sql, id: string): Promise<void> {
  await sql`update public.leads set
      owner_due_at = case when owner_due_at is not null then now() end,
      answer_due_at = case when answer_due_at is not null then now() end where id = ${id}`;
  await sql`select private.notice_late_leads()`;
}

Deno.test("lead alerts: nobody and no answer in time are told once, to those on duty and the managers", async () => {
  await inRollback(async (sql) => {
    await openAlways(sql);
    const { lead_id } = await recordLead(sql, { customer: { phone: newShopper() } });
    const [due] = await sql`select owner_due_at - received_at = interval '10 minutes' as owner,
      answer_due_at > received_at as answer from public.leads where id = ${lead_id}`;
    assert.deepEqual({ ...due }, { owner: true, answer: true });
    await sql`select private.notice_late_leads()`;
    assert.deepEqual(await told(sql, "lead.unassigned", lead_id), []);
    await late(sql, lead_id);
    await late(sql, lead_id);
    for (const kind of ["lead.unassigned", "lead.unanswered"]) { // bound: two
      const people = await told(sql, kind, lead_id);
      assert.ok(people.includes(PEOPLE.oakManager.id));
      assert.equal(new Set(people).size, people.length);
    }
  });
});

Deno.test("lead alerts: an owner and an answer stop the clocks, spam starts none", async () => {
  await inRollback(async (sql) => {
    await openAlways(sql);
    const { lead_id } = await recordLead(sql, { customer: { phone: newShopper() }, consents: YES });
    await sql`update public.leads set assigned_to = ${PEOPLE.oakSales.id}, first_response_at = now() + interval '42 seconds',
      first_response_author = 'ai' where id = ${lead_id}`;
    const spam = await recordLead(sql, { type: "other", customer: {} });
    const rows =
      await sql`select owner_due_at, answer_due_at from public.leads where id in (${lead_id}, ${spam.lead_id})`;
    for (const row of rows) {
      assert.deepEqual({ ...row }, { owner_due_at: null, answer_due_at: null });
    }
    await late(sql, lead_id);
    assert.deepEqual(await told(sql, "lead.unassigned", lead_id), []);
    const [took] =
      await sql`select first_response_open_seconds as seconds from public.leads where id = ${lead_id}`;
    assert.equal(took?.["seconds"], 42);
  });
});

Deno.test("lead alerts: the clocks count opening hours, a closed night costs nothing", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.business_hours where dealership_id = ${OAK}`;
    await sql`delete from public.business_holidays where dealership_id = ${OAK}`;
    await sql`insert into public.business_hours (dealership_id, weekday, opens_at, closes_at)
      select ${OAK}, d, '09:00', '18:00' from generate_series(0, 6) as d`;
    const [row] = await sql<{ open: number }[]>`select private.open_seconds(${OAK},
      '2026-01-15 17:59:00-05', '2026-01-16 09:02:00-05', 'sales') as open`;
    assert.equal(row?.open, 180);
    const [spring] = await sql<{ open: number }[]>`select private.open_seconds(${OAK},
      '2026-03-08 00:00:00-05', '2026-03-09 00:00:00-04', 'sales') as open`;
    assert.equal(spring?.open, 9 * 3600);
  });
});

Deno.test("lead alerts: a source that used to send and is silent is told to managers once", async () => {
  await inRollback(async (sql) => {
    for (const source of ["Regular", "Rare"]) { // bound: two sources
      for (let index = 0; index < (source === "Rare" ? 2 : 3); index += 1) {
        await recordLead(sql, { source, customer: { phone: newShopper() } });
      }
    }
    await sql`update public.lead_source_credits set received_at = now() - interval '2 days'`;
    await sql`update public.lead_sources set last_lead_at = now() - interval '25 hours' where name in ('Regular', 'Rare')`;
    await sql`select private.notice_silent_sources()`;
    await sql`select private.notice_silent_sources()`;
    const rows = await sql<{ title: string; user_id: string }[]>`
      select title, user_id from public.notifications where kind = 'lead_source.silent' and dealership_id = ${OAK}`;
    assert.deepEqual(
      new Set(rows.map(({ title }) => title)),
      new Set(["No leads from Regular for 24 hours"]),
    );
    assert.equal(rows.filter(({ user_id }) => user_id === PEOPLE.oakManager.id).length, 1);
    assert.ok(!rows.some(({ user_id }) => user_id === PEOPLE.oakSales.id));
  });
});

Deno.test("lead alerts: a greeting that failed for good is told and stands on the lead", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, { customer: { phone: newShopper() }, consents: YES });
    await sql`update private.jobs set status = 'dead' where kind = 'respond_to_lead' and payload ->> 'lead_id' = ${lead_id}`;
    const [row] = await sql`select unanswered_because from public.leads where id = ${lead_id}`;
    assert.equal(row?.["unanswered_because"], "failed");
    assert.ok((await told(sql, "lead.unanswered", lead_id)).length > 0);
  });
});

Deno.test("lead views: staff read response times and outcomes of what they may see", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      source: "Reports",
      customer: { phone: newShopper() },
    });
    await sql`update public.leads set first_response_at = received_at + interval '30 seconds', first_response_author = 'ai',
      status = 'sold' where id = ${lead_id}`;
    const times = await attempt<{ leads: string; answered: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`select leads, answered from public.lead_response_times where source_name = 'Reports'`,
    );
    assert.deepEqual(times.rows.map((row) => ({ ...row })), [{ leads: "1", answered: "1" }]);
    const outcomes = await attempt<{ sold: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select sold from public.lead_outcomes where source_name = 'Reports'`,
    );
    assert.deepEqual(outcomes.rows.map(({ sold }) => sold), ["1"]);
    const foreign = await attempt(
      sql,
      PEOPLE.pineAdmin,
      (tx) => tx`select leads from public.lead_response_times where source_name = 'Reports'`,
    );
    assert.equal(foreign.rows.length, 0);
  });
});

Deno.test("lead board: shows every source, the tasks, a merge to look at and the alternatives", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const email = `${phone}@x.example`;
    await recordLead(sql, { customer: { email } });
    await sql`update public.vehicles set status = 'sold' where dealership_id = ${OAK} and stock_number = 'T4417'`;
    const wish = { customer: { phone, email }, vehicle: { stock_number: "T4417" } };
    await recordLead(sql, { ...wish, customer: { phone } });
    const { lead_id } = await recordLead(sql, { ...wish, source: "Cars.com" });
    const { rows } = await attempt<{ board: Record<string, unknown[]> }>(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select to_jsonb(b) as board from public.lead_board as b where id = ${lead_id}`,
    );
    const board = rows[0]?.board;
    assert.equal(board?.["credits"]?.length, 2);
    assert.equal(board?.["tasks"]?.length, 1);
    assert.ok(board?.["merge_suggestion"]);
    assert.ok((board?.["alternatives"]?.length ?? 0) >= 1);
  });
});
