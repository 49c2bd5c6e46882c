import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

class Undone extends Error {}

/** A shopper whose question waits for the team, at a store that is open or closed all week. */
async function waiting(
  sql: Sql,
  reason: string,
  isOpen: boolean,
): Promise<{ id: string; from: string }> {
  await become(sql, "owner");
  await sql`delete from public.business_holidays where dealership_id = ${OAK}`;
  await sql`delete from public.business_hours where dealership_id = ${OAK}`;
  if (isOpen) {
    await sql`insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
      select ${OAK}, 'sales', d, '00:00', '24:00' from generate_series(0, 6) as d`;
  }
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  const [job] = await claimFor(sql, id);
  assert.ok(job);
  await submitReply(sql, job, {
    content: "I'm asking the team.",
    handover: { reason, wants: "towing capacity" },
  });
  // As at a commit: what follows is another transaction's business.
  await become(sql, "owner");
  await sql`set constraints all immediate`;
  await sql`set constraints all deferred`;
  return { id, from };
}

/** What is promised for the shopper's next text. */
async function promised(
  sql: Sql,
  { id, from }: { id: string; from: string },
): Promise<readonly string[]> {
  await receiveText(sql, { from, content: "and can I come friday?" });
  await sql`set constraints all immediate`;
  const jobs = await sql<{ kind: string }[]>`select j.kind from private.jobs as j
    where j.payload ->> 'conversation_id' = ${id} and j.status = 'ready' order by j.kind`;
  return jobs.map(({ kind }) => kind);
}

Deno.test("after hours: a question that waits for the team leaves the AI answering until the store opens", async () => {
  await inRollback(async (sql) => {
    const closed = await waiting(sql, "fact_missing", false);
    assert.deepEqual(await promised(sql, closed), ["reply_with_ai"]);
  });
  await inRollback(async (sql) => {
    const open = await waiting(sql, "fact_missing", true);
    assert.deepEqual(await promised(sql, open), ["draft_reply"]);
  });
});

for (const reason of ["visit_change", "ai_failed"]) {
  Deno.test(`after hours: a shopper whose ${reason} waits is answered further`, async () => {
    await inRollback(async (sql) => {
      assert.deepEqual(await promised(sql, await waiting(sql, reason, false)), ["reply_with_ai"]);
    });
  });
}

Deno.test("after hours: who waits for a call is answered further, also while the store is open", async () => {
  for (const isOpen of [false, true]) {
    await inRollback(async (sql) => {
      const asked = await waiting(sql, "call_request", isOpen);
      assert.deepEqual(await promised(sql, asked), ["reply_with_ai"]);
    });
  }
});

Deno.test("after hours: what is added to a wish for a call reaches its handover, and a question keeps the call", async () => {
  await inRollback(async (sql) => {
    const { id, from } = await waiting(sql, "call_request", true);
    const said = async (content: string, handover: Record<string, string>) => {
      await receiveText(sql, { from, content });
      const job = (await claimFor(sql, id)).find((one) => one.kind === "reply_with_ai");
      assert.ok(job);
      await submitReply(sql, job, { content: `Noted: ${content}`, handover });
      await become(sql, "owner");
    };
    await said("after 5", { reason: "call_request", brings: 'For the call: "after 5"' });
    await said("does it tow?", { reason: "fact_missing", wants: "towing" });
    const [row] =
      await sql`select h.reason, h.summary, c.handover_summary from public.handovers as h
      join public.conversations as c on c.id = h.conversation_id where h.conversation_id = ${id}`;
    assert.equal(row?.["reason"], "call_request");
    assert.match(row?.["summary"].wants, /towing/);
    assert.match(row?.["summary"].brings, /after 5/);
    assert.deepEqual(row?.["summary"], row?.["handover_summary"]);
  });
});

Deno.test("after hours: who asked for a person is left to a person, and so is a store that wants it so", async () => {
  await inRollback(async (sql) => {
    assert.deepEqual(await promised(sql, await waiting(sql, "asked_for_person", false)), [
      "draft_reply",
    ]);
  });
  await inRollback(async (sql) => {
    await sql`update public.dealerships set answers_after_hours = false where id = ${OAK}`;
    assert.deepEqual(await promised(sql, await waiting(sql, "fact_missing", false)), [
      "draft_reply",
    ]);
  });
});

Deno.test("after hours: the gate lets the AI's answer out while closed, and holds it once a person has the thread", async () => {
  for (const takenOver of [false, true]) { // bound: two ways
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const thread = await waiting(sql, "trade_in", false);
      await promised(sql, thread);
      for (const job of await claimFor(sql, thread.id)) { // bound: the notice and the reply
        if (job.kind === "reply_with_ai") {
          const { outcome } = await submitReply(sql, job, { content: "Friday at 4 works." });
          assert.equal(outcome, "queued");
        } else {
          await claimSend(sql, job);
          await sql`select public.finish_job(${job.id}, ${job.lease_token})`;
        }
      }
      if (takenOver) {
        const taken = await attempt(
          sql,
          PEOPLE.oakSales,
          (tx) => tx`select public.take_over_conversation(${thread.id})`,
        );
        assert.equal(taken.refused, null);
      }
      const [send] = (await claimFor(sql, thread.id)).filter(({ kind }) => kind === "send_message");
      assert.ok(send);
      if (!takenOver) {
        // What the AI would begin by itself, such as a follow-up, is no answer to anything.
        await become(sql, "owner");
        await sql.savepoint(async (inner) => {
          await inner`update public.messages set in_reply_to = null where id = ${send.payload.message_id}`;
          assert.equal((await claimSend(inner, send)).decision, "blocked");
          throw new Undone();
        }).catch((error: unknown) => assert.ok(error instanceof Undone, String(error)));
      }
      const claimed = await claimSend(sql, send);
      assert.equal(claimed.decision, takenOver ? "blocked" : "send");
    });
  }
});

Deno.test("after hours: a second matter joins the dossier, and a weightier one ends the AI's turn", async () => {
  await inRollback(async (sql) => {
    const thread = await waiting(sql, "fact_missing", false);
    await sql`select private.step_back(${thread.id}, 'trade_in', ${
      sql.json({ wants: "a value for a 2016 F-150" })
    })`;
    const [first] = await sql<{ handover_reason: string; wants: string }[]>`
      select handover_reason, handover_summary ->> 'wants' as wants
      from public.conversations where id = ${thread.id}`;
    assert.equal(first?.handover_reason, "trade_in");
    assert.equal(first?.wants, "towing capacity; a value for a 2016 F-150");
    await sql`select private.step_back(${thread.id}, 'finance', ${
      sql.json({ wants: "a value for a 2016 F-150", brings: "$5,000 down" })
    })`;
    await sql`select private.step_back(${thread.id}, 'finance', ${
      sql.json({ wants: "financing", brings: "Trade-in: 2016 F-150" })
    })`;
    const [whole] = await sql<{ wants: string; brings: string }[]>`
      select handover_summary ->> 'wants' as wants, handover_summary ->> 'brings' as brings
      from public.conversations where id = ${thread.id}`;
    assert.deepEqual(whole, {
      wants: "towing capacity; a value for a 2016 F-150; financing",
      brings: "$5,000 down; Trade-in: 2016 F-150",
    });
    await sql`select private.step_back(${thread.id}, 'complaint', null)`;
    assert.deepEqual(await promised(sql, thread), ["draft_reply"]);
  });
});
