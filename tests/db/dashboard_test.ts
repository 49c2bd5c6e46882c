import assert from "node:assert/strict";
import { become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE } from "../support/people.ts";
import { claimFor, receiveText, submitReply } from "../support/sms.ts";

interface Dashboard {
  readonly dealership_id: string;
  readonly today: string;
  readonly first_reply_seconds: number | null;
  readonly first_reply_p95_seconds: number | null;
  readonly first_replies: Readonly<Record<string, number>> | null;
  readonly handovers: Readonly<Record<string, number>>;
  readonly handover_reasons: Readonly<Record<string, number>>;
  readonly leads: Readonly<Record<string, number>>;
  readonly lead_sources: Readonly<Record<string, number>>;
}

async function dashboards(sql: Sql, person: Person): Promise<readonly Dashboard[]> {
  await become(sql, person);
  return await sql<Dashboard[]>`select d.*, d.today::text as today from public.dashboards as d`;
}

async function dashboard(sql: Sql, person: Person): Promise<Dashboard> {
  const [row] = await dashboards(sql, person);
  assert.ok(row);
  return row;
}

Deno.test("dashboard: staff see the row of their own dealership alone", async () => {
  await inRollback(async (sql) => {
    const ids = async (person: Person) =>
      (await dashboards(sql, person)).map((row) => row.dealership_id);
    assert.deepEqual(await ids(PEOPLE.oakSales), [OAK]);
    assert.deepEqual(await ids(PEOPLE.pineManager), [PINE]);
    assert.deepEqual(await ids(PEOPLE.stranger), []);
  });
});

Deno.test("dashboard: a handover of today counts under its reason and its local date", async () => {
  await inRollback(async (sql) => {
    const before = await dashboard(sql, PEOPLE.oakSales);
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    assert.ok(job);
    await submitReply(sql, job, {
      content: "I bring in a person.",
      handover: { reason: "asked_for_person" },
    });
    const after = await dashboard(sql, PEOPLE.oakSales);
    const grew = (key: string, of: keyof Pick<Dashboard, "handovers" | "handover_reasons">) =>
      (after[of][key] ?? 0) - (before[of][key] ?? 0);
    assert.equal(grew("asked_for_person", "handover_reasons"), 1);
    assert.equal(grew(after.today, "handovers"), 1);
  });
});

Deno.test("dashboard: the first reply is the median of what shoppers waited, and what the slowest of twenty did", async () => {
  await inRollback(async (sql) => {
    await become(sql, "owner");
    await sql`delete from public.messages where dealership_id = ${PINE} and author <> 'customer'`;
    for (const seconds of [10, 20, 90]) {
      const { conversation_id } = await receiveText(sql, {
        from: newShopper(),
        to: "+15550100200",
      });
      await become(sql, "owner");
      await sql`insert into public.messages
          (dealership_id, conversation_id, direction, author, channel, content, delivery_status, created_at)
        select m.dealership_id, m.conversation_id, 'outbound', 'ai', 'sms', 'Hi', 'sent',
          m.created_at + ${seconds} * interval '1 second'
        from public.messages as m where m.conversation_id = ${conversation_id}`;
    }
    const row = await dashboard(sql, PEOPLE.pineManager);
    assert.equal(row.first_reply_seconds, 20);
    assert.equal(row.first_reply_p95_seconds, 83);
    assert.deepEqual(row.first_replies, { [row.today]: 20 });
  });
});

Deno.test("dashboard: leads count by day and by source", async () => {
  await inRollback(async (sql) => {
    const before = await dashboard(sql, PEOPLE.oakManager);
    await become(sql, "service_role");
    await sql`select public.record_lead(${OAK}, ${
      sql.json({
        source: "Dashboard portal",
        external_id: "1",
        customer: { full_name: "Lena Ortiz", phone: newShopper() },
      })
    })`;
    const after = await dashboard(sql, PEOPLE.oakManager);
    assert.equal(after.lead_sources["Dashboard portal"], 1);
    assert.equal((after.leads[after.today] ?? 0) - (before.leads[after.today] ?? 0), 1);
  });
});
