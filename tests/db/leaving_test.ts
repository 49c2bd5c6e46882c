import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, newSid, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const SAM = PEOPLE.oakSales;

/** A conversation that Sam has taken over; with `waits`, its customer wrote once more since. */
async function taken(sql: Sql, waits: boolean): Promise<string> {
  const from = newShopper();
  const { conversation_id } = await receiveText(sql, { from });
  await attempt(sql, SAM, (tx) => tx`select public.take_over_conversation(${conversation_id})`);
  if (waits) await receiveText(sql, { from, sid: newSid() });
  await become(sql, "owner");
  return conversation_id;
}

async function stateOf(sql: Sql, id: string) {
  const [row] =
    await sql`select owner, status, assigned_to from public.conversations where id = ${id}`;
  return { ...row };
}

Deno.test("leaving: what a deactivated colleague had goes on with somebody else", async () => {
  await inRollback(async (sql) => {
    const waiting = await taken(sql, true);
    const answered = await taken(sql, false);
    const [lead] = await sql`update public.leads set assigned_to = ${SAM.id} where id = (
      select id from public.leads where dealership_id = ${OAK} and status in ('new', 'working') limit 1)
      returning id`;
    const [before] =
      await sql`select waiting_since from public.conversations where id = ${waiting}`;
    assert.ok(before?.["waiting_since"], "the customer waits");
    const { refused } = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) =>
        tx`update public.memberships set is_active = false
        where dealership_id = ${OAK} and user_id = ${SAM.id} returning id`,
    );
    assert.equal(refused, null);
    assert.deepEqual(await stateOf(sql, waiting), {
      owner: "waiting_human",
      status: "escalated",
      assigned_to: null,
    });
    assert.deepEqual(await stateOf(sql, answered), {
      owner: "ai",
      status: "active",
      assigned_to: null,
    });
    const [handover] = await sql`select reason from public.handovers
      where conversation_id = ${waiting} and ended_at is null`;
    assert.equal(handover?.["reason"], "colleague_left");
    const [line] = await sql`select content from public.messages
      where conversation_id = ${waiting} and kind = 'system' order by id desc limit 1`;
    assert.match(line?.["content"], / works here no more$/);
    const [free] = await sql`select assigned_to from public.leads where id = ${lead?.["id"]}`;
    assert.equal(free?.["assigned_to"], null);
  });
});

Deno.test("leaving: a change of role alone takes nobody's work away", async () => {
  await inRollback(async (sql) => {
    const id = await taken(sql, false);
    await sql`update public.memberships set role = 'manager' where dealership_id = ${OAK} and user_id = ${SAM.id}`;
    assert.equal((await stateOf(sql, id))["assigned_to"], SAM.id);
  });
});
