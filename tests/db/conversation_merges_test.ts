import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import {
  mergeThreads,
  replyAs,
  settle,
  smsStanding,
  twoThreads,
  undoMerge,
} from "../support/merges.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, claimSend, receiveText } from "../support/sms.ts";

Deno.test("merge_conversations: whoever writes to either number is heard in one thread and answered where they wrote from", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await mergeThreads(sql, two);
    assert.equal((await replyAs(sql, two.winner, "one")).to, two.loserPhone);
    const first = await receiveText(sql, { from: two.winnerPhone, content: "back on the first" });
    assert.equal(first.conversation_id, two.winner);
    assert.equal((await replyAs(sql, two.winner, "two")).to, two.winnerPhone);
    const second = await receiveText(sql, { from: two.loserPhone, content: "on the second again" });
    assert.equal(second.conversation_id, two.winner);
    assert.equal((await replyAs(sql, two.winner, "three")).to, two.loserPhone);
    await become(sql, "owner");
    const [row] = await sql`select count(*)::int as n from public.conversations
      where customer_address in (${two.winnerPhone}, ${two.loserPhone})`;
    assert.equal(row?.["n"], 2);
    const lines = await sql`select content from public.messages
      where conversation_id = ${two.winner} and metadata ->> 'code' = 'address_changed' order by id`;
    assert.deepEqual(lines.map((line) => line["content"] as string), [
      `Writes from ${two.winnerPhone} now`,
      `Writes from ${two.loserPhone} now`,
    ]);
  });
});

Deno.test("merge_conversations: what is on its way goes where it was going, also when it has to be looked up", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.send_message(${two.loser}, 'on its way', gen_random_uuid())`,
    );
    await mergeThreads(sql, two);
    await receiveText(sql, { from: two.winnerPhone });
    const [job] = (await claimFor(sql, two.winner)).filter((one) => one.kind === "send_message");
    assert.ok(job);
    assert.equal((await claimSend(sql, job)).to, two.loserPhone);
    await become(sql, "owner");
    const [again] = await sql<{ lease_token: string }[]>`update private.jobs
      set lease_token = gen_random_uuid() where id = ${job.id} returning lease_token`;
    const looked = await claimSend(sql, { ...job, ...again });
    assert.deepEqual([looked.decision, looked.to], ["verify", two.loserPhone]);
  });
});

Deno.test("merge_conversations: STOP at one number ends both, START opens the one it comes from", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await mergeThreads(sql, two);
    await receiveText(sql, { from: two.winnerPhone, content: "STOP", keyword: "stop" });
    assert.equal(await smsStanding(sql, two.winnerPhone), "revoked");
    assert.equal(await smsStanding(sql, two.loserPhone), "revoked");
    await receiveText(sql, { from: two.loserPhone, content: "hello?" });
    assert.equal((await replyAs(sql, two.winner, "hi")).reason, "opted_out");
    await receiveText(sql, { from: two.loserPhone, content: "START", keyword: "start" });
    assert.equal(await smsStanding(sql, two.winnerPhone), "revoked");
    assert.equal((await replyAs(sql, two.winner, "hi again")).decision, "send");
  });
});

Deno.test("merge_conversations: refuses two customers, two channels, a thread twice and an answer being written", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const stranger = await receiveText(sql, { from: newShopper() });
    const why = async (winner: string, loser: string) =>
      (await probe(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select id from public.merge_conversations(${winner}, ${loser})`,
      )).refused?.detail;
    assert.equal(await why(two.winner, two.winner), "invalid_loser");
    assert.equal(await why(two.winner, stranger.conversation_id), "other_customer");
    await sql`update public.conversations set channel = 'email' where id = ${two.loser}`;
    assert.equal(await why(two.winner, two.loser), "other_channel");
    await sql`update public.conversations set channel = 'sms' where id = ${two.loser}`;
    await receiveText(sql, { from: two.loserPhone });
    assert.equal(await why(two.winner, two.loser), "reply_pending");
    await settle(sql, [two.loser]);
    await mergeThreads(sql, two);
    assert.equal(await why(two.loser, two.winner), "conversation_merged");
  });
});

Deno.test("merge_conversations MRG-01: only who may write to both threads, and only within one dealership", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    for (const person of [PEOPLE.pineManager, PEOPLE.stranger]) {
      assert.equal(
        (await mergeThreads(sql, two, person)).refused?.detail,
        "conversation_not_found",
      );
    }
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    await sql`update public.conversations set assigned_to = ${PEOPLE.oakSales.id} where id = ${two.winner}`;
    assert.equal((await mergeThreads(sql, two)).refused?.detail, "conversation_not_found");
    await sql`update public.conversations set assigned_to = ${PEOPLE.oakSales.id} where id = ${two.loser}`;
    const merged = await mergeThreads(sql, two);
    assert.equal(merged.refused, null);
    for (const person of [PEOPLE.pineManager, PEOPLE.stranger]) {
      assert.equal(
        (await undoMerge(sql, merged.rows[0]?.id, person)).refused?.detail,
        "conversation_not_found",
      );
    }
    await sql`update public.conversations set assigned_to = null where id = ${two.winner}`;
    assert.equal(
      (await undoMerge(sql, merged.rows[0]?.id)).refused?.detail,
      "conversation_not_found",
    );
  });
});

Deno.test("merge_conversations MRG-02: a merged thread is read as the one it was merged into, by those who may read that", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await mergeThreads(sql, two);
    const seen = async (person: Person = PEOPLE.oakSales) => {
      const { rows } = await attempt(
        sql,
        person,
        (tx) =>
          tx`select public.surviving_conversation(${two.loser}) as id,
          (select count(*)::int from public.inbox where id in (${two.winner}, ${two.loser})) as rows,
          (select count(*)::int from public.conversation_merges where winner_id = ${two.winner}) as merges`,
      );
      return { ...rows[0] };
    };
    assert.deepEqual(await seen(), { id: two.winner, rows: 1, merges: 1 });
    assert.deepEqual(await seen(PEOPLE.pineManager), { id: null, rows: 0, merges: 0 });
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    assert.deepEqual(await seen(), { id: null, rows: 0, merges: 0 });
    await sql`update public.dealerships set conversation_scope = 'all' where id = ${OAK}`;
    const note = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.add_note(${two.loser}, 'from an old page', gen_random_uuid())`,
    );
    assert.equal(note.refused, null);
    assert.ok((await notes(sql, two.winner)).includes("from an old page"));
  });
});

Deno.test("merge_conversations MRG-02: the list says whose each address is, to those who may read the thread", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const addresses = async (person: Person = PEOPLE.oakSales) => {
      const { rows } = await attempt<{ addresses: unknown; direct: unknown }>(
        sql,
        person,
        (tx) =>
          tx`select (select addresses from public.inbox where id = ${two.winner}) as addresses,
            private.thread_addresses(${two.winner}) as direct`,
      );
      assert.deepEqual(rows[0]?.direct, rows[0]?.addresses);
      return rows[0]?.direct;
    };
    assert.equal(await addresses(), null);
    const merged = await mergeThreads(sql, two);
    assert.deepEqual(await addresses(), [
      { of: two.winner, address: two.winnerPhone, is_current: false, number: null },
      { of: two.loser, address: two.loserPhone, is_current: true, number: null },
    ]);
    assert.equal(await addresses(PEOPLE.pineManager), null);
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    assert.equal(await addresses(), null);
    await sql`update public.dealerships set conversation_scope = 'all' where id = ${OAK}`;
    await undoMerge(sql, merged.rows[0]?.id);
    assert.equal(await addresses(), null);
  });
});

Deno.test("merge_conversations: both threads are told of, the merge is in the audit log, and so is its undo", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const merged = await mergeThreads(sql, two);
    await undoMerge(sql, merged.rows[0]?.id);
    await sql`set constraints all immediate`;
    const events = await sql`select kind, conversation_id, record_id from public.events
      where record_id in (${two.winner}, ${two.loser}) order by seq`;
    assert.deepEqual(events.map((one) => ({ ...one })), [
      { kind: "conversation.merged", conversation_id: two.loser, record_id: two.winner },
      { kind: "conversation.merged", conversation_id: two.winner, record_id: two.loser },
      { kind: "conversation.parted", conversation_id: two.loser, record_id: two.winner },
      { kind: "conversation.parted", conversation_id: two.winner, record_id: two.loser },
    ]);
    const audit = await sql`select action, actor_id from public.audit_logs
      where table_name = 'conversation_merges' and record_id = ${
      merged.rows[0]?.id ?? ""
    } order by seq`;
    assert.deepEqual(audit.map((one) => one["action"] as string), ["insert", "update"]);
    assert.equal(audit[0]?.["actor_id"], PEOPLE.oakSales.id);
  });
});

async function notes(sql: Sql, id: string): Promise<readonly unknown[]> {
  const rows =
    await sql`select content from public.messages where conversation_id = ${id} and kind = 'note'`;
  return rows.map((row) => row["content"]);
}
