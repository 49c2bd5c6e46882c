import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";

const YES = [{ channel: "sms", granted: true, text: "May we text you? Yes" }];

interface Followed {
  readonly lead: string;
  readonly thread: string;
  readonly sequence: string;
}

/** A lead on a plan of two texts and a call. */
async function followed(
  sql: Sql,
  template = "Still looking, {{customer_first_name}}?",
): Promise<Followed> {
  const { lead_id, conversation_id } = await recordLead(sql, {
    customer: { full_name: "Lee Fox", phone: newShopper() },
    consents: YES,
    vehicle: { stock_number: "T4417" },
  });
  assert.ok(conversation_id);
  const [plan] = await sql<
    { id: string }[]
  >`insert into public.sequences (dealership_id, name, is_active)
    values (${OAK}, ${lead_id}, true) returning id`;
  const sequence = plan?.id ?? "";
  await sql`insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
    values (${OAK}, ${sequence}, 1, 60, 'sms', ${template}), (${OAK}, ${sequence}, 2, 1440, 'call_task', 'Call about the {{vehicle}}'),
      (${OAK}, ${sequence}, 3, 60, 'sms', 'Last word')`;
  const started = await attempt(
    sql,
    PEOPLE.oakManager,
    (tx) => tx`select id from public.start_sequence(${sequence}, ${lead_id})`,
  );
  assert.equal(started.refused, null);
  return { lead: lead_id, thread: conversation_id, sequence };
}

/** Makes the lead's next step due and lets the timer run. */
async function tick(sql: Sql, { lead }: Followed): Promise<void> {
  await become(sql, "owner");
  await sql`update public.sequence_runs set next_run_at = now() where lead_id = ${lead} and status = 'running'`;
  await sql`select private.run_due_sequences()`;
}

async function touches(sql: Sql, { thread }: Followed): Promise<readonly string[]> {
  const rows = await sql<{ content: string }[]>`select content from public.messages
    where conversation_id = ${thread} and metadata ? 'sequence_run_id' order by id`;
  return rows.map(({ content }) => content);
}

async function ending(sql: Sql, { lead }: Followed): Promise<string> {
  const [row] = await sql<{ ending: string }[]>`select coalesce(stop_reason, status) as ending
    from public.sequence_runs where lead_id = ${lead}`;
  return row?.ending ?? "none";
}

Deno.test("sequences: due steps become messages and tasks one after the other, then the run is over", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql);
    await sql`select private.run_due_sequences()`;
    assert.deepEqual(await touches(sql, at), []);
    await tick(sql, at);
    assert.deepEqual(await touches(sql, at), ["Still looking, Lee? Reply STOP to opt out."]);
    await tick(sql, at);
    const [task] =
      await sql`select body from public.lead_tasks where lead_id = ${at.lead} and kind = 'call'`;
    assert.match(String(task?.["body"]), /^Call about the 2024 Toyota RAV4/);
    await tick(sql, at);
    await tick(sql, at);
    assert.equal((await touches(sql, at)).length, 2);
    assert.equal(await ending(sql, at), "completed");
  });
});

Deno.test("sequences: a name that is not known leaves no gap, and an unknown field is refused", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql, "Hi {{ customer_first_name }}, it is {{dealership_name}}.");
    await sql`update public.customers set full_name = null
      where id = (select customer_id from public.leads where id = ${at.lead})`;
    await tick(sql, at);
    assert.match((await touches(sql, at))[0] ?? "", /^Hi, it is Oak Ridge Toyota\./);
    const odd = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`update public.sequence_steps set template = 'Hi {{price}}' where sequence_id = ${at.sequence} returning id`,
    );
    assert.equal(odd.refused?.detail, "unknown_merge_field");
  });
});

Deno.test("sequences: a sold unit ends the follow-up and holds what waits to be sent", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql);
    await tick(sql, at);
    await sql`update public.vehicles set status = 'sold' where dealership_id = ${OAK} and stock_number = 'T4417'`;
    assert.equal(await ending(sql, at), "unit_sold");
    const [held] = await sql`select delivery_status, error_class from public.messages
      where conversation_id = ${at.thread} and metadata ? 'sequence_run_id'`;
    assert.deepEqual({ ...held }, { delivery_status: "blocked", error_class: "follow_up_stopped" });
  });
});

Deno.test("sequences: nobody gets more than the cap, and a switched-off AI waits", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql);
    await sql`update public.conversations set ai_paused = true where id = ${at.thread}`;
    await tick(sql, at);
    assert.deepEqual([await touches(sql, at), await ending(sql, at)], [[], "running"]);
    await sql`update public.conversations set ai_paused = false where id = ${at.thread}`;
    await sql`update public.dealerships set max_follow_ups = 1 where id = ${OAK}`;
    await tick(sql, at);
    await tick(sql, at);
    assert.equal(await ending(sql, at), "capped");
    assert.equal((await touches(sql, at)).length, 1);
  });
});

Deno.test("sequences: a plan that starts by itself takes each lead that the AI has answered", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql);
    await sql`update public.sequences set starts_by_itself = true where id = ${at.sequence}`;
    const other = await recordLead(sql, { customer: { phone: newShopper() }, consents: YES });
    await sql`update public.leads set first_response_at = now(), first_response_author = 'ai' where id = ${other.lead_id}`;
    const runs =
      await sql`select sequence_id from public.sequence_runs where lead_id = ${other.lead_id}`;
    assert.deepEqual(runs.map((one) => one["sequence_id"]), [at.sequence]);
  });
});
