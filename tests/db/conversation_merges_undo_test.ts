import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import {
  joinCustomers,
  mergeThreads,
  replyAs,
  said,
  settle,
  smsStanding,
  threadRow,
  type TwoThreads,
  twoThreads,
  undoMerge,
} from "../support/merges.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText } from "../support/sms.ts";

/** All that a merge may touch, to compare before and after. */
async function picture(sql: Sql, two: TwoThreads): Promise<unknown> {
  await become(sql, "owner");
  const ids = [two.winner, two.loser];
  const rows =
    await sql`select to_jsonb(c) - 'updated_at' as row from public.conversations as c where id = any (${ids})
    union all select jsonb_build_object('message', id, 'of', conversation_id) from public.messages
      where conversation_id = any (${ids}) and kind <> 'system'
    union all select jsonb_build_object('tag', tag_id, 'of', conversation_id) from public.conversation_tags
      where conversation_id = any (${ids})
    union all select jsonb_build_object('handover', id, 'of', conversation_id, 'open', ended_at is null)
      from public.handovers where conversation_id = any (${ids})
    union all select jsonb_build_object('consent', status, 'of', address) from (
      select distinct on (address) status, address from public.consents
      where address = any (${[two.winnerPhone, two.loserPhone]}) order by address, id desc) as c
    order by 1`;
  return rows.map((row) => row["row"] as unknown);
}

Deno.test("merge_conversations: one timeline in order, and undo restores all of it", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await receiveText(sql, { from: two.winnerPhone, content: "and again from the first" });
    await settle(sql, [two.winner]);
    await sql`with tag as (insert into public.tags (dealership_id, name) values (${OAK}, 'Merge test') returning id)
      insert into public.conversation_tags (dealership_id, conversation_id, tag_id) select ${OAK}, ${two.loser}, id from tag`;
    await sql`update public.conversations set owner = 'waiting_human', status = 'escalated', priority = 'high',
      handover_reason = 'asked_for_person', waiting_since = now() where id = ${two.loser}`;
    const before = await picture(sql, two);
    const merged = await mergeThreads(sql, two);
    assert.equal(merged.refused, null);
    assert.deepEqual(await said(sql, two.winner), [
      "from the first phone",
      "from the second phone",
      "and again from the first",
    ]);
    assert.deepEqual(await said(sql, two.loser), []);
    const kept = await threadRow(sql, two.winner);
    assert.equal(kept["owner"], "waiting_human");
    assert.equal(kept["priority"], "high");
    assert.equal(kept["unread_count"], 3);
    assert.equal(kept["last_message_preview"], "and again from the first");
    const open = await sql`select conversation_id from public.handovers
      where conversation_id = any (${[two.winner, two.loser]}) and ended_at is null`;
    assert.deepEqual(open.map((row) => row["conversation_id"] as string), [two.winner]);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.deepEqual(await picture(sql, two), before);
  });
});

Deno.test("merge_conversations: an opt-out of either number holds for both, and undo lifts only what the merge wrote", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    const merged = await mergeThreads(sql, two);
    assert.equal(await smsStanding(sql, two.winnerPhone), "revoked");
    await undoMerge(sql, merged.rows[0]?.id);
    assert.equal(await smsStanding(sql, two.winnerPhone), "granted");
    assert.equal(await smsStanding(sql, two.loserPhone), "revoked");
  });
});

Deno.test("undo_conversation_merge: what came since parts by address; a note stays", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const merged = await mergeThreads(sql, two);
    await replyAs(sql, two.winner, "to the second");
    await receiveText(sql, { from: two.winnerPhone, content: "first, later" });
    await replyAs(sql, two.winner, "to the first");
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.add_note(${two.winner}, 'a note', gen_random_uuid())`,
    );
    await receiveText(sql, { from: two.loserPhone, content: "second, later" });
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.deepEqual(await said(sql, two.winner), [
      "from the first phone",
      "first, later",
      "to the first",
    ]);
    assert.deepEqual(await said(sql, two.loser), [
      "from the second phone",
      "to the second",
      "second, later",
    ]);
    assert.equal((await threadRow(sql, two.winner))["customer_address"], two.winnerPhone);
    assert.equal((await threadRow(sql, two.loser))["customer_address"], two.loserPhone);
    const { conversation_id } = await receiveText(sql, { from: two.loserPhone });
    assert.equal(conversation_id, two.loser);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused?.detail, "merge_undone");
  });
});

Deno.test("merge_conversations: three threads become one, and part in the opposite order alone", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const third = newShopper();
    const other = await receiveText(sql, { from: third, content: "from the third" });
    await settle(sql, [other.conversation_id]);
    await joinCustomers(sql, two.winner, other.conversation_id);
    const inner = await mergeThreads(sql, two);
    const outer = await mergeThreads(sql, { winner: other.conversation_id, loser: two.winner });
    for (const from of [two.winnerPhone, two.loserPhone, third]) {
      assert.equal(
        (await receiveText(sql, { from, content: from })).conversation_id,
        other.conversation_id,
      );
    }
    assert.equal((await undoMerge(sql, inner.rows[0]?.id)).refused?.detail, "merge_not_latest");
    await settle(sql, [other.conversation_id]);
    assert.equal((await undoMerge(sql, outer.rows[0]?.id)).refused, null);
    assert.deepEqual(await said(sql, other.conversation_id), ["from the third", third]);
    assert.deepEqual(await said(sql, two.winner), [
      "from the first phone",
      "from the second phone",
      two.winnerPhone,
      two.loserPhone,
    ]);
    assert.equal((await undoMerge(sql, inner.rows[0]?.id)).refused, null);
    assert.deepEqual(await said(sql, two.loser), ["from the second phone", two.loserPhone]);
    for (
      const [id, phone] of [[two.winner, two.winnerPhone], [two.loser, two.loserPhone], [
        other.conversation_id,
        third,
      ]]
    ) {
      assert.equal((await threadRow(sql, id ?? ""))["customer_address"], phone);
      assert.equal((await threadRow(sql, id ?? ""))["own_address"], null);
    }
  });
});

Deno.test("undo_customer_merge: threads that were merged since part with their customers", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await mergeThreads(sql, two);
    const undone = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select id from public.undo_customer_merge(${two.customerMerge})`,
    );
    assert.equal(undone.refused, null);
    const [winner, loser] = [await threadRow(sql, two.winner), await threadRow(sql, two.loser)];
    assert.equal(loser["merged_into"], null);
    assert.notEqual(winner["customer_id"], loser["customer_id"]);
    assert.deepEqual(await said(sql, two.loser), ["from the second phone"]);
  });
});

Deno.test("undo_conversation_merge: what was tried again from before the merge stays with its own address", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const { rows: [sent] } = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.send_message(${two.winner}, 'again?', gen_random_uuid())`,
    );
    const first = (await claimFor(sql, two.winner)).find(({ kind }) => kind === "send_message");
    assert.ok(first && sent);
    await become(sql, "owner");
    await sql`update public.messages set delivery_status = 'failed' where id = ${sent.id}`;
    await sql`update private.jobs set status = 'done', lease_token = null, lease_until = null
      where id = ${first.id}`;
    await receiveText(sql, { from: two.loserPhone, content: "the second wrote last" });
    await settle(sql, [two.winner, two.loser]);
    const merged = await mergeThreads(sql, two);
    assert.equal((await threadRow(sql, two.winner))["customer_address"], two.loserPhone);
    const tried = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.retry_message(${sent.id})`,
    );
    assert.equal(tried.refused, null);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.ok((await said(sql, two.winner)).includes("again?"));
    const job = (await claimFor(sql, two.winner)).find(({ kind }) => kind === "send_message");
    assert.ok(job);
    const answer = await claimSend(sql, job);
    assert.deepEqual([answer.decision, answer.to], ["send", two.winnerPhone]);
  });
});
