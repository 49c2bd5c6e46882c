import assert from "node:assert/strict";
import type postgres from "postgres";
import { attempt, become, connect, inRollback, type Sql } from "../support/db.ts";
import {
  mergeThreads,
  replyAs,
  settle,
  smsStanding,
  threadRow,
  twoChats,
  twoThreads,
  undoMerge,
} from "../support/merges.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText } from "../support/sms.ts";
import { waitFor } from "../support/wait.ts";
import { KEY, reads, say, SITE } from "../support/web_chat.ts";

Deno.test("merged threads MRG-04: an answer goes to the address that asked, whoever writes before it leaves", async () => {
  await inRollback(async (sql) => {
    const { winner, loser, first, second } = await twoChats(sql);
    assert.equal((await mergeThreads(sql, { winner, loser })).refused, null);
    const asked = await say(sql, first, "what was my rate?");
    await become(sql, "service_role");
    const queue = (content: string) =>
      sql`select private.queue_ai_message(c, ${asked.message_id}, ${
        sql.json({ content, model: "template", confidence: 1 })
      }, false) from public.conversations as c where c.id = ${winner}`;
    await queue("your rate is nobody else's");
    await settle(sql, [winner]);
    await say(sql, second, "hello");
    await settle(sql, [winner]);
    const [job] = (await claimFor(sql, winner)).filter((one) => one.kind === "send_message");
    assert.ok(job);
    assert.equal((await claimSend(sql, job)).decision, "done");
    const contents = async (visitor: typeof first) =>
      (await reads(sql, visitor)).rows.map((row) => row.content);
    assert.deepEqual(await contents(second), ["from the second browser", "hello"]);
    assert.ok((await contents(first)).includes("your rate is nobody else's"));
  });
});

Deno.test("undo_conversation_merge MRG-05: what the carrier says of an address since outlives the undo", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    const merged = await mergeThreads(sql, two);
    await become(sql, "service_role");
    // About a text from before the merge, while the other phone is the one that wrote last.
    await sql`select private.carrier_opt_out(m) from public.messages as m
      where m.conversation_id = ${two.winner} and m.content = 'from the first phone'`;
    await undoMerge(sql, merged.rows[0]?.id);
    assert.equal(await smsStanding(sql, two.winnerPhone), "revoked");
  });
});

Deno.test("undo_conversation_merge MRG-05: STOP in merged threads ends each address for good", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    const merged = await mergeThreads(sql, two);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    await undoMerge(sql, merged.rows[0]?.id);
    assert.equal(await smsStanding(sql, two.winnerPhone), "revoked");
  });
});

Deno.test("undo_conversation_merge MRG-01: a merge that was undone, one of others and none answer strangers alike", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const merged = await mergeThreads(sql, two);
    const answer = async (id: string | undefined) =>
      (await undoMerge(sql, id, PEOPLE.pineManager)).refused?.detail;
    const standing = await answer(merged.rows[0]?.id);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.deepEqual([
      standing,
      await answer(merged.rows[0]?.id),
      await answer(crypto.randomUUID()),
    ], [
      "conversation_not_found",
      "conversation_not_found",
      "conversation_not_found",
    ]);
  });
});

/** Two threads of Sam's, of one customer, for all to see. */
async function committedThreads(sql: postgres.Sql): Promise<{ winner: string; loser: string }> {
  return await sql.begin(async (tx) => {
    const { winner, loser } = await twoThreads(tx);
    await tx`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id}
      where id = any (${[winner, loser]})`;
    return { winner, loser };
  });
}

/** Nothing of these is open for other tests. */
async function close(sql: postgres.Sql, ids: string[]): Promise<void> {
  await sql`update public.conversations set status = 'closed', owner = 'ai', assigned_to = null, waiting_since = null
    where id = any (${ids}) and merged_into is null`;
  await sql.end();
}

/** Runs `second` so that it waits for what `first` has done and not yet committed. */
async function whileUncommitted(
  sql: postgres.Sql,
  first: (tx: Sql) => Promise<unknown>,
  second: (tx: Sql) => Promise<unknown>,
): Promise<void> {
  let waiting: Promise<unknown> = Promise.resolve();
  await sql.begin(async (tx) => {
    await first(tx);
    const [{ pid } = { pid: 0 }] = await tx<{ pid: number }[]>`select pg_backend_pid() as pid`;
    waiting = sql.begin(second);
    await waitFor("the second to wait", async () => {
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from pg_catalog.pg_locks
        where not granted and ${pid} = any (pg_catalog.pg_blocking_pids(pid))`;
      return (row?.n ?? 0) > 0 ? true : null;
    });
  });
  await waiting;
}

Deno.test("send_scheduled MRG-03: what falls due while its thread is merged is sent in the one that is left", async () => {
  const sql = await connect(3);
  const { winner, loser } = await committedThreads(sql);
  try {
    const [{ id } = { id: "" }] = await sql<{ id: string }[]>`
      insert into public.scheduled_messages (dealership_id, conversation_id, author_user_id, client_id, content, send_at)
      values (${OAK}, ${loser}, ${PEOPLE.oakSales.id}, gen_random_uuid(), 'as agreed', now() + interval '1 hour')
      returning id`;
    await whileUncommitted(sql, async (tx) => {
      await tx`update public.scheduled_messages set send_at = now() where id = ${id}`;
      await become(tx, PEOPLE.oakSales);
      await tx`select id from public.merge_conversations(${winner}, ${loser})`;
      await become(tx, "owner");
    }, (tx) => tx`select private.send_scheduled(${id})`);
    await sql`select private.send_scheduled(${id})`;
    const rows = await sql`select conversation_id from public.messages where content = 'as agreed'
      and conversation_id = any (${[winner, loser]})`;
    assert.deepEqual(rows.map((row) => row["conversation_id"] as string), [winner]);
  } finally {
    await close(sql, [winner, loser]);
  }
});

Deno.test("undo_conversation_merge MRG-03: two who undo one merge at once undo it once", async () => {
  const sql = await connect(3);
  const { winner, loser } = await committedThreads(sql);
  try {
    const [{ id } = { id: "" }] = await sql.begin(async (tx) => {
      await become(tx, PEOPLE.oakSales);
      return await tx<
        { id: string }[]
      >`select id from public.merge_conversations(${winner}, ${loser})`;
    });
    const refusals: (string | undefined)[] = [];
    await whileUncommitted(
      sql,
      async (tx) => refusals.push((await undoMerge(tx, id)).refused?.detail),
      async (tx) => refusals.push((await undoMerge(tx, id)).refused?.detail),
    );
    assert.deepEqual(refusals, [undefined, "merge_undone"]);
  } finally {
    await close(sql, [winner, loser]);
  }
});

Deno.test("merged chats MRG-06: a picture goes with the address it came from when the threads part", async () => {
  await inRollback(async (sql) => {
    const { winner, loser, second } = await twoChats(sql);
    const merged = await mergeThreads(sql, { winner, loser });
    await become(sql, "service_role");
    const [admitted] = await sql<{ folder: string }[]>`select public.admit_web_photo(
      ${KEY}, ${SITE}, ${second.id}, gen_random_uuid(), 'a') ->> 'folder' as folder`;
    const path = `${admitted?.folder}/a.jpg`;
    await become(sql, "owner");
    await sql`insert into storage.objects (bucket_id, name) values ('attachments', ${path})`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    const seesAs = async (mine: string) => {
      await become(sql, "owner");
      await sql`update public.conversations set owner = 'human', status = 'active', closed_at = null,
          assigned_to = case id when ${mine} then ${PEOPLE.oakSales.id}::uuid else ${PEOPLE.oakManager.id}::uuid end
        where id = any (${[winner, loser]}) and merged_into is null`;
      return (await attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select name from storage.objects where name = ${path}`,
      )).rows.length;
    };
    assert.equal(await seesAs(winner), 1);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.deepEqual([await seesAs(winner), await seesAs(loser)], [0, 1]);
  });
});

Deno.test("undo_conversation_merge: nothing comes back to a colleague who has left meanwhile", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await become(sql, "owner");
    await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id}
      where id = ${two.loser}`;
    const merged = await mergeThreads(sql, two, PEOPLE.oakManager);
    await sql`update public.memberships set is_active = false
      where dealership_id = ${OAK} and user_id = ${PEOPLE.oakSales.id}`;
    assert.equal((await undoMerge(sql, merged.rows[0]?.id, PEOPLE.oakManager)).refused, null);
    const { owner, assigned_to } = await threadRow(sql, two.loser);
    assert.deepEqual([owner, assigned_to], ["ai", null]);
  });
});

Deno.test("undo_conversation_merge: who wrote meanwhile is answered by the AI once the thread is its again", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await replyAs(sql, two.winner, "here I am");
    const merged = await mergeThreads(sql, two);
    await receiveText(sql, { from: two.loserPhone, content: "anybody there?" });
    await become(sql, "owner");
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    const { owner } = await threadRow(sql, two.loser);
    const { waiting_since } = await threadRow(sql, two.winner);
    const jobs = await sql`select kind from private.jobs
      where fifo_key = ${`reply:${two.loser}`} and status = 'ready' and kind = 'reply_with_ai'`;
    assert.deepEqual([owner, jobs.length], ["ai", 1]);
    assert.equal(waiting_since, null);
  });
});
