import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, receiveText, submitReply } from "../support/sms.ts";

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

/** A shopper who has waited for a person so long that it was told twice, at a dealership with narrow scopes. */
async function waitingThread(sql: Sql): Promise<string> {
  const { conversation_id: id } = await receiveText(sql, { from: newShopper() });
  const [job] = await claimFor(sql, id);
  assert.ok(job);
  const handover = { reason: "asked_for_person", wants: "a person" };
  await submitReply(sql, job, { content: "I bring in a person.", handover });
  await become(sql, "owner");
  await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
  await sql`update public.conversations set escalated_at = now() - interval '10 minutes',
    waiting_since = now() - interval '11 minutes' where id = ${id}`;
  await sql`update public.handovers set requested_at = now() - interval '10 minutes',
    next_escalation_at = now() where conversation_id = ${id}`;
  await sql`select private.escalate_handovers()`;
  return id;
}

/** How somebody waits: the thread, its clocks, and how often people were told of it. */
async function waiting(sql: Sql, id: string): Promise<Record<string, unknown>> {
  await become(sql, "owner");
  const [row] = await sql`
    select c.status, c.owner, c.assigned_to, c.waiting_since, c.escalated_at, c.reply_due_at,
      c.handover_reason, c.handover_summary, (select json_agg(h) from public.handovers as h
        where h.conversation_id = c.id) as handovers, (select count(*)::int from public.notifications as n
        where n.link like '%' || c.id::text) as told
    from public.conversations as c where c.id = ${id}`;
  return { ...row };
}

Deno.test("closing taken back: who waited for a person waits again, nobody's, by the same clocks", async () => {
  await inRollback(async (sql) => {
    for (const [put, back] of [["close", "reopen"], ["block", "unblock"]] as const) { // bound: two
      const id = await waitingThread(sql);
      const before = await waiting(sql, id);
      assert.equal(before["owner"], "waiting_human");
      assert.equal(await act(sql, put, id), null);
      assert.equal((await holder(sql, id))["owner"], "ai");
      assert.equal(await act(sql, back, id), null, back);
      assert.deepEqual(await waiting(sql, id), before, back);
      await sql`update public.handovers set next_escalation_at = now() where conversation_id = ${id}`;
      await sql`select private.escalate_handovers()`;
      const [later] = await sql<{ level: number }[]>`
        select escalation_level as level from public.handovers where conversation_id = ${id}`;
      assert.equal(later?.level, 2);
    }
  });
});

Deno.test("closing taken back: nobody waits again after ten minutes, nor where another opens or the customer writes", async () => {
  await inRollback(async (sql) => {
    const ended = async (id: string) => {
      const { handovers, owner, waiting_since } = await waiting(sql, id);
      const [handover] = handovers as { ended_how: string | null }[];
      return [owner, waiting_since, handover?.ended_how];
    };
    const late = await waitingThread(sql);
    await act(sql, "close", late, PEOPLE.oakManager);
    await sql`update public.conversations set closed_at = now() - interval '11 minutes'
      where id = ${late}`;
    await act(sql, "reopen", late, PEOPLE.oakManager);
    assert.deepEqual(await ended(late), ["ai", null, "closed"]);

    const other = await waitingThread(sql);
    await act(sql, "close", other);
    await act(sql, "reopen", other, PEOPLE.oakManager);
    assert.deepEqual(await ended(other), ["ai", null, "closed"]);

    const heard = await waitingThread(sql);
    await act(sql, "close", heard, PEOPLE.oakManager);
    const [thread] = await sql<{ customer_address: string }[]>`
      select customer_address from public.conversations where id = ${heard}`;
    await receiveText(sql, { from: thread?.customer_address ?? "" });
    await act(sql, "reopen", heard, PEOPLE.oakManager);
    assert.deepEqual(await ended(heard), ["ai", null, "closed"]);
  });
});
