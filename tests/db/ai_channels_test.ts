import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

function pauseChannels(sql: Sql, who: Person, channels: readonly string[], dealership = OAK) {
  return attempt(
    sql,
    who,
    (tx) => tx`select public.set_ai_paused_channels(${dealership}, ${[...channels]}::text[])`,
  );
}

async function pausedChannels(sql: Sql): Promise<readonly string[]> {
  await become(sql, "owner");
  const [row] = await sql<{ ai_paused_channels: string[] }[]>`
    select ai_paused_channels from public.dealerships where id = ${OAK}`;
  return row?.ai_paused_channels ?? [];
}

Deno.test("AI channels: a manager's switch stops what is queued on that channel at once, and lifts again", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [reply] = await claimFor(sql, conversation_id);
    assert.ok(reply);
    await submitReply(sql, reply, { content: "Yes, it is." });
    assert.equal((await pauseChannels(sql, PEOPLE.oakManager, ["sms"])).refused, null);
    const [send] = await claimFor(sql, conversation_id);
    assert.ok(send);
    const claim = await claimSend(sql, send);
    assert.deepEqual([claim.decision, claim.reason], ["blocked", "ai_channel_off"]);

    await receiveText(sql, { from: newShopper() });
    const other = await receiveText(sql, { from: newShopper(), content: "anyone there" });
    const [next] = await claimFor(sql, other.conversation_id);
    assert.ok(next);
    assert.equal((await submitReply(sql, next, { content: "Hello." })).reason, "ai_channel_off");
    await pauseChannels(sql, PEOPLE.oakManager, ["web", "email"]);
    const third = await receiveText(sql, { from: newShopper() });
    const [again] = await claimFor(sql, third.conversation_id);
    assert.ok(again);
    assert.equal((await submitReply(sql, again, { content: "Hi." })).outcome, "queued");
  });
});

Deno.test("AI channels: who may switch, what they may say, and the trace it leaves", async () => {
  await inRollback(async (sql) => {
    assert.equal((await pauseChannels(sql, PEOPLE.oakSales, ["sms"])).refused?.code, "PT403");
    assert.equal((await pauseChannels(sql, PEOPLE.pineManager, ["sms"])).refused?.code, "PT403");
    const odd = await pauseChannels(sql, PEOPLE.oakManager, ["fax"]);
    assert.equal(odd.refused?.detail, "invalid_channels");
    assert.deepEqual(await pausedChannels(sql), []);
    await pauseChannels(sql, PEOPLE.oakManager, ["web", "sms", "web"]);
    assert.deepEqual(await pausedChannels(sql), ["sms", "web"]);
    await sql`set constraints all immediate`;
    const [entry] = await sql<{ actor_id: string; new_values: object }[]>`
      select actor_id, new_values from public.audit_logs
      where dealership_id = ${OAK} and table_name = 'dealerships' order by id desc limit 1`;
    assert.equal(entry?.actor_id, PEOPLE.oakManager.id);
    assert.deepEqual(entry.new_values, { ai_paused_channels: ["sms", "web"] });
  });
});
