import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** A thread that the salesperson has, at a dealership where each sees only their own. */
async function ownThread(sql: Sql): Promise<string> {
  const { conversation_id } = await receiveText(sql, { from: newShopper() });
  await become(sql, "owner");
  await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
  await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id}
    where id = ${conversation_id}`;
  return conversation_id;
}

async function act(
  sql: Sql,
  name: "close" | "reopen" | "block" | "unblock" | "take_over",
  id: string,
  who: Person = PEOPLE.oakSales,
): Promise<string | null> {
  const { refused } = await attempt(sql, who, (tx) => {
    if (name === "block") return tx`select public.block_customer(${id}, 'spam')`;
    if (name === "unblock") return tx`select public.unblock_customer(${id})`;
    if (name === "take_over") return tx`select public.take_over_conversation(${id})`;
    return name === "close"
      ? tx`select public.close_conversation(${id})`
      : tx`select public.reopen_conversation(${id})`;
  });
  return refused?.code ?? null;
}

async function holder(sql: Sql, id: string): Promise<Record<string, unknown>> {
  await become(sql, "owner");
  const [row] = await sql`select status, owner, assigned_to, closed_by
    from public.conversations where id = ${id}`;
  return { ...row };
}

const MINE = {
  status: "active",
  owner: "human",
  assigned_to: PEOPLE.oakSales.id,
  closed_by: null,
};

Deno.test("own scope SCO-08: who closed a conversation, or blocked its customer, takes it back themselves", async () => {
  await inRollback(async (sql) => {
    for (const [put, back] of [["close", "reopen"], ["block", "unblock"]] as const) { // bound: two
      const id = await ownThread(sql);
      assert.equal(await act(sql, put, id), null);
      const away = await holder(sql, id);
      assert.deepEqual([away["owner"], away["closed_by"]], ["ai", PEOPLE.oakSales.id], put);
      assert.equal(await act(sql, back, id), null, back);
      // The notice's second step finds it theirs already.
      assert.equal(await act(sql, "take_over", id), null);
      assert.deepEqual(await holder(sql, id), MINE, back);
    }
  });
});

Deno.test("own scope SCO-08: not after ten minutes, not what a colleague closed, not what was never in sight", async () => {
  await inRollback(async (sql) => {
    const late = await ownThread(sql);
    await act(sql, "close", late);
    await become(sql, "owner");
    await sql`update public.conversations set closed_at = now() - interval '11 minutes'
      where id = ${late}`;
    assert.equal(await act(sql, "reopen", late), "PT404");

    const theirs = await ownThread(sql);
    await act(sql, "close", theirs, PEOPLE.oakManager);
    assert.equal(await act(sql, "reopen", theirs), "PT404");

    // Also while it is open: the AI's thread is nobody's of narrower scope.
    await act(sql, "reopen", theirs, PEOPLE.oakManager);
    for (const name of ["take_over", "close", "block"] as const) { // bound: three
      assert.equal(await act(sql, name, theirs), "PT404", name);
    }

    const mine = await ownThread(sql);
    await become(sql, "owner");
    const [other] = await sql<{ id: string }[]>`
      insert into public.conversations (dealership_id, customer_id, channel, customer_address)
      select dealership_id, customer_id, 'email', 'sco07@shopper.example'
      from public.conversations where id = ${mine} returning id`;
    assert.equal(await act(sql, "block", mine), null);
    assert.equal(await act(sql, "reopen", other?.id ?? ""), "PT404");
    assert.equal(await act(sql, "unblock", mine, PEOPLE.pineManager), "PT404");
  });
});

Deno.test("own scope SCO-08: whoever sees all opens a conversation again without taking it", async () => {
  await inRollback(async (sql) => {
    const id = await ownThread(sql);
    await act(sql, "close", id);
    assert.equal(await act(sql, "reopen", id, PEOPLE.oakManager), null);
    assert.deepEqual(await holder(sql, id), { ...MINE, owner: "ai", assigned_to: null });
  });
});
