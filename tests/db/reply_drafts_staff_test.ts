import assert from "node:assert/strict";
import { attempt, become, inRollback, type Statement } from "../support/db.ts";
import { type Draft, draftsOf, owned, send, submit } from "../support/drafts.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { claimFor } from "../support/sms.ts";

Deno.test("reply_drafts DRF-04: sent as it was it is used, changed it is edited, and a changed answer is suggested", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await become(sql, "owner");
    const [entry] =
      await sql`select id from public.knowledge_entries where dealership_id = ${OAK} limit 1`;
    const evidence = [{ kind: "knowledge", id: entry?.id, fields: ["answer"] }];
    const { draft_id } = await submit(sql, thread, { evidence });
    assert.ok(draft_id);
    const picked = await attempt<Draft>(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id, status, content, message_id from public.use_draft(${draft_id})`,
    );
    assert.equal(picked.rows[0]?.content, "Yes, the RAV4 is here. Want to see it?");
    const sent = await send(sql, thread.id, "It is here, and we hold a place for you", {
      draft: draft_id,
    });
    const [draft] = await draftsOf(sql, thread.id);
    assert.deepEqual([draft?.status, Number(draft?.message_id)], [
      "edited",
      Number(sent.rows[0]?.id),
    ]);
    const [suggested] = await sql`select source, status, answer from public.knowledge_suggestions
      where message_id = ${sent.rows[0]?.id ?? 0}`;
    assert.deepEqual([suggested?.source, suggested?.status], ["staff_edit", "pending"]);

    const other = await owned(sql);
    const answer = await submit(sql, other);
    await send(sql, other.id, "Yes, the RAV4 is here.  Want to see it? ", {
      draft: answer.draft_id ?? "",
    });
    assert.deepEqual((await draftsOf(sql, other.id)).map((one) => one.status), ["used"]);
  });
});

Deno.test("reply_drafts DRF-05: only who may write to the thread uses, rewrites or dismisses its draft", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    const { draft_id } = await submit(sql, thread);
    assert.ok(draft_id);
    for (const stranger of [PEOPLE.pineAdmin, PEOPLE.oakApi, PEOPLE.stranger]) {
      const calls: readonly Statement<object>[] = [
        (tx) => tx`select public.use_draft(${draft_id})`,
        (tx) => tx`select public.dismiss_draft(${draft_id})`,
        (tx) => tx`select public.rewrite_draft(${draft_id}, 'shorter')`,
      ];
      for (const call of calls) { // bound: three calls
        const { refused } = await attempt(sql, stranger, call);
        assert.equal(refused?.detail, "conversation_not_found");
      }
    }
    assert.deepEqual((await draftsOf(sql, thread.id)).map((one) => one.status), ["proposed"]);
    await attempt(sql, PEOPLE.oakManager, (tx) => tx`select public.dismiss_draft(${draft_id})`);
    assert.deepEqual((await draftsOf(sql, thread.id)).map((one) => one.status), ["dismissed"]);
    const late = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.use_draft(${draft_id})`,
    );
    assert.equal(late.refused?.detail, "draft_stale");
  });
});

Deno.test("reply_drafts: a rewrite takes the place of its draft, and only what the draft allows can be asked", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    const { draft_id } = await submit(sql, thread);
    await become(sql, "service_role");
    await sql`select public.finish_job(${thread.job.id}, ${thread.job.lease_token})`;
    const ask = (variant: string) =>
      attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select public.rewrite_draft(${draft_id}, ${variant})`,
      );
    assert.equal((await ask("warmer")).refused?.detail, "invalid_variant");
    await ask("shorter");
    await ask("shorter");
    const jobs = (await claimFor(sql, thread.id)).filter((one) => one.kind === "draft_reply");
    assert.equal(jobs.length, 1);
    const [job] = jobs;
    assert.ok(job);
    const answer = await submit(sql, { ...thread, job }, { content: "Yes, it is here." });
    assert.equal(answer.outcome, "proposed");
    assert.deepEqual(
      (await draftsOf(sql, thread.id)).map((one) => one.status).sort(),
      ["proposed", "rewritten"],
    );
  });
});

Deno.test("reply_drafts: kill switches and a lost opt-in hold drafts as they hold replies", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await become(sql, "owner");
    await sql`update public.dealerships set ai_enabled = false where id = ${OAK}`;
    assert.deepEqual((await submit(sql, thread)).reason, "ai_off");
    await become(sql, "owner");
    await sql`update public.dealerships set ai_enabled = true, ai_paused_channels = '{sms}' where id = ${OAK}`;
    assert.deepEqual((await submit(sql, thread)).reason, "ai_channel_off");
    assert.equal((await draftsOf(sql, thread.id)).length, 0);
    const runs =
      await sql`select kind, outcome from public.ai_runs where conversation_id = ${thread.id}`;
    assert.deepEqual(runs.map((one) => [one.kind, one.outcome]), [
      ["draft", "ai_off"],
      ["draft", "ai_channel_off"],
    ]);
  });
});

Deno.test("reply_drafts: a job that ran out of attempts shows in the thread and can be asked for again", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await become(sql, "service_role");
    await sql`select public.fail_job(${thread.job.id}, ${thread.job.lease_token}, 'Cannot write: test',
      null, true)`;
    assert.deepEqual((await draftsOf(sql, thread.id)).map((one) => one.status), ["failed"]);
    const asked = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.request_draft(${thread.id})`,
    );
    assert.equal(asked.refused, null);
    const jobs = (await claimFor(sql, thread.id)).filter((one) => one.kind === "draft_reply");
    assert.equal(jobs.length, 1);
  });
});

Deno.test("typing: the AI proposes nothing while somebody writes, and the signal runs out by itself", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.note_typing(${thread.id})`);
    assert.equal((await submit(sql, thread)).reason, "person_typing");
    await become(sql, "owner");
    await sql`update private.typing set expires_at = now() - interval '1 second'`;
    assert.equal((await submit(sql, thread)).outcome, "proposed");
    const foreign = await attempt(
      sql,
      PEOPLE.pineSales,
      (tx) => tx`select public.note_typing(${thread.id})`,
    );
    assert.equal(foreign.refused?.detail, "conversation_not_found");
  });
});

Deno.test("send_message: a reply that crosses a colleague's names them once, and can be sent anyway", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select public.send_message(${thread.id}, 'On it', ${crypto.randomUUID()})`,
    );
    const crossed = await send(sql, thread.id, "Me too", { seen: thread.asked });
    assert.equal(crossed.refused?.detail, "colleague_replied");
    assert.match(crossed.refused?.message ?? "", /replied \d+ s ago/);
    assert.equal((await send(sql, thread.id, "Me too")).refused, null);
  });
});

Deno.test("typing DRF-06: who types and how far a draft is reaches only those who see the thread", async () => {
  await inRollback(async (sql) => {
    const thread = await owned(sql);
    await become(sql, "owner");
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    await sql`update public.memberships set role = 'user' where user_id = ${PEOPLE.oakManager.id}`;
    await attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.note_typing(${thread.id})`);
    await become(sql, "service_role");
    await sql`select public.stream_draft(${thread.id}, 'Yes', ${thread.job.lease_token})`;
    await sql`select public.stream_draft(${thread.id}, 'No', ${crypto.randomUUID()})`;
    await become(sql, "owner");
    const heard = await sql<{ event: string; topic: string }[]>`
      select event, topic from realtime.messages where event in ('typing', 'draft')
        and payload ->> 'conversation_id' = ${thread.id} order by 1, 2`;
    assert.deepEqual(heard.map((one) => [one.event, one.topic]), [
      ["draft", `dealership:${OAK}`],
      ["draft", `staff:${PEOPLE.oakSales.id}`],
      ["typing", `dealership:${OAK}`],
      ["typing", `staff:${PEOPLE.oakSales.id}`],
    ]);
    const outsider = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select public.note_typing(${thread.id})`,
    );
    assert.equal(outsider.refused?.detail, "conversation_not_found");
  });
});
