import assert from "node:assert/strict";
import { become, connect, inRollback, type Sql } from "../support/db.ts";
import { newShopper, newSid, OAK, PINE, PINE_NUMBER } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

Deno.test("receive_sms: stores a repeated MessageSid once", async () => {
  await inRollback(async (sql) => {
    const text = { from: newShopper(), sid: newSid() };
    const first = await receiveText(sql, text);
    const second = await receiveText(sql, text);
    assert.equal(first.outcome, "stored");
    assert.deepEqual(second, { ...first, outcome: "duplicate" });
  });
});

Deno.test("receive_sms: five copies at once are one message, one thread and one promise", async () => {
  const text = { from: newShopper(), sid: newSid() };
  const connections = await Promise.all([1, 2, 3, 4, 5].map(() => connect()));
  try {
    const answers = await Promise.all(
      connections.map((sql) => sql.begin((tx) => receiveText(tx, text))),
    );
    assert.equal(answers.filter(({ outcome }) => outcome === "stored").length, 1);
    assert.equal(answers.filter(({ outcome }) => outcome === "duplicate").length, 4);
    const [sql] = connections;
    assert.ok(sql);
    const [counts] = await sql<{ threads: number; customers: number; jobs: number }[]>`select
      (select count(*)::int from public.conversations where customer_address = ${text.from}) as threads,
      (select count(*)::int from public.customer_identities where value = ${text.from}) as customers,
      (select count(*)::int from private.jobs as j join public.conversations as c
        on j.fifo_key = 'reply:' || c.id where c.customer_address = ${text.from}) as jobs`;
    assert.deepEqual({ ...counts }, { threads: 1, customers: 1, jobs: 1 });
  } finally {
    await Promise.all(connections.map((sql) => sql.end()));
  }
});

Deno.test("receive_sms: a text in an open thread writes the thread once, in a closed one it opens it", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from });
    const before = await threadWrites(sql);
    await receiveText(sql, { from });
    assert.equal(await threadWrites(sql) - before, 1);
    await sql`update public.conversations set status = 'closed', closed_at = now()
      where id = ${conversation_id}`;
    await receiveText(sql, { from });
    await become(sql, "owner");
    const [thread] = await sql`select status, closed_at, unread_count
      from public.conversations where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, { status: "active", closed_at: null, unread_count: 3 });
  });
});

Deno.test("receive_sms: the number that was texted names the dealership", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    assert.equal((await receiveText(sql, { from })).dealership_id, OAK);
    assert.equal((await receiveText(sql, { from, to: PINE_NUMBER })).dealership_id, PINE);
  });
});

Deno.test("receive_sms: a text to an unknown number is kept in quarantine, once", async () => {
  await inRollback(async (sql) => {
    const text = { from: newShopper(), to: "+15550109999", sid: newSid() };
    assert.equal((await receiveText(sql, text)).outcome, "quarantined");
    assert.equal((await receiveText(sql, text)).outcome, "quarantined");
    await become(sql, "owner");
    const rows = await sql`select reason from public.quarantined_messages
      where provider_message_id = ${text.sid}`;
    assert.equal(rows.length, 1);
    assert.equal(rows[0]?.reason, "unknown_number");
  });
});

Deno.test("receive_sms: a burst has one promise of a reply, and it answers all of it", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from, content: "hi" });
    await receiveText(sql, { from, content: "the blue one" });
    await receiveText(sql, { from, content: "with AWD?" });
    const jobs = await claimFor(sql, conversation_id);
    assert.equal(jobs.length, 1);
    const [row] = await sql<{ context: { pending: number[]; messages: unknown[] } }[]>`
      select public.load_reply_context(${conversation_id}, ${
      jobs[0]?.lease_token ?? null
    }) as context`;
    assert.equal(row?.context.pending.length, 3);
    assert.equal(row?.context.messages.length, 3);
  });
});

Deno.test("submit_reply: a newer text makes the answer void and a second answer to it impossible", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const first = await receiveText(sql, { from, content: "hi" });
    const [job] = await claimFor(sql, first.conversation_id);
    assert.ok(job);
    await receiveText(sql, { from, content: "wait, the red one" });
    const late = await submitReply(sql, job, { content: "Blue it is.", through: first.message_id });
    assert.equal(late.outcome, "superseded");
    const [next] = await claimFor(sql, first.conversation_id);
    assert.ok(next);
    assert.equal((await submitReply(sql, next, { content: "Red it is." })).outcome, "queued");
    const again = await submitReply(sql, next, { content: "Red it is, again." });
    assert.equal(again.outcome, "stood_down");
  });
});

Deno.test("receive_sms: STOP and an opt-out in free words revoke and promise nothing", async () => {
  await inRollback(async (sql) => {
    for (const text of [{ keyword: "stop" }, { optOut: "certain" }] as const) {
      const { conversation_id } = await receiveText(sql, {
        from: newShopper(),
        content: "x",
        ...text,
      });
      assert.equal((await claimFor(sql, conversation_id)).length, 0);
    }
  });
});

Deno.test("receive_sms: YES to a question is a text like any other; only after STOP it opts back in", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from, content: "can I come at 10?" });
    const [job] = await claimFor(sql, conversation_id);
    assert.ok(job);
    await submitReply(sql, job, { content: "Shall I put you down?" });
    const kinds = async () =>
      (await claimFor(sql, conversation_id)).map(({ kind }) => kind)
        .filter((kind) => kind === "reply_with_ai");
    await receiveText(sql, { from, content: "YES", keyword: "start" });
    assert.deepEqual(await kinds(), ["reply_with_ai"]);
    await become(sql, "owner");
    await sql`delete from private.jobs where fifo_key = ${"reply:" + conversation_id}`;
    await receiveText(sql, { from, content: "STOP", keyword: "stop" });
    await receiveText(sql, { from, content: "YES", keyword: "start" });
    assert.deepEqual(await kinds(), []);
  });
});

Deno.test("receive_sms: an unclear opt-out hands the thread to a person", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper(), optOut: "possible" });
    assert.equal((await claimFor(sql, conversation_id)).length, 0);
    await become(sql, "owner");
    const [thread] = await sql`select owner, handover_reason from public.conversations
      where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, {
      owner: "waiting_human",
      handover_reason: "possible_opt_out",
    });
  });
});

Deno.test("receive_sms: a text to a thread that staff own is stored, unread and not answered", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, { from });
    await sql`reset role`;
    await sql`update public.conversations set owner = 'waiting_human', status = 'escalated'
      where id = ${conversation_id}`;
    await sql`delete from private.jobs where fifo_key = ${"reply:" + conversation_id}`;
    await receiveText(sql, { from, content: "anyone there?" });
    assert.equal((await claimFor(sql, conversation_id)).length, 0);
    await become(sql, "owner");
    const [thread] = await sql`select unread_count, waiting_since is not null as waits,
      last_message_preview from public.conversations where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, {
      unread_count: 2,
      waits: true,
      last_message_preview: "anyone there?",
    });
  });
});

Deno.test("record_sms_status: late, repeated and unordered callbacks change nothing", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [reply] = await claimFor(sql, conversation_id);
    assert.ok(reply);
    const { message_id } = await submitReply(sql, reply, { content: "Hello." });
    const [send] = await claimFor(sql, conversation_id);
    assert.ok(send);
    await claimSend(sql, send);
    const sid = newSid();
    const hear = async (status: string, id: number | null = message_id) => {
      const [row] = await sql<{ answer: { outcome: string } }[]>`
        select public.record_sms_status('ACtest', ${sid}, ${id}, ${status}, null, null) as answer`;
      return row?.answer.outcome;
    };
    assert.equal(await hear("sent"), "recorded"); // overtakes the answer to our own request
    await sql`select public.record_send(${message_id}, ${send.lease_token}, 'accepted', ${sid}, 1,
      account_sid => 'ACtest')`;
    assert.equal(await hear("delivered", null), "recorded");
    assert.equal(await hear("sent", null), "ignored");
    assert.equal(await hear("undelivered", null), "ignored");
    assert.equal(await hear("delivered", null), "ignored");
    const [row] = await sql`select delivery_status from public.messages where id = ${message_id}`;
    assert.equal(row?.delivery_status, "delivered");
  });
});

/** How many conversations this transaction has updated so far; makes the connection the owner's. */
async function threadWrites(sql: Sql): Promise<number> {
  await become(sql, "owner");
  const [row] = await sql<{ writes: number }[]>`
    select n_tup_upd::int as writes from pg_stat_xact_user_tables
    where relid = 'public.conversations'::regclass`;
  return row?.writes ?? 0;
}
