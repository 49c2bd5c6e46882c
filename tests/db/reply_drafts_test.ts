import assert from "node:assert/strict";
import type { ReservedSql } from "postgres";
import { attempt, become, connect, inRollback } from "../support/db.ts";
import { draftsOf, owned, send, submit, takeOver, writeAgain } from "../support/drafts.ts";
import { newShopper, newSid, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, receiveText } from "../support/sms.ts";

Deno.test("reply_drafts: a message to a person's thread promises one draft, however many follow", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id: id } = await receiveText(sql, { from });
    await takeOver(sql, id);
    await writeAgain(sql, from);
    await writeAgain(sql, from, "and in blue?");
    const jobs = (await claimFor(sql, id)).filter((one) => one.kind === "draft_reply");
    assert.equal(jobs.length, 1);
    await become(sql, "service_role");
    const [row] = await sql`select public.load_draft_context(${id}, ${
      jobs[0]?.lease_token ?? null
    }) as c`;
    assert.deepEqual(
      [row?.c.decision, row?.c.voice, row?.c.no_draft, row?.c.pending.length],
      ["reply", "staff", null, 3],
    );
  });
});

Deno.test("reply_drafts: a thread that the AI answers gets no draft, unless the AI is off, and then only a reading", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id: id } = await receiveText(sql, { from });
    const kinds = async () => {
      await become(sql, "owner");
      const rows = await sql`select kind from private.jobs where fifo_key = ${"draft:" + id}`;
      return rows.length;
    };
    await writeAgain(sql, from);
    assert.equal(await kinds(), 0);
    await sql`update public.conversations set ai_paused = true where id = ${id}`;
    await writeAgain(sql, from);
    assert.equal(await kinds(), 1);
    const job = (await claimFor(sql, id)).find((one) => one.kind === "draft_reply");
    await become(sql, "service_role");
    const [row] = await sql`select public.load_draft_context(${id}, ${
      job?.lease_token ?? null
    }) as c`;
    assert.deepEqual([row?.c.decision, row?.c.no_draft], ["reply", "not_owned_by_staff"]);
  });
});

Deno.test("reply_drafts: whoever takes over before the AI has answered finds a draft on its way", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const { conversation_id: id } = await receiveText(sql, { from });
    await takeOver(sql, id);
    await sql`set constraints all immediate`;
    const kinds = (await claimFor(sql, id)).map((one) => one.kind);
    assert.ok(kinds.includes("draft_reply"), kinds.join());
  });
});

Deno.test("reply_drafts: what was read stands with the message, and two unhappy ones alert the owner once", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    const understood = [{
      message_id: thread.asked,
      language: "en",
      sentiment: "negative",
      urgency: "high",
      intents: [{ name: "complaint", confidence: 0.9, evidence: "still" }],
    }];
    for (let round = 0; round < 2; round += 1) { // bound: the job runs twice
      const answer = await submit(sql, thread, { content: "", understood, negative_streak: 2 });
      assert.equal(answer.outcome, "understood");
    }
    await become(sql, "owner");
    const [message] = await sql`select intent, sentiment, urgency, language from public.messages
      where id = ${thread.asked}`;
    assert.deepEqual({ ...message }, {
      intent: "complaint",
      sentiment: "negative",
      urgency: "high",
      language: "en",
    });
    const alerts = await sql`select user_id from public.notifications
      where kind = 'conversation.unhappy' and link like ${"%" + thread.id}`;
    assert.deepEqual(alerts.map((one) => one.user_id), [PEOPLE.oakSales.id]);
  });
});

Deno.test("reply_drafts DRF-01: what the customer or a person says next drops the draft", async () => {
  await inRollback(async (sql) => {
    const first = await owned(sql);
    assert.equal((await submit(sql, first)).outcome, "proposed");
    await writeAgain(sql, first.from, "never mind");
    assert.deepEqual((await draftsOf(sql, first.id)).map((one) => one.status), ["stale"]);

    const second = await owned(sql);
    await submit(sql, second);
    assert.equal((await send(sql, second.id, "I wrote this myself")).refused, null);
    assert.deepEqual((await draftsOf(sql, second.id)).map((one) => one.status), ["stale"]);

    const third = await owned(sql);
    await submit(sql, third);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.add_note(${third.id}, 'call him', ${crypto.randomUUID()})`,
    );
    assert.deepEqual((await draftsOf(sql, third.id)).map((one) => one.status), ["proposed"]);
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.hand_back_conversation(${third.id})`,
    );
    assert.deepEqual((await draftsOf(sql, third.id)).map((one) => one.status), ["stale"]);
  });
});

Deno.test("reply_drafts DRF-02: a draft that comes too late is not stored as one, whoever writes it", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await writeAgain(sql, thread.from, "one more thing");
    assert.equal((await submit(sql, thread)).outcome, "superseded");
    await become(sql, "owner");
    await sql`insert into public.reply_drafts (dealership_id, conversation_id, based_on_message_id, content)
      values (${OAK}, ${thread.id}, ${thread.asked}, 'by hand')`;
    await sql`update public.reply_drafts set status = 'proposed' where conversation_id = ${thread.id}`
      .catch(() => {});
    const drafts = await draftsOf(sql, thread.id);
    assert.deepEqual([...new Set(drafts.map((one) => one.status))], ["stale"]);
  });
});

Deno.test("reply_drafts DRF-03: no draft outlives a message that is stored at the same time", async () => {
  const sql = await connect(4);
  const ended: string[] = [];
  try {
    for (let round = 0; round < 8; round += 1) { // bound: eight races
      ended.push(await race(sql));
    }
  } finally {
    await sql.end();
  }
  assert.deepEqual([...new Set(ended)], ["stale"]);
});

/** A draft and a text are committed at once; returns how the draft stands when both are done. */
async function race(sql: Awaited<ReturnType<typeof connect>>): Promise<string> {
  const from = newShopper();
  const [thread] = await sql<{ conversation_id: string; message_id: number }[]>`
    select r.a ->> 'conversation_id' as conversation_id, (r.a ->> 'message_id')::int as message_id
    from (select public.receive_sms('ACtest', ${newSid()}, ${from}, '+15550100100', 'hi', '[]', null,
      'none', '{}') as a) as r`;
  assert.ok(thread);
  const { conversation_id: id, message_id } = thread;
  await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakSales.id}
    where id = ${id}`;
  const draft = async (one: ReservedSql) => {
    await one`insert into public.reply_drafts (dealership_id, conversation_id, based_on_message_id, content)
      values (${OAK}, ${id}, ${message_id}, 'race')`;
    one.release();
  };
  const text = async (one: ReservedSql) => {
    await one`select public.receive_sms('ACtest', ${newSid()}, ${from}, '+15550100100', 'again', '[]',
      null, 'none', '{}')`;
    one.release();
  };
  const [left, right] = [await sql.reserve(), await sql.reserve()];
  await Promise.all([draft(left), text(right)]);
  const [row] = await sql`select status from public.reply_drafts where conversation_id = ${id}
    and content = 'race'`;
  await sql`update public.conversations set status = 'closed', owner = 'ai', assigned_to = null
    where id = ${id}`;
  return row?.status;
}
