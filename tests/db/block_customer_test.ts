import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const block = (sql: Sql, id: string, reason = "spam", who: Person = PEOPLE.oakSales) =>
  attempt(sql, who, (tx) => tx`select public.block_customer(${id}, ${reason})`);

async function thread(sql: Sql, id: string) {
  await become(sql, "owner");
  const [row] = await sql<{ status: string; owner: string; ai_paused: boolean }[]>`
    select status, owner, ai_paused from public.conversations where id = ${id}`;
  return { ...row };
}

/** Why the AI says nothing there; null where it answers. */
async function silence(sql: Sql, id: string): Promise<string | null> {
  await become(sql, "owner");
  const [row] = await sql<{ why: string | null }[]>`
    select private.ai_switched_off(c) as why from public.conversations as c where c.id = ${id}`;
  return row?.why ?? null;
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
      ai_paused: false,
    });
    assert.equal(await silence(sql, conversation_id), "ai_paused");
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

Deno.test("block_customer SCO-06: own scope does not take a colleague's thread of the same customer away", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const { conversation_id: mine } = await receiveText(sql, { from: phone });
    await become(sql, "owner");
    const [other] = await sql<{ id: string }[]>`
      insert into public.conversations (dealership_id, customer_id, channel, customer_address, owner, assigned_to)
      select dealership_id, customer_id, 'email', 'sco06@shopper.example', 'human', ${PEOPLE.oakManager.id}
      from public.conversations where id = ${mine} returning id`;
    const theirs = other?.id ?? "";
    await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id} where id = ${mine}`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    assert.equal((await block(sql, mine)).refused?.detail, "customer_of_colleague");
    const kept = { owner: "human", ai_paused: false };
    for (const id of [mine, theirs]) {
      const { owner, ai_paused } = await thread(sql, id);
      assert.deepEqual({ owner, ai_paused }, kept);
    }
    assert.equal((await block(sql, mine, "spam", PEOPLE.oakManager)).refused, null);
    assert.equal((await thread(sql, theirs)).status, "archived");
  });
});

Deno.test("block_customer: the AI is silent in a new thread too, and unblocking keeps a person's pause", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    await become(sql, "owner");
    await sql`update public.conversations set ai_paused = true where id = ${conversation_id}`;
    await block(sql, conversation_id);
    await become(sql, "owner");
    const [made] = await sql<{ id: string }[]>`
      insert into public.conversations (dealership_id, customer_id, channel, customer_address)
      select dealership_id, customer_id, 'email', 'blocked@shopper.example'
      from public.conversations where id = ${conversation_id} returning id`;
    const second = made?.id ?? "";
    assert.equal(await silence(sql, second), "ai_paused");
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.unblock_customer(${conversation_id})`,
    );
    assert.equal(await silence(sql, second), null);
    assert.equal((await thread(sql, conversation_id)).ai_paused, true);
  });
});
