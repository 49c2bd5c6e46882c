import assert from "node:assert/strict";
import { attempt, become, connect, inRollback, type Sql } from "../support/db.ts";
import { newShopper, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

async function thread(sql: Sql, id: string): Promise<Record<string, unknown>> {
  await become(sql, "owner");
  const [row] =
    await sql`select owner, status, assigned_to from public.conversations where id = ${id}`;
  return { ...row };
}

Deno.test("take_over_conversation: of two clicks one wins and the other learns who was faster", async () => {
  const setup = await connect();
  const { conversation_id } = await setup.begin((tx) => receiveText(tx, { from: newShopper() }));
  const [one, two] = [await connect(), await connect()];
  try {
    const click = (sql: typeof one, person: typeof PEOPLE.oakSales | typeof PEOPLE.oakManager) =>
      sql.begin((tx) =>
        attempt(
          tx,
          person,
          (inner) => inner`select public.take_over_conversation(${conversation_id})`,
        )
      );
    const results = await Promise.all([click(one, PEOPLE.oakSales), click(two, PEOPLE.oakManager)]);
    const losers = results.filter(({ refused }) => refused !== null);
    assert.equal(losers.length, 1);
    assert.equal(losers[0]?.refused?.code, "PT409");
    assert.match(losers[0]?.refused?.message ?? "", /(Sam Rivera|Dana Novak) is replying/);
  } finally {
    await Promise.all([setup.end(), one.end(), two.end()]);
  }
});

Deno.test("hand_back_conversation: the AI answers at once when the shopper has the last word", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.take_over_conversation(${conversation_id})`,
    );
    await sql`delete from private.jobs where fifo_key = ${"reply:" + conversation_id}`;
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.hand_back_conversation(${conversation_id})`,
    );
    assert.deepEqual(await thread(sql, conversation_id), {
      owner: "ai",
      status: "active",
      assigned_to: null,
    });
    assert.equal((await claimFor(sql, conversation_id)).length, 1);
  });
});

Deno.test("hand_back_conversation: an answer that the gate held back is no answer", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [reply] = await claimFor(sql, conversation_id);
    assert.ok(reply);
    await submitReply(sql, reply, { content: "Hello." });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.take_over_conversation(${conversation_id})`,
    );
    const [send] = await claimFor(sql, conversation_id);
    assert.ok(send);
    assert.equal((await claimSend(sql, send)).decision, "blocked");
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.hand_back_conversation(${conversation_id})`,
    );
    const [again] = await claimFor(sql, conversation_id);
    assert.equal(again?.kind, "reply_with_ai");
    assert.equal((await submitReply(sql, again, { content: "Hello again." })).outcome, "queued");
    const [leaves] = await claimFor(sql, conversation_id);
    assert.ok(leaves);
    assert.equal((await claimSend(sql, leaves)).decision, "send");
  });
});

Deno.test("send_message: the first send takes over, and a repeated client_id is one message", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const clientId = crypto.randomUUID();
    const send = () =>
      attempt<{ id: string }>(
        sql,
        PEOPLE.oakSales,
        (tx) =>
          tx`select id from public.send_message(${conversation_id}, 'On my way', ${clientId})`,
      );
    const [first, second] = [await send(), await send()];
    assert.equal(first.rows[0]?.id, second.rows[0]?.id);
    assert.deepEqual(await thread(sql, conversation_id), {
      owner: "human",
      status: "active",
      assigned_to: PEOPLE.oakSales.id,
    });
  });
});

Deno.test("send_message: names the field that is wrong", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    for (
      const [content, clientId, code] of [
        ["  ", crypto.randomUUID(), "invalid_content"],
        ["x".repeat(1601), crypto.randomUUID(), "invalid_content"],
        ["hello", null, "invalid_client_id"],
      ] as const
    ) {
      const { refused } = await attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select id from public.send_message(${conversation_id}, ${content}, ${clientId})`,
      );
      assert.deepEqual([refused?.code, refused?.detail], ["PT400", code]);
    }
  });
});

Deno.test("conversations: a closed one opens again with the shopper's next text and keeps its thread", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.close_conversation(${conversation_id})`,
    );
    assert.equal((await thread(sql, conversation_id))["status"], "closed");
    const again = await receiveText(sql, { from });
    assert.equal(again.conversation_id, conversation_id);
    assert.equal((await thread(sql, conversation_id))["status"], "active");
  });
});

Deno.test("conversations: the database refuses moves that the lifecycle does not know, whoever asks", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.close_conversation(${conversation_id})`,
    );
    const escalate = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`update public.conversations set status = 'escalated', owner = 'waiting_human'
        where id = ${conversation_id} returning id`,
    );
    assert.deepEqual([escalate.refused?.code, escalate.refused?.detail], ["PT409", "illegal_move"]);
    const unnamed = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`update public.conversations set status = 'active', owner = 'human' where id = ${conversation_id} returning id`,
    );
    assert.equal(unnamed.refused?.detail, "owner_missing");
  });
});

Deno.test("retry_message: a failed text goes through the gate once more", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const { rows } = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${conversation_id}, 'hello', ${crypto.randomUUID()})`,
    );
    const id = rows[0]?.id ?? "";
    const retry = () =>
      attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.retry_message(${id})`);
    assert.equal((await retry()).refused?.detail, "message_not_failed");
    await sql`update public.messages set delivery_status = 'failed', provider_message_id = 'SMold' where id = ${id}`;
    assert.equal((await retry()).refused, null);
    await become(sql, "service_role");
    const [late] = await sql<{ answer: { outcome: string } }[]>`
      select public.record_sms_status('ACtest', 'SMold', ${id}, 'failed', '30003', 'unreachable') as answer`;
    assert.equal(late?.answer.outcome, "unknown");
  });
});
