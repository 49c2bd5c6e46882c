import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, PEOPLE } from "../support/people.ts";
import { type ClaimedJob, claimFor, receiveText } from "../support/sms.ts";

const YES = [{ channel: "sms", granted: true, text: "May we text you? Yes" }];

interface Greeted {
  readonly lead: string;
  readonly thread: string;
  readonly phone: string;
  readonly job: ClaimedJob;
}

/** A lead without words, its greeting leased. */
async function greetable(sql: Sql): Promise<Greeted> {
  const phone = newShopper();
  const { lead_id, conversation_id } = await recordLead(sql, {
    customer: { full_name: "Lee Fox", phone },
    consents: YES,
    vehicle: { stock_number: "T4417" },
  });
  assert.ok(conversation_id);
  const [job] = await claimFor(sql, conversation_id);
  assert.equal(job?.kind, "respond_to_lead");
  return { lead: lead_id, thread: conversation_id, phone, job };
}

async function load(sql: Sql, { lead, job }: Greeted, token = job.lease_token) {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: Record<string, unknown> }[]>`
    select public.load_lead_response(${lead}, ${token}) as answer`;
  await become(sql, "owner");
  return row?.answer ?? {};
}

async function submit(sql: Sql, { lead, job }: Greeted, token = job.lease_token) {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { outcome: string; reason?: string; message_id: number } }[]>`
    select public.submit_lead_response(${lead}, ${
    sql.json({
      content: "Hi Lee.",
      evidence: [],
      vehicle_ids: [],
      template_ids: [],
      handover: null,
    })
  }, ${token}) as answer`;
  await become(sql, "owner");
  assert.ok(row);
  return row.answer;
}

Deno.test("lead response: all that a greeting may say comes in one round trip, and no word of the form's labels", async () => {
  await inRollback(async (sql) => {
    const at = await greetable(sql);
    const loaded = await load(sql, at);
    assert.equal(loaded["decision"], "reply");
    assert.deepEqual([loaded["messages"], loaded["pending"]], [[], []]);
    assert.equal((loaded["lead"] as { vehicle_match: string }).vehicle_match, "stock");
    assert.equal((loaded["customer"] as { first_name: string }).first_name, "Lee");
  });
});

Deno.test("lead response: a worker that died and came back greets once", async () => {
  await inRollback(async (sql) => {
    const at = await greetable(sql);
    assert.equal((await submit(sql, at)).outcome, "queued");
    assert.equal((await submit(sql, at)).reason, "greeted_before");
    const sent = await sql`select content, delivery_status from public.messages
      where conversation_id = ${at.thread} and author = 'ai'`;
    assert.deepEqual(sent.map((row) => ({ ...row })), [
      { content: "Hi Lee. Reply STOP to opt out.", delivery_status: "queued" },
    ]);
    assert.equal((await load(sql, at, crypto.randomUUID()))["reason"], "lease_lost");
  });
});

Deno.test("lead response: silence where somebody else speaks or nobody may", async () => {
  const acts: readonly (readonly [string, (sql: Sql, at: Greeted) => Promise<unknown>])[] = [
    ["answered_as_reply", (sql, { phone }) => receiveText(sql, { from: phone })],
    [
      "owned_by_staff",
      (sql, { thread }) =>
        attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.take_over_conversation(${thread})`),
    ],
    [
      "ai_paused",
      (sql, { thread }) =>
        sql`update public.conversations set ai_paused = true where id = ${thread}`,
    ],
    [
      "lead_closed",
      (sql, { lead }) =>
        sql`update public.leads set status = 'lost', outcome = 'other' where id = ${lead}`,
    ],
    [
      "no_consent",
      (sql, { phone, thread }) =>
        sql`insert into public.consents (dealership_id, channel, address, status, method)
        select dealership_id, 'sms', ${phone}, 'revoked', 'staff' from public.conversations where id = ${thread}`,
    ],
  ];
  for (const [reason, act] of acts) { // bound: the reasons
    await inRollback(async (sql) => {
      const at = await greetable(sql);
      await act(sql, at);
      await become(sql, "owner");
      assert.equal((await load(sql, at))["reason"], reason);
      if (reason !== "lead_closed") assert.equal((await submit(sql, at)).reason, reason);
    });
  }
});

Deno.test("lead response: a shopper who texted before is not told how to stop, a first text says it in their language", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    await receiveText(sql, { from: phone, content: "hi" });
    const known = await recordLead(sql, {
      customer: { phone },
      vehicle: { stock_number: "T4417" },
    });
    const insert = (thread: string | null) =>
      sql<{ content: string }[]>`insert into public.messages
        (dealership_id, conversation_id, direction, author, channel, content, delivery_status)
      select dealership_id, id, 'outbound', 'ai', 'sms', 'Hola.', 'queued' from public.conversations
      where id = ${thread} returning content`;
    assert.equal((await insert(known.conversation_id))[0]?.content, "Hola.");
    const spanish = await recordLead(sql, {
      customer: { phone: newShopper(), language: "es-US" },
      consents: YES,
    });
    assert.equal(
      (await insert(spanish.conversation_id))[0]?.content,
      "Hola. Responda STOP para no recibir más mensajes.",
    );
  });
});
