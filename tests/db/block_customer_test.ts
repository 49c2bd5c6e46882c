import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const block = (sql: Sql, id: string, reason = "spam", who: Person = PEOPLE.oakSales) =>
  attempt(sql, who, (tx) => tx`select public.block_customer(${id}, ${reason})`);

async function thread(sql: Sql, id: string) {
  await become(sql, "owner");
  const [row] = await sql<{ status: string; owner: string; ai_paused: boolean }[]>`
    select status, owner, ai_paused from public.conversations where id = ${id}`;
  return { ...row };
}

Deno.test("block_customer: what they write is stored and wakes nobody, whatever it says", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from });
    assert.equal((await block(sql, conversation_id)).refused, null);
    for (const body of ["buy my SEO", "stop sending me these, take me off", "STOP"]) {
      const again = await receiveText(sql, { from, content: body });
      assert.equal(again.conversation_id, conversation_id);
    }
    assert.deepEqual(await thread(sql, conversation_id), {
      status: "archived",
      owner: "ai",
      ai_paused: true,
    });
    const [count] = await sql`select count(*)::int as stored from public.messages
      where conversation_id = ${conversation_id} and author = 'customer'`;
    assert.equal(count?.["stored"], 4);
  });
});

Deno.test("unblock_customer: opens the conversation, and the next text is answered again", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from });
    await block(sql, conversation_id, "unwanted");
    const { refused } = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.unblock_customer(${conversation_id})`,
    );
    assert.equal(refused, null);
    const active = { status: "active", owner: "ai", ai_paused: false };
    assert.deepEqual(await thread(sql, conversation_id), active);
    await receiveText(sql, { from, content: "sorry" });
    assert.deepEqual(await thread(sql, conversation_id), active);
  });
});

Deno.test("block_customer: a colleague's own reply opens a blocked conversation; strangers cannot block", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    assert.equal((await block(sql, conversation_id, "dull")).refused?.detail, "invalid_reason");
    for (const stranger of [PEOPLE.pineManager, PEOPLE.oakApi]) {
      const { refused } = await block(sql, conversation_id, "spam", stranger);
      assert.equal(refused?.code, "PT404");
    }
    await block(sql, conversation_id);
    const sent = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${conversation_id}, 'Hi', ${crypto.randomUUID()})`,
    );
    assert.equal(sent.refused, null);
    assert.equal((await thread(sql, conversation_id)).status, "active");
  });
});
