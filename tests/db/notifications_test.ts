import assert from "node:assert/strict";
import { attempt, inRollback, probe, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, type Person, PINE } from "../support/people.ts";

async function notify(sql: Sql, people: readonly Person[], key: string | null = null) {
  await sql`select private.notify(${OAK}, ${
    people.map(({ id }) => id)
  }, 'test.happened', 'It happened',
    '/conversations', ${key})`;
}

function inboxOf(sql: Sql, person: Person) {
  return probe<{ id: number }>(
    sql,
    person,
    (tx) => tx`select id from public.notifications where kind = 'test.happened'`,
  );
}

Deno.test("notifications NOT-01: each person reads and marks their own, nobody else's", async () => {
  await inRollback(async (sql) => {
    await notify(sql, [PEOPLE.oakSales, PEOPLE.oakManager]);
    assert.equal((await inboxOf(sql, PEOPLE.oakSales)).rows.length, 1);
    assert.equal((await inboxOf(sql, PEOPLE.oakAdmin)).rows.length, 0);
    assert.equal((await inboxOf(sql, PEOPLE.superAdmin)).rows.length, 0);
    const mark = (person: Person) =>
      attempt(
        sql,
        person,
        (tx) =>
          tx`update public.notifications set read_at = now() where kind = 'test.happened' returning id`,
      );
    assert.equal((await mark(PEOPLE.oakAdmin)).rows.length, 0);
    assert.equal((await mark(PEOPLE.oakSales)).rows.length, 1);
  });
});

Deno.test("notifications NOT-02: who left the dealership reads none and gets none", async () => {
  await inRollback(async (sql) => {
    await notify(sql, [PEOPLE.oakSales]);
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.oakSales.id}`;
    assert.equal((await inboxOf(sql, PEOPLE.oakSales)).rows.length, 0);
    await notify(sql, [PEOPLE.oakSales, PEOPLE.pineSales]);
    const [row] = await sql<{ n: number }[]>`
      select count(*)::int as n from public.notifications where kind = 'test.happened'`;
    assert.equal(row?.n, 1);
  });
});

Deno.test("notifications: a preference chooses the channels, none means no notification", async () => {
  await inRollback(async (sql) => {
    const prefer = (person: Person, channels: readonly string[], tenant = OAK) =>
      attempt(
        sql,
        person,
        (tx) =>
          tx`insert into public.notification_preferences (dealership_id, kind, channels)
          values (${tenant}, 'test.happened', ${channels}) returning kind`,
      );
    assert.equal((await prefer(PEOPLE.oakSales, ["in_app", "sms"])).refused, null);
    assert.equal((await prefer(PEOPLE.oakManager, [])).refused, null);
    assert.equal((await prefer(PEOPLE.oakSales, ["in_app"], PINE)).refused?.code, "42501");
    await notify(sql, [PEOPLE.oakSales, PEOPLE.oakManager, PEOPLE.oakAdmin]);
    const rows = await sql`select user_id, channels from public.notifications
      where kind = 'test.happened' order by user_id`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { user_id: PEOPLE.oakAdmin.id, channels: ["in_app"] },
      { user_id: PEOPLE.oakSales.id, channels: ["in_app", "sms"] },
    ]);
  });
});

Deno.test("notifications: the same key reaches a person once", async () => {
  await inRollback(async (sql) => {
    await notify(sql, [PEOPLE.oakSales], "once");
    await notify(sql, [PEOPLE.oakSales], "once");
    assert.equal((await inboxOf(sql, PEOPLE.oakSales)).rows.length, 1);
  });
});

Deno.test("notifications: a thin broadcast goes to the person's own topic and says nothing of the matter", async () => {
  await inRollback(async (sql) => {
    await notify(sql, [PEOPLE.oakSales]);
    const rows = await sql<{ event: string; payload: object }[]>`
      select event, payload from realtime.messages where topic = ${"staff:" + PEOPLE.oakSales.id}
        and event = 'notification' and private order by inserted_at desc limit 1`;
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows[0]?.payload).includes("It happened"));
  });
});
