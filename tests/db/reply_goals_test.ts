import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, PINE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** When `minutes` of Oak's sales hours (New York) have passed since a local time, as local time. */
async function after(sql: Sql, local: string, minutes: number): Promise<string | null> {
  const [row] = await sql<{ at: string | null }[]>`
    select to_char(private.add_business_minutes(${OAK},
      ${local}::timestamp at time zone 'America/New_York', ${minutes}) at time zone 'America/New_York',
      'YYYY-MM-DD HH24:MI') as at`;
  return row?.at ?? null;
}

Deno.test("add_business_minutes: counts opening hours alone, over nights and holidays", async () => {
  await inRollback(async (sql) => {
    // Oak's sales desk: Mon to Thu 9 to 20, Fri 9 to 18, Sat 9 to 17, Sun 11 to 16; closed on Thanksgiving.
    const cases: readonly (readonly [string, number, string])[] = [
      ["2026-11-23 10:00", 15, "2026-11-23 10:15"],
      ["2026-11-23 19:50", 15, "2026-11-24 09:05"],
      ["2026-11-23 03:00", 15, "2026-11-23 09:15"],
      ["2026-11-25 19:50", 15, "2026-11-27 09:05"],
      ["2026-11-27 17:59", 2, "2026-11-28 09:01"],
      ["2026-11-23 10:00", 0, "2026-11-23 10:00"],
      ["2026-11-23 22:00", 0, "2026-11-24 09:00"],
      ["2026-11-23 09:00", 11 * 60, "2026-11-23 20:00"],
      ["2026-12-24 14:50", 15, "2026-12-26 09:05"],
    ];
    for (const [from, minutes, due] of cases) {
      assert.equal(await after(sql, from, minutes), due, `${from} + ${minutes}`);
    }
  });
});

Deno.test("add_business_minutes: a day with a clock change has the hours it really has", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.business_hours where dealership_id = ${OAK} and department = 'sales'`;
    await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
      select ${OAK}, 'sales', d, '00:00', '06:00' from generate_series(0, 6) as d`;
    // 1 November 2026: 1 to 2 am comes twice, so six hours on the clock are seven. 14 March 2027 has five.
    assert.equal(await after(sql, "2026-11-01 00:00", 7 * 60), "2026-11-01 06:00");
    assert.equal(await after(sql, "2026-11-02 00:00", 7 * 60), "2026-11-03 01:00");
    assert.equal(await after(sql, "2027-03-14 00:00", 6 * 60), "2027-03-15 01:00");
  });
});

Deno.test("add_business_minutes: overlapping spans count once, no hours at all mean always", async () => {
  await inRollback(async (sql) => {
    await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
      values (${OAK}, 'sales', 1, '10:00', '21:00')`;
    assert.equal(await after(sql, "2026-11-23 09:00", 11 * 60 + 30), "2026-11-23 20:30");
    await sql`delete from public.business_hours where dealership_id = ${OAK}`;
    assert.equal(await after(sql, "2026-11-22 02:00", 90), "2026-11-22 03:30");
    await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
      values (${OAK}, 'sales', 1, '09:00', '10:00')`;
    await sql`insert into public.business_holidays (dealership_id, on_date, name)
      select ${OAK}, d::date, 'Closed' from generate_series('2027-01-02'::date, '2027-06-30', '1 day') as d`;
    assert.equal(await after(sql, "2027-01-02 09:00", 5), null);
  });
});

interface Clock {
  readonly is_waiting: boolean;
  readonly has_goal: boolean;
  readonly is_overdue: boolean;
}

async function clock(sql: Sql, id: string): Promise<Clock> {
  await become(sql, "owner");
  const [row] = await sql<Clock[]>`select waiting_since is not null as is_waiting,
      reply_due_at is not null as has_goal, reply_overdue_at is not null as is_overdue
    from public.conversations where id = ${id}`;
  assert.ok(row);
  return { ...row };
}

/** A thread that staff own and whose shopper has written again. */
async function waiting(sql: Sql): Promise<string> {
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  await attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.take_over_conversation(${id})`);
  assert.deepEqual(await clock(sql, id), { is_waiting: false, has_goal: false, is_overdue: false });
  await receiveText(sql, { from });
  return id;
}

Deno.test("reply goal: runs while a shopper waits for a person and stops with the staff reply", async () => {
  await inRollback(async (sql) => {
    const id = await waiting(sql);
    assert.deepEqual(await clock(sql, id), { is_waiting: true, has_goal: true, is_overdue: false });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.send_message(${id}, 'Here I am', ${crypto.randomUUID()})`,
    );
    assert.deepEqual(await clock(sql, id), {
      is_waiting: false,
      has_goal: false,
      is_overdue: false,
    });
  });
});

Deno.test("reply goal: a late reply is noticed once, with an event and a word to assignee and managers", async () => {
  await inRollback(async (sql) => {
    const id = await waiting(sql);
    await sql`set constraints all immediate`;
    await become(sql, "owner");
    await sql`update public.conversations set reply_due_at = now() - interval '1 minute' where id = ${id}`;
    await sql`select private.notice_overdue_replies()`;
    await sql`select private.notice_overdue_replies()`;
    assert.equal((await clock(sql, id)).is_overdue, true);
    const events = await sql`select id from public.events
      where conversation_id = ${id} and kind = 'conversation.overdue'`;
    assert.equal(events.length, 1);
    const told = await sql<{ user_id: string }[]>`select user_id from public.notifications
      where kind = 'conversation.overdue' and link like ${"%" + id} order by user_id`;
    assert.deepEqual(
      told.map(({ user_id }) => user_id),
      [PEOPLE.oakAdmin.id, PEOPLE.oakManager.id, PEOPLE.oakSales.id, PEOPLE.group.id],
    );
  });
});

Deno.test("is_open: asks in the dealership's own zone", async () => {
  await inRollback(async (sql) => {
    const [row] = await sql`select
      private.is_open(${OAK}, '2026-11-23T14:30:00Z') as oak,
      private.is_open(${PINE}, '2026-11-23T14:30:00Z') as pine`;
    assert.deepEqual({ ...row }, { oak: true, pine: false });
  });
});
