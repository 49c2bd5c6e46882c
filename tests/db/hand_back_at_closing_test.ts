import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { takeOver, writeAgain } from "../support/drafts.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** A Tuesday in Oak's New York, open from nine to seven. */
const NOON = "2026-12-01T12:00:00-05:00";
const EVENING = "2026-12-01T19:00:30-05:00";

/** The store is open from nine to seven on every day, with no holidays but these. */
async function opens(sql: Sql, isOn = true): Promise<void> {
  await become(sql, "owner");
  await sql`update public.dealerships set hands_back_at_closing = ${isOn},
    timezone = 'America/New_York' where id = ${OAK}`;
  await sql`update public.dealerships set hands_back_at_closing = false where id <> ${OAK}`;
  await sql`delete from public.business_holidays where dealership_id = ${OAK}`;
  await sql`delete from public.business_hours where dealership_id = ${OAK}`;
  await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
    select ${OAK}, 'sales', d, '09:00', '19:00' from generate_series(0, 6) as d`;
}

/** Sam took a thread at noon; `says` is what the shopper adds then. */
async function taken(sql: Sql, says: string | null = null): Promise<string> {
  await opens(sql);
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  await takeOver(sql, id);
  if (says !== null) await writeAgain(sql, from, says);
  await become(sql, "owner");
  await sql`update public.messages set created_at = ${NOON} where conversation_id = ${id}`;
  await sql`delete from private.jobs where fifo_key like ${"%" + id}`;
  return id;
}

/** The tick at a time; whose the thread is after it. */
async function tick(sql: Sql, at: string, id: string): Promise<string> {
  await become(sql, "owner");
  await sql`set local request.jwt.claims to ''`;
  await sql`select private.hand_back_at_closing(${at}::timestamptz)`;
  const [row] = await sql<{ owner: string }[]>`select owner from public.conversations
    where id = ${id}`;
  return row?.owner ?? "gone";
}

async function isPromised(sql: Sql, id: string): Promise<boolean> {
  const jobs = await sql`select from private.jobs
    where fifo_key = ${"reply:" + id} and status = 'ready'`;
  return jobs.length > 0;
}

async function closing(sql: Sql, at: string, which: "last" | "next" = "last"): Promise<string> {
  const [row] = which === "last"
    ? await sql<{ at: Date }[]>`select private.last_closing(${OAK}, ${at}::timestamptz) as at`
    : await sql<{ at: Date }[]>`select private.next_closing(${OAK}, ${at}::timestamptz) as at`;
  return row?.at?.toISOString() ?? "never";
}

Deno.test("hand back at closing: not while open, then once, with a line, an audit entry and an answer", async () => {
  await inRollback(async (sql) => {
    const id = await taken(sql, "is it still there?");
    assert.equal(await tick(sql, "2026-12-01T18:59:59-05:00", id), "human");
    assert.equal(await tick(sql, EVENING, id), "ai");
    assert.equal(await isPromised(sql, id), true);
    await tick(sql, EVENING, id);
    const lines = await sql`select from public.messages where conversation_id = ${id}
      and content = 'Handed back to the AI at closing'`;
    assert.equal(lines.length, 1);
    await sql`set constraints all immediate`;
    const entries = await sql<{ actor: string | null }[]>`select actor_id as actor
      from public.audit_logs where table_name = 'conversations' and record_id = ${id}
      order by id desc limit 1`;
    assert.deepEqual(entries.map(({ actor }) => actor), [null]);
  });
});

Deno.test("hand back at closing: who has the last word needs no answer, nor does what was left for days", async () => {
  await inRollback(async (sql) => {
    const id = await taken(sql, "thanks, see you then");
    await sql`update public.messages set created_at = ${NOON}::timestamptz - interval '3 days'
      where conversation_id = ${id}`;
    assert.equal(await tick(sql, EVENING, id), "ai");
    assert.equal(await isPromised(sql, id), false);
  });
});

Deno.test("hand back at closing: off by default, and off it changes nothing", async () => {
  await inRollback(async (sql) => {
    const [column] = await sql<{ by_default: string }[]>`select column_default as by_default
      from information_schema.columns where column_name = 'hands_back_at_closing'`;
    assert.equal(column?.by_default, "false");
    const id = await taken(sql);
    await opens(sql, false);
    assert.equal(await tick(sql, EVENING, id), "human");
  });
});

Deno.test("hand back at closing: who works late keeps the thread until the next closing", async () => {
  const late: readonly [string, (sql: Sql, id: string) => Promise<unknown>][] = [
    ["took it", (sql, id) =>
      sql`update public.messages set created_at = '2026-12-01T19:05:00-05:00'
        where conversation_id = ${id} and metadata ->> 'code' = 'taken_over'`],
    [
      "wrote",
      (sql, id) =>
        sql`insert into public.messages (dealership_id, conversation_id, direction, author, author_user_id,
          channel, content, delivery_status, created_at)
        values (${OAK}, ${id}, 'outbound', 'staff', ${PEOPLE.oakSales.id}, 'sms', 'Still here', 'sent',
          '2026-12-01T19:05:00-05:00')`,
    ],
  ];
  for (const [what, work] of late) { // bound: two ways
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const id = await taken(sql);
      await work(sql, id);
      assert.equal(await tick(sql, "2026-12-01T19:06:00-05:00", id), "human", what);
      assert.equal(await tick(sql, "2026-12-02T08:00:00-05:00", id), "human", what);
      assert.equal(await tick(sql, "2026-12-02T19:00:00-05:00", id), "ai", what);
    });
  }
  await inRollback(async (sql) => {
    const id = await taken(sql);
    await attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.note_typing(${id}, true)`);
    assert.equal(await tick(sql, EVENING, id), "human");
  });
});

Deno.test("hand back at closing: who asked for a person or complained stays with theirs, and so does a paused thread", async () => {
  for (
    const [reason, paused, owner] of [
      ["trade_in", false, "ai"],
      ["asked_for_person", false, "human"],
      ["complaint", false, "human"],
      [null, true, "human"],
    ] as const
  ) { // bound: four
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const id = await taken(sql);
      await sql`update public.conversations set handover_reason = ${reason}, ai_paused = ${paused}
        where id = ${id}`;
      assert.equal(await tick(sql, EVENING, id), owner);
    });
  }
});

Deno.test("hand back at closing: a break at noon is no closing, a holiday closes early or not at all", async () => {
  await inRollback(async (sql) => {
    const id = await taken(sql);
    await sql`update public.business_hours set closes_at = '12:30' where dealership_id = ${OAK}`;
    await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
      select ${OAK}, 'sales', d, '13:30', '19:00' from generate_series(0, 6) as d`;
    assert.equal(await tick(sql, "2026-12-01T13:00:00-05:00", id), "human");
    assert.equal(await tick(sql, EVENING, id), "ai");
  });
  await inRollback(async (sql) => {
    const id = await taken(sql);
    await sql`insert into public.business_holidays (dealership_id, on_date, name, opens_at, closes_at)
      values (${OAK}, '2026-12-01', 'Stocktaking', '09:00', '14:00'),
        (${OAK}, '2026-12-02', 'Closed all day', null, null)`;
    assert.equal(await closing(sql, "2026-12-02T12:00:00-05:00"), "2026-12-01T19:00:00.000Z");
    assert.equal(await closing(sql, NOON, "next"), "2026-12-01T19:00:00.000Z");
    assert.equal(
      await closing(sql, "2026-12-01T15:00:00-05:00", "next"),
      "2026-12-04T00:00:00.000Z",
    );
    assert.equal(await tick(sql, "2026-12-01T13:59:00-05:00", id), "human");
    assert.equal(await tick(sql, "2026-12-01T14:00:00-05:00", id), "ai");
  });
});

Deno.test("hand back at closing: seven is seven when the clocks change, and a store without hours never closes", async () => {
  await inRollback(async (sql) => {
    await opens(sql);
    const before = ["2026-03-07T23:00:00-05:00", "2026-03-08T23:00:00-04:00"];
    const autumn = ["2026-10-31T23:00:00-04:00", "2026-11-01T23:00:00-05:00"];
    const found = [];
    for (const at of [...before, ...autumn]) { // bound: four evenings
      // One connection.
      // deno-lint-ignore no-await-in-loop
      found.push(await closing(sql, at));
    }
    assert.deepEqual(found, [
      "2026-03-08T00:00:00.000Z",
      "2026-03-08T23:00:00.000Z",
      "2026-10-31T23:00:00.000Z",
      "2026-11-02T00:00:00.000Z",
    ]);
    await sql`delete from public.business_hours where dealership_id = ${OAK}`;
    assert.equal(await closing(sql, EVENING), "never");
  });
  await inRollback(async (sql) => {
    const id = await taken(sql);
    await sql`delete from public.business_hours where dealership_id = ${OAK}`;
    assert.equal(await tick(sql, EVENING, id), "human");
  });
});

Deno.test("hand back at closing: the thread's own people are told when; only an admin sets it", async () => {
  await inRollback(async (sql) => {
    const id = await taken(sql);
    const told = async (who: Person) => {
      const { rows } = await probe<{ at: Date | null }>(
        sql,
        who,
        (tx) => tx`select public.hands_back_at(${id}) as at`,
      );
      return rows[0]?.at?.toISOString() ?? null;
    };
    const [next] = await sql<{ at: Date }[]>`select private.next_closing(${OAK}, now()) as at`;
    assert.equal(await told(PEOPLE.oakSales), next?.at.toISOString());
    assert.equal(await told(PEOPLE.pineManager), null);
    assert.equal(await told(PEOPLE.stranger), null);
    const set = (who: Person, store: string) =>
      probe(
        sql,
        who,
        (tx) =>
          tx`update public.dealerships set hands_back_at_closing = true where id = ${store} returning id`,
      );
    assert.equal((await set(PEOPLE.oakAdmin, OAK)).rows.length, 1);
    assert.equal((await set(PEOPLE.oakManager, OAK)).rows.length, 0);
    assert.equal((await set(PEOPLE.oakSales, OAK)).rows.length, 0);
    assert.equal((await set(PEOPLE.oakAdmin, PINE)).rows.length, 0);
    const tickItself = await probe(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`select private.hand_back_at_closing()`,
    );
    assert.equal(tickItself.refused?.code, "42501");
  });
});
