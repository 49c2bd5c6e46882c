import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, receiveText, submitReply } from "../support/sms.ts";

function say(sql: Sql, who: Parameters<typeof attempt>[1], availability: string, at = OAK) {
  return attempt(sql, who, (tx) => tx`select public.set_availability(${at}, ${availability})`);
}

/** Who is available and who is not, as somebody sees it. */
async function seen(sql: Sql, who: Person): Promise<ReadonlyMap<string, string>> {
  await become(sql, who);
  const rows = await sql<{ user_id: string; availability: string }[]>`
    select user_id, availability from public.memberships where dealership_id = ${OAK}`;
  await become(sql, "owner");
  return new Map(rows.map((row) => [row.user_id, row.availability]));
}

/** A shopper asks for a person; returns who hears of it. */
async function toldOfHandover(sql: Sql): Promise<ReadonlySet<string>> {
  const { conversation_id: id } = await receiveText(sql, { from: newShopper() });
  const [job] = await claimFor(sql, id);
  assert.ok(job);
  await submitReply(sql, job, {
    content: "I bring in a person.",
    handover: { reason: "asked_for_person", wants: "a person", brings: "a Civic" },
  });
  await become(sql, "owner");
  const told = await sql<{ user_id: string }[]>`select user_id from public.notifications
    where dealership_id = ${OAK} and link like ${`%/conversations/${id}`} and kind like 'handover%'`;
  return new Set(told.map((one) => one.user_id));
}

async function onDutyNow(sql: Sql, ...people: readonly Person[]): Promise<void> {
  await become(sql, "owner");
  await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
  await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
    select m.dealership_id, m.id, day, '00:00', '24:00' from public.memberships as m,
      generate_series(0, 6) as day
    where m.dealership_id = ${OAK} and m.user_id = any (${people.map((one) => one.id)})`;
}

Deno.test("availability: everybody says it of themselves, for their own dealership, and colleagues see it", async () => {
  await inRollback(async (sql) => {
    assert.equal((await seen(sql, PEOPLE.oakManager)).get(PEOPLE.oakSales.id), "available");
    assert.equal((await say(sql, PEOPLE.oakSales, "away")).refused, null);
    const after = await seen(sql, PEOPLE.oakManager);
    assert.equal(after.get(PEOPLE.oakSales.id), "away");
    assert.equal(after.get(PEOPLE.oakManager.id), "available");
    assert.equal((await seen(sql, PEOPLE.pineAdmin)).size, 0);
  });
});

Deno.test("availability: nobody says it of somebody else, of another dealership, or in other words", async () => {
  await inRollback(async (sql) => {
    assert.equal(
      (await say(sql, PEOPLE.pineAdmin, "off")).refused?.detail,
      "membership_not_found",
    );
    assert.equal((await say(sql, PEOPLE.oakSales, "gone")).refused?.detail, "invalid_availability");
    assert.match((await say(sql, "anon", "off")).refused?.message ?? "", /permission denied/);
    const written = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) =>
        tx`update public.memberships set availability = 'off' where user_id = ${PEOPLE.oakSales.id}`,
    );
    assert.match(written.refused?.message ?? "", /permission denied/);
    await become(sql, "owner");
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.oakSales.id}`;
    assert.equal((await say(sql, PEOPLE.oakSales, "off")).refused?.detail, "membership_not_found");
    const found = await seen(sql, PEOPLE.oakAdmin);
    assert.deepEqual([...new Set(found.values())], ["available"]);
  });
});

Deno.test("availability: who is away or off is not on duty and hears of no handover, unless nobody is left", async () => {
  await inRollback(async (sql) => {
    await onDutyNow(sql, PEOPLE.oakSales, PEOPLE.oakManager);
    const both = [PEOPLE.oakSales.id, PEOPLE.oakManager.id].sort();
    assert.deepEqual([...await toldOfHandover(sql)].sort(), both);
    await say(sql, PEOPLE.oakSales, "away");
    assert.deepEqual([...await toldOfHandover(sql)], [PEOPLE.oakManager.id]);
    await say(sql, PEOPLE.oakManager, "off");
    const others = await toldOfHandover(sql);
    assert.ok(others.has(PEOPLE.oakAdmin.id));
    assert.ok(!others.has(PEOPLE.oakSales.id) && !others.has(PEOPLE.oakManager.id));
    await sql`update public.memberships set availability = 'off' where dealership_id = ${OAK}`;
    const all = await toldOfHandover(sql);
    assert.ok(
      [PEOPLE.oakAdmin, ...[PEOPLE.oakSales, PEOPLE.oakManager]].every((one) => all.has(one.id)),
    );
  });
});

Deno.test("availability: a rule gives a lead to nobody who is away; trying rules over past days asks shifts alone", async () => {
  await inRollback(async (sql) => {
    await become(sql, "owner");
    await sql`update public.routing_rules set is_active = false, position = position + 500
      where dealership_id = ${OAK}`;
    for (const [index, one] of [PEOPLE.oakSales, PEOPLE.oakManager].entries()) { // bound: two rules
      const rule = { name: `Rule ${index + 1}`, strategy: "person", user_id: one.id };
      await sql`insert into public.routing_rules ${
        sql({ dealership_id: OAK, position: index + 1, ...rule } as never)
      }`;
    }
    const gets = async () => {
      const { lead_id } = await recordLead(sql, { customer: { phone: newShopper() } });
      await become(sql, "owner");
      const [row] = await sql<{ assigned_to: string | null }[]>`
        select assigned_to from public.leads where id = ${lead_id}`;
      return row?.assigned_to ?? null;
    };
    assert.equal(await gets(), PEOPLE.oakSales.id);
    await say(sql, PEOPLE.oakSales, "off");
    assert.equal(await gets(), PEOPLE.oakManager.id);
    await say(sql, PEOPLE.oakSales, "available");
    assert.equal(await gets(), PEOPLE.oakSales.id);
    await onDutyNow(sql, PEOPLE.oakSales);
    await say(sql, PEOPLE.oakSales, "off");
    const [duty] = await sql<{ now: string[]; past: string[] }[]>`
      select private.on_duty(${OAK}, now()) as now, private.on_duty(${OAK}, now() - interval '3 days') as past`;
    assert.deepEqual(duty, { now: [], past: [PEOPLE.oakSales.id] });
  });
});
