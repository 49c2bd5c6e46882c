import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { type ClaimedJob, claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

interface QueuedReply {
  readonly conversationId: string;
  readonly from: string;
  readonly messageId: number;
}

/** A shopper texts and the AI's answer is queued. */
async function queuedReply(sql: Sql, handover?: Record<string, string>): Promise<QueuedReply> {
  const from = newShopper();
  const { conversation_id } = await receiveText(sql, { from, content: "is it still available" });
  const [job] = await claimFor(sql, conversation_id);
  assert.ok(job);
  const answer = await submitReply(sql, job, {
    content: "Yes, it is.",
    ...(handover && { handover }),
  });
  return { conversationId: conversation_id, from, messageId: answer.message_id };
}

async function sendJob(sql: Sql, conversationId: string): Promise<ClaimedJob> {
  const [job] = await claimFor(sql, conversationId);
  assert.equal(job?.kind, "send_message");
  return job;
}

async function statusOf(
  sql: Sql,
  id: number,
): Promise<{ delivery_status: string; consent_id: string }> {
  await become(sql, "owner");
  const [row] = await sql<{ delivery_status: string; consent_id: string }[]>`
    select delivery_status, consent_id from public.messages where id = ${id}`;
  assert.ok(row);
  return row;
}

Deno.test("send gate: lets an AI reply leave once and cites the consent row", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    const job = await sendJob(sql, reply.conversationId);
    const claim = await claimSend(sql, job);
    assert.equal(claim.decision, "send");
    assert.equal(claim.to, reply.from);
    const { delivery_status, consent_id } = await statusOf(sql, reply.messageId);
    assert.equal(delivery_status, "sending");
    assert.ok(consent_id);
  });
});

Deno.test("send gate: holds a queued AI reply when staff took over meanwhile", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.take_over_conversation(${reply.conversationId})`,
    );
    const claim = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.deepEqual([claim.decision, claim.reason], ["blocked", "taken_over"]);
    assert.equal((await statusOf(sql, reply.messageId)).delivery_status, "blocked");
  });
});

Deno.test("send gate: the dealership's kill switch stops what is queued, and only the AI", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`update public.dealerships set ai_enabled = false where id = ${OAK} returning id`,
    );
    const claim = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.deepEqual([claim.decision, claim.reason], ["blocked", "ai_off"]);
    const sent = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${reply.conversationId}, 'A person here', ${crypto.randomUUID()})`,
    );
    assert.equal(sent.refused, null);
    assert.equal((await claimSend(sql, await sendJob(sql, reply.conversationId))).decision, "send");
  });
});

Deno.test("send gate: the conversation's kill switch stops what is queued", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.set_ai_paused(${reply.conversationId}, true)`,
    );
    const claim = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.deepEqual([claim.decision, claim.reason], ["blocked", "ai_paused"]);
  });
});

Deno.test("send gate: after STOP neither AI nor staff can text, and START lifts it", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    await receiveText(sql, { from: reply.from, content: "STOP", keyword: "stop" });
    const held = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.deepEqual([held.decision, held.reason], ["blocked", "opted_out"]);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${reply.conversationId}, 'Sorry', ${crypto.randomUUID()})`,
    );
    const staff = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.deepEqual([staff.decision, staff.reason], ["blocked", "opted_out"]);
    await receiveText(sql, { from: reply.from, content: "START", keyword: "start" });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${reply.conversationId}, 'Welcome back', ${crypto.randomUUID()})`,
    );
    assert.equal((await claimSend(sql, await sendJob(sql, reply.conversationId))).decision, "send");
  });
});

Deno.test("send gate: the notice that belongs to a handover may leave, a later AI message may not", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql, { reason: "asked_for_person", wants: "a person" });
    const claim = await claimSend(sql, await sendJob(sql, reply.conversationId));
    assert.equal(claim.decision, "send");
  });
});

Deno.test("send gate: a second claim after a silent worker verifies before it sends", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    const first = await sendJob(sql, reply.conversationId);
    assert.equal((await claimSend(sql, first)).decision, "send");
    await become(sql, "owner");
    await sql`update private.jobs set lease_until = now() - interval '1 second' where id = ${first.id}`;
    const second = await sendJob(sql, reply.conversationId);
    assert.equal(second.id, first.id);
    assert.equal((await claimSend(sql, first)).decision, "done");
    assert.equal((await claimSend(sql, second)).decision, "verify");
    assert.equal((await claimSend(sql, second, true)).decision, "send");
  });
});

Deno.test("send gate: only the holder of the lease may record an outcome", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    const job = await sendJob(sql, reply.conversationId);
    await claimSend(sql, job);
    const [lost] = await sql<{ answer: { status: string } }[]>`
      select public.record_send(${reply.messageId}, ${crypto.randomUUID()}, 'accepted', 'SMx') as answer`;
    assert.equal(lost?.answer.status, "lost");
    const [kept] = await sql<{ answer: { status: string } }[]>`
      select public.record_send(${reply.messageId}, ${job.lease_token}, 'accepted', 'SMx', 1,
        account_sid => 'ACtest') as answer`;
    assert.equal(kept?.answer.status, "sent");
  });
});

Deno.test("send gate: 21610 writes the opt-out into the ledger", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    const job = await sendJob(sql, reply.conversationId);
    await claimSend(sql, job);
    await sql`select public.record_send(${reply.messageId}, ${job.lease_token}, 'rejected', null, null,
      '21610', 'opted_out', 'Attempt to send to unsubscribed recipient')`;
    await become(sql, "owner");
    const [newest] = await sql<{ status: string; method: string }[]>`
      select status, method from public.consents where address = ${reply.from} order by id desc limit 1`;
    assert.deepEqual({ ...newest }, { status: "revoked", method: "carrier" });
    assert.equal((await statusOf(sql, reply.messageId)).delivery_status, "failed");
  });
});

Deno.test("send gate: a team note or system line can never be claimed", async () => {
  await inRollback(async (sql) => {
    const reply = await queuedReply(sql);
    await become(sql, "owner");
    const [note] = await sql<{ id: number }[]>`
      insert into public.messages (dealership_id, conversation_id, direction, author, channel, kind, content,
        delivery_status)
      values (${OAK}, ${reply.conversationId}, 'internal', 'staff', 'sms', 'note', 'secret', 'none') returning id`;
    assert.ok(note);
    const job = await sendJob(sql, reply.conversationId);
    const claim = await claimSend(sql, {
      ...job,
      payload: { ...job.payload, message_id: note.id },
    });
    assert.equal(claim.decision, "done");
    const { refused } = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`update public.messages set delivery_status = 'queued' where id = ${note.id} returning id`,
    );
    assert.equal(refused?.code, "23514");
  });
});

Deno.test("send gate: a chat message is delivered by the gate itself, and held by the same rules", async () => {
  await inRollback(async (sql) => {
    const visitor = crypto.randomUUID();
    const [thread] = await sql<{ id: string }[]>`
      with person as (insert into public.customers (dealership_id) values (${OAK}) returning id)
      insert into public.conversations (dealership_id, customer_id, channel, customer_address)
      select ${OAK}, id, 'web', ${visitor} from person returning id`;
    assert.ok(thread);
    const say = async () => {
      await become(sql, "owner");
      const [said] = await sql<{ id: number; consent: string }[]>`
        with stored as (
          insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
            delivery_status)
          values (${OAK}, ${thread.id}, 'inbound', 'customer', 'web', 'hello', 'received') returning id)
        select stored.id, private.after_inbound(c, stored.id, null, 'none') as consent
        from stored, public.conversations as c where c.id = ${thread.id}`;
      const [job] = await claimFor(sql, thread.id);
      assert.deepEqual([said?.consent, job?.kind], ["granted", "reply_with_ai"]);
      assert.ok(job);
      return (await submitReply(sql, job, { content: `Yes. ${crypto.randomUUID()}` })).message_id;
    };
    const first = await say();
    const job = await sendJob(sql, thread.id);
    const claim = await claimSend(sql, job);
    assert.deepEqual([claim.decision, claim.reason], ["done", "delivered"]);
    assert.deepEqual((await statusOf(sql, first)).delivery_status, "delivered");
    assert.ok((await statusOf(sql, first)).consent_id);
    assert.equal((await claimSend(sql, job)).decision, "done", "a second claim changes nothing");
    await sql`select public.finish_job(${job.id}, ${job.lease_token})`;

    const second = await say();
    await become(sql, "owner");
    await sql`update public.conversations set ai_paused = true where id = ${thread.id}`;
    const held = await claimSend(sql, await sendJob(sql, thread.id));
    assert.deepEqual([held.decision, held.reason], ["blocked", "ai_paused"]);
    assert.equal((await statusOf(sql, second)).delivery_status, "blocked");
  });
});
