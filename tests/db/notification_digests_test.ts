import assert from "node:assert/strict";
import { attempt, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, type Person, PINE } from "../support/people.ts";

/** A moment of the store's own clock, as the timer would see it. */
interface LocalTime {
  readonly day: string;
  readonly time: string;
}

/** Next year: a day that is over has had its mail, or its hour counts from tomorrow. */
const YEAR = new Date().getUTCFullYear() + 1;
const MORNING: LocalTime = { day: `${YEAR}-06-01`, time: "08:05" };

/** The day of that year's n-th Sunday of a month, from 1. */
function sunday(month: number, nth: number): string {
  const first = new Date(Date.UTC(YEAR, month - 1, 1)).getUTCDay();
  const day = new Date(Date.UTC(YEAR, month - 1, 1 + (7 - first) % 7 + (nth - 1) * 7));
  return day.toISOString().slice(0, 10);
}

async function wish(sql: Sql, person: Person, hour: number): Promise<void> {
  await sql`insert into public.notification_digests (dealership_id, user_id, hour)
    values (${OAK}, ${person.id}, ${hour})`;
  await sql`update public.notification_digests set told_until = now() - interval '1 hour'`;
}

async function miss(sql: Sql, person: Person, title: string): Promise<void> {
  await sql`insert into public.notifications (dealership_id, user_id, kind, title, link)
    values (${OAK}, ${person.id}, 'lead.assigned', ${title}, '/oak/leads')`;
}

/** Empties the tables a digest reads, so that the demo's rows cannot make one. */
async function quietStore(sql: Sql): Promise<void> {
  await sql`delete from public.notification_digests`;
  await sql`update public.notifications set read_at = now() where read_at is null`;
  await sql`update public.conversations set status = 'active', owner = 'ai' where owner = 'waiting_human'`;
}

async function tick(sql: Sql, { day, time }: LocalTime): Promise<void> {
  await sql`select private.send_digests((${`${day} ${time}`}::timestamp) at time zone d.timezone)
    from public.dealerships as d where d.id = ${OAK}`;
}

async function digestsTo(sql: Sql, { email }: Person) {
  return await sql<{ vars: { title: string; items: { title: string; path: string }[] } }[]>`
    select vars from public.outbound_mails
    where dealership_id = ${OAK} and template = 'digest' and to_address = ${email} order by id`;
}

Deno.test("digest: at the local hour, once a day, with what was not read", async () => {
  await inRollback(async (sql) => {
    await quietStore(sql);
    await wish(sql, PEOPLE.oakSales, 8);
    await miss(sql, PEOPLE.oakSales, "A lead from Cars.com is yours");
    await miss(sql, PEOPLE.oakManager, "Somebody else's");
    await tick(sql, { ...MORNING, time: "07:55" });
    assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 0);
    await tick(sql, MORNING);
    await tick(sql, { ...MORNING, time: "08:10" });
    const [mail, ...more] = await digestsTo(sql, PEOPLE.oakSales);
    assert.equal(more.length, 0);
    assert.match(mail?.vars.title ?? "", /^What you missed at /);
    assert.deepEqual(mail?.vars.items, [
      { title: "A lead from Cars.com is yours", path: "/oak/leads" },
    ]);
    assert.equal((await digestsTo(sql, PEOPLE.oakManager)).length, 0);
    const [job] = await sql`select count(*)::int as n from private.jobs as j
      join public.outbound_mails as m on j.payload ->> 'outbound_mail_id' = m.id::text
      where j.kind = 'send_mail' and m.template = 'digest'`;
    assert.equal(job?.n, 1);
    // The next day has nothing new, the day after that has.
    await tick(sql, { ...MORNING, day: `${YEAR}-06-02` });
    assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 1);
  });
});

Deno.test("digest: nothing when nothing was missed, everything was read or mailed before", async () => {
  await inRollback(async (sql) => {
    await quietStore(sql);
    await wish(sql, PEOPLE.oakSales, 8);
    await miss(sql, PEOPLE.oakSales, "Read meanwhile");
    await sql`update public.notifications set read_at = now() where title = 'Read meanwhile'`;
    await miss(sql, PEOPLE.oakSales, "Mailed at once");
    await sql`update public.notifications set channels = '{in_app,email}' where title = 'Mailed at once'`;
    await tick(sql, MORNING);
    assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 0);
  });
});

Deno.test("digest: says how many shoppers wait for a person just now", async () => {
  await inRollback(async (sql) => {
    await quietStore(sql);
    await wish(sql, PEOPLE.oakSales, 8);
    await sql`update public.conversations set owner = 'waiting_human', status = 'escalated'
      where id in (select id from public.conversations
        where dealership_id = ${OAK} and status = 'active' order by id limit 2)`;
    await sql`update public.notifications set read_at = now() where read_at is null`;
    await tick(sql, MORNING);
    const [mail] = await digestsTo(sql, PEOPLE.oakSales);
    assert.deepEqual(mail?.vars.items, [
      { title: "2 shoppers wait for a person", path: "/oak/conversations" },
    ]);
  });
});

Deno.test("digest: a day of 23 hours and one of 25 have one mail each", async () => {
  await inRollback(async (sql) => {
    await quietStore(sql);
    await sql`update public.dealerships set timezone = 'America/New_York' where id = ${OAK}`;
    for (const day of [sunday(3, 2), sunday(11, 1)]) { // bound: the two changes of a year
      await sql`delete from public.notification_digests`;
      await sql`delete from public.outbound_mails where template = 'digest'`;
      await wish(sql, PEOPLE.oakSales, day.includes("-03-") ? 2 : 1);
      await miss(sql, PEOPLE.oakSales, "Missed");
      for (let step = 0; step < 12; step += 1) { // bound: three hours in quarters
        await sql`select private.send_digests((${`${day} 00:30`}::timestamp at time zone 'America/New_York')
          + ${step} * interval '15 minutes')`;
      }
      assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 1, day);
    }
  });
});

Deno.test("digest: an hour that is over today counts from tomorrow; who left gets none", async () => {
  await inRollback(async (sql) => {
    await quietStore(sql);
    await wish(sql, PEOPLE.oakSales, 0);
    await miss(sql, PEOPLE.oakSales, "Missed");
    await sql`select private.send_digests()`;
    assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 0);
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.oakSales.id}`;
    await tick(sql, MORNING);
    assert.equal((await digestsTo(sql, PEOPLE.oakSales)).length, 0);
  });
});

Deno.test("notifications NOT-04: each person has a digest of their own at their own dealership alone", async () => {
  await inRollback(async (sql) => {
    const ask = (person: Person, dealership: string, user = person.id) =>
      attempt(
        sql,
        person,
        (tx) =>
          tx`insert into public.notification_digests (dealership_id, user_id, hour)
          values (${dealership}, ${user}, 8) returning hour`,
      );
    await sql`delete from public.notification_digests`;
    assert.notEqual((await ask(PEOPLE.oakSales, PINE)).refused, null);
    assert.notEqual((await ask(PEOPLE.oakSales, OAK, PEOPLE.oakManager.id)).refused, null);
    await wish(sql, PEOPLE.oakManager, 9);
    const seen = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select user_id from public.notification_digests`,
    );
    assert.equal(seen.rows.length, 0);
    const forged = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`update public.notification_digests set told_on = null returning hour`,
    );
    assert.notEqual(forged.refused, null);
    assert.equal((await ask(PEOPLE.oakSales, OAK)).refused, null);
  });
});
