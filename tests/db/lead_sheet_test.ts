import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { leadPerson as person, recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";

interface Step {
  readonly kind: string;
  readonly words: string | null;
}

async function nextStep(sql: Sql, leadId: string): Promise<Step | null> {
  await become(sql, PEOPLE.oakManager);
  const [row] = await sql<{ next_step: Step | null }[]>`
    select next_step from public.lead_board where id = ${leadId}`;
  await become(sql, "owner");
  return row?.next_step ?? null;
}

async function timeline(sql: Sql, leadId: string, who: Person): Promise<readonly string[]> {
  const { rows } = await attempt<{ line: string }>(
    sql,
    who,
    (tx) => tx`select concat_ws(' ', kind, words) as line from public.lead_timeline(${leadId}) `,
  );
  return rows.map(({ line }) => line);
}

Deno.test("lead_board: the next step is what is due first, and a lead that is over has none", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      source: "Marketplace",
      customer: { full_name: "Lee" },
    });
    const task = await nextStep(sql, lead_id);
    assert.equal(task?.kind, "task");
    assert.match(task?.words ?? "", /Marketplace/);
    await sql`update public.lead_tasks set done_at = now() where lead_id = ${lead_id}`;
    await sql`update public.leads set assigned_to = null, owner_due_at = now() + interval '3 minutes',
      answer_due_at = null where id = ${lead_id}`;
    assert.equal((await nextStep(sql, lead_id))?.kind, "owner");
    await sql`update public.leads set status = 'lost', outcome = 'other' where id = ${lead_id}`;
    assert.equal(await nextStep(sql, lead_id), null);
  });
});

Deno.test("lead_board: who has no name is known by their number or address, who has one by it alone", async () => {
  await inRollback(async (sql) => {
    const [phone, email] = [newShopper(), "lee@shopper.example"];
    const customers = [{ phone, email }, { email: "ana@shopper.example" }, person(newShopper())];
    const shown: unknown[] = [];
    for (const customer of customers) {
      const { lead_id } = await recordLead(sql, { customer });
      await become(sql, PEOPLE.oakManager);
      const [row] = await sql`select customer_address from public.lead_board where id = ${lead_id}`;
      shown.push(row?.["customer_address"]);
      await become(sql, "owner");
    }
    assert.deepEqual(shown, [phone, "ana@shopper.example", null]);
  });
});

Deno.test("lead_timeline: moves and tasks, for whoever sees the lead and nobody else", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, { customer: person(newShopper()) });
    await become(sql, PEOPLE.oakManager);
    await sql`update public.leads set status = 'working' where id = ${lead_id}`;
    await sql`update public.leads set status = 'shown' where id = ${lead_id}`;
    await sql`select public.finish_lead_task(id) from public.lead_tasks where lead_id = ${lead_id}`;
    await become(sql, "owner");
    await sql`set constraints all immediate`;
    const seen = await timeline(sql, lead_id, PEOPLE.oakSales);
    // One transaction is one instant, so their order is not told here.
    assert.deepEqual(seen.filter((line) => line.startsWith("stage")).sort(), [
      "stage shown",
      "stage working",
    ]);
    assert.ok(seen.some((line) => line.startsWith("task ")), seen.join(", "));
    assert.deepEqual(await timeline(sql, lead_id, PEOPLE.pineManager), []);
  });
});

Deno.test("lead_timeline SCO-07: why a colleague's thread was handed over stays with who sees the thread", async () => {
  await inRollback(async (sql) => {
    const { lead_id, customer_id } = await recordLead(sql, { customer: person(newShopper()) });
    const [thread] = await sql<{ id: string }[]>`
      insert into public.conversations (dealership_id, customer_id, channel, customer_address, owner, assigned_to)
      values (${OAK}, ${customer_id}, 'email', 'sco07@shopper.example', 'human', ${PEOPLE.oakManager.id})
      returning id`;
    const id = thread?.id ?? "";
    await sql`update public.leads set conversation_id = ${id}, assigned_to = null where id = ${lead_id}`;
    await sql`insert into public.handovers (dealership_id, conversation_id, reason, ended_at, ended_how)
      values (${OAK}, ${id}, 'complaint', now(), 'closed')`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    assert.ok((await timeline(sql, lead_id, PEOPLE.oakManager)).includes("handover complaint"));
    assert.ok(!(await timeline(sql, lead_id, PEOPLE.oakSales)).includes("handover complaint"));
    await become(sql, "owner");
    await sql`update public.conversations set assigned_to = ${PEOPLE.oakSales.id} where id = ${id}`;
    assert.ok((await timeline(sql, lead_id, PEOPLE.oakSales)).includes("handover complaint"));
  });
});

Deno.test("lead_board: co-buyers of a lead are told", async () => {
  await inRollback(async (sql) => {
    const { lead_id } = await recordLead(sql, {
      customer: person(newShopper()),
      co_buyers: [person(newShopper())],
    });
    await become(sql, PEOPLE.oakSales);
    const [row] = await sql`select co_buyers -> 0 ->> 'full_name' as name
      from public.lead_board where id = ${lead_id}`;
    assert.equal(row?.["name"], "Lee Fox");
  });
});
