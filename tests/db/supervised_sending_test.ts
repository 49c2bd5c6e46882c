import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { draftsOf, send, takeOver, writeAgain } from "../support/drafts.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, claimSend, receiveText } from "../support/sms.ts";
import {
  answerOf,
  GONE,
  pass,
  press,
  readyJobs,
  reply,
  sendJob,
  supervise,
  thread,
  waiting,
  WORDS,
} from "../support/supervised.ts";

Deno.test("supervised sending: an answer waits its seconds, is asked about again, and leaves once", async () => {
  await inRollback(async (sql) => {
    const { id, message } = await waiting(sql);
    assert.equal((await answerOf(sql, message)).delivery_status, "deferred");
    const job = await sendJob(sql, id);
    const early = await claimSend(sql, job);
    assert.deepEqual([early.decision, early.reason], ["deferred", "supervised"]);
    await pass(sql, message);
    assert.equal((await claimSend(sql, job)).decision, "send");
    await sql`select public.record_send(${message}, ${job.lease_token}, 'accepted', 'SMsupervised')`;
    assert.equal((await claimSend(sql, job)).decision, "done");
  });
});

/** What the list tells of a thread, and whether it was said just now. */
async function told(sql: Sql, id: string): Promise<Record<string, unknown>> {
  await become(sql, "owner");
  const [row] = await sql`select last_message_author as author, last_message_preview as words,
    last_message_at = now() as is_new from public.conversations where id = ${id}`;
  return { ...row };
}

Deno.test("supervised sending: the list tells of an answer when it leaves, and never of one that was stopped", async () => {
  await inRollback(async (sql) => {
    const asked = { author: "customer", words: "hello", is_new: false };
    const said = { author: "ai", words: WORDS, is_new: true };
    for (const end of ["send", "clock", "stop"] as const) { // bound: three
      const { id, message } = await waiting(sql);
      await sql`update public.conversations set last_message_at = now() - interval '20 s' where id = ${id}`;
      assert.deepEqual(await told(sql, id), asked, end);
      if (end !== "clock") await press(sql, end, message, PEOPLE.oakSales);
      else {
        await pass(sql, message);
        await claimSend(sql, await sendJob(sql, id));
      }
      assert.deepEqual(await told(sql, id), end === "stop" ? asked : said, end);
    }
  });
});

Deno.test("supervised sending: off, or off on this channel, an answer leaves at once", async () => {
  for (const [seconds, channels] of [[0, ["sms"]], [20, ["web", "email"]]] as const) { // bound: two
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      await supervise(sql, seconds, [...channels]);
      const { conversation_id: id } = await receiveText(sql, { from: newShopper() });
      const message = await reply(sql, id);
      assert.equal((await answerOf(sql, message)).delivery_status, "queued");
      assert.equal((await claimSend(sql, await sendJob(sql, id))).decision, "send");
    });
  }
});

Deno.test("supervised sending: the first words to a lead wait, a follow-up's do not", async () => {
  await inRollback(async (sql) => {
    await supervise(sql, 20);
    const { conversation_id: id } = await receiveText(sql, { from: newShopper() });
    const lead = await recordLead(sql, { phone: newShopper() });
    await become(sql, "owner");
    const stored = await sql<{ delivery_status: string }[]>`
      insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, metadata)
      select ${OAK}, ${id}, 'outbound', 'ai', 'sms', 'Hello', 'queued', said
      from unnest(array[${sql.json({ lead_id: lead.lead_id })}::jsonb,
        ${sql.json({ lead_id: lead.lead_id, sequence_run_id: "run" })}::jsonb]) as said
      returning delivery_status`;
    assert.deepEqual(stored.map((one) => one.delivery_status), ["deferred", "queued"]);
  });
});

Deno.test("supervised sending: what the customer adds drops the answer and promises a new one to both", async () => {
  await inRollback(async (sql) => {
    const { id, from, message } = await waiting(sql);
    await writeAgain(sql, from, "and is it a hybrid?");
    assert.deepEqual(await answerOf(sql, message), {
      delivery_status: "blocked",
      error_class: "overtaken",
    });
    assert.ok((await readyJobs(sql, id)).includes("reply_with_ai"));
    const again = await reply(sql, id, { content: "It is, and it is here." });
    assert.equal((await answerOf(sql, again)).delivery_status, "deferred");
    assert.equal((await press(sql, "send", message, PEOPLE.oakSales)).refused?.detail, GONE);
  });
});

Deno.test("supervised sending: Send now lets it out at once, and losing to the clock is no fault", async () => {
  await inRollback(async (sql) => {
    const { id, message } = await waiting(sql);
    assert.equal((await press(sql, "send", message, PEOPLE.oakSales)).refused, null);
    assert.equal((await press(sql, "send", message, PEOPLE.oakManager)).refused, null);
    const [job, second] = await claimFor(sql, id);
    assert.ok(job && second === undefined);
    assert.equal((await claimSend(sql, job)).decision, "send");
    assert.equal((await press(sql, "send", message, PEOPLE.oakSales)).refused, null);
    assert.equal((await press(sql, "stop", message, PEOPLE.oakSales)).refused?.detail, GONE);
    assert.equal((await answerOf(sql, message)).delivery_status, "sending");
    assert.equal((await thread(sql, id)).owner, "ai");
  });
});

Deno.test("supervised sending: decided while its job is being put off, it keeps nobody behind it waiting", async () => {
  for (const what of ["send", "stop"] as const) { // bound: two ways
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const { id, message } = await waiting(sql);
      const job = await sendJob(sql, id);
      assert.equal((await claimSend(sql, job)).decision, "deferred");
      assert.equal((await press(sql, what, message, PEOPLE.oakSales)).refused, null);
      await become(sql, "service_role");
      await sql`select public.postpone_job(${job.id}, ${job.lease_token}, now() + interval '20 s', 'supervised')`;
      await become(sql, "owner");
      const [row] = await sql<{ is_due: boolean }[]>`select run_at <= now() as is_due
        from private.jobs where id = ${job.id}`;
      assert.equal(row?.is_due, true);
    });
  }
});

Deno.test("supervised sending: Stop makes the customer wait for who stopped, and no draft says it again", async () => {
  await inRollback(async (sql) => {
    const { id, message } = await waiting(sql);
    assert.equal((await press(sql, "stop", message, PEOPLE.oakSales)).refused, null);
    assert.deepEqual(await answerOf(sql, message), {
      delivery_status: "blocked",
      error_class: "stopped",
    });
    assert.deepEqual(await thread(sql, id), {
      owner: "human",
      assigned_to: PEOPLE.oakSales.id,
      waits: true,
    });
    assert.deepEqual((await draftsOf(sql, id)).map((one) => one.status), ["dismissed"]);
    assert.deepEqual(await readyJobs(sql, id), ["send_message"]);
    assert.equal((await claimSend(sql, await sendJob(sql, id))).decision, "done");
    const lines = await sql<{ content: string }[]>`select content from public.messages
      where conversation_id = ${id} and kind = 'system' order by id desc limit 2`;
    assert.match(
      lines.map((one) => one.content).join(),
      /took over,.+ stopped an answer of the AI/,
    );
  });
});

Deno.test("supervised sending: Edit and taking over leave the words as a draft that is learned from", async () => {
  for (const isEdit of [true, false]) { // bound: two ways
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const { id, message } = await waiting(sql);
      if (isEdit) {
        assert.equal((await press(sql, "edit", message, PEOPLE.oakSales)).refused, null);
      } else await takeOver(sql, id);
      assert.equal((await answerOf(sql, message)).error_class, "taken_over");
      const [draft, ...more] = await draftsOf(sql, id);
      assert.ok(draft);
      assert.equal(more.length, 0);
      assert.equal(draft.status, "proposed");
      assert.ok(draft.content.startsWith(WORDS));
      assert.deepEqual(await readyJobs(sql, id), ["send_message"]);
      assert.equal((await thread(sql, id)).waits, true);
      const sent = await send(sql, id, "It is here, come by!", { draft: draft.id });
      assert.equal(sent.refused, null);
      assert.equal((await draftsOf(sql, id))[0]?.status, "edited");
      assert.equal((await thread(sql, id)).waits, false);
    });
  }
});

Deno.test("supervised sending: the word that a person will write is stopped, too, and is no draft", async () => {
  await inRollback(async (sql) => {
    const handover = { reason: "asked_for_person", wants: "a person" };
    const { id, message } = await waiting(sql, { content: "I'm getting someone.", handover });
    assert.equal((await thread(sql, id)).owner, "waiting_human");
    await takeOver(sql, id);
    assert.equal((await answerOf(sql, message)).error_class, "taken_over");
    assert.equal((await draftsOf(sql, id)).length, 0);
    assert.ok((await readyJobs(sql, id)).includes("draft_reply"));
  });
});

Deno.test("supervised sending: what never left is in no number of the day, tried again it is", async () => {
  await inRollback(async (sql) => {
    const answers = async () => {
      await become(sql, "owner");
      await sql`select private.fold_rollups()`;
      const [row] = await sql<{ kept: string; counted: string }[]>`select
        (select coalesce(sum(amount), 0) from public.daily_rollups
          where dealership_id = ${OAK} and metric = 'ai_reply') as kept,
        (select coalesce(sum(amount), 0) from private.recount_rollups(${OAK})
          where metric = 'ai_reply') as counted`;
      assert.equal(row?.kept, row?.counted);
      return Number(row?.kept);
    };
    const before = await answers();
    const { message } = await waiting(sql);
    assert.equal(await answers(), before + 1);
    await press(sql, "stop", message, PEOPLE.oakSales);
    assert.equal(await answers(), before);
    await attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.retry_message(${message})`);
    assert.equal(await answers(), before + 1);
  });
});

Deno.test("supervised sending: the gate asks everything again when the time comes", async () => {
  const turns: readonly [string, (sql: Sql, id: string, from: string) => Promise<unknown>][] = [
    ["ai_off", (sql) => sql`update public.dealerships set ai_enabled = false where id = ${OAK}`],
    [
      "opted_out",
      (sql, _id, from) =>
        receiveText(sql, { from, content: "STOP", keyword: "stop", optOut: "certain" }),
    ],
    [
      "ai_paused",
      (sql, id) =>
        attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.set_ai_paused(${id}, true)`),
    ],
    [
      "closed",
      (sql, id) =>
        attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.close_conversation(${id})`),
    ],
  ];
  for (const [reason, turn] of turns) { // bound: four reasons
    // Each in a transaction of its own.
    // deno-lint-ignore no-await-in-loop
    await inRollback(async (sql) => {
      const { id, from, message } = await waiting(sql);
      await turn(sql, id, from);
      await pass(sql, message);
      const { decision } = await claimSend(sql, await sendJob(sql, id));
      assert.ok(["blocked", "done"].includes(decision), decision);
      const { delivery_status, error_class } = await answerOf(sql, message);
      assert.equal(delivery_status, "blocked");
      assert.ok([reason, "overtaken"].includes(error_class ?? ""), error_class ?? "");
    });
  }
});

Deno.test("supervised sending: strangers and other stores can neither send nor stop; an admin alone sets it", async () => {
  await inRollback(async (sql) => {
    const { message } = await waiting(sql);
    for (const who of [PEOPLE.pineManager, PEOPLE.stranger]) { // bound: two people
      // One connection.
      // deno-lint-ignore no-await-in-loop
      const refused = [
        await press(sql, "send", message, who),
        await press(sql, "stop", message, who),
      ];
      assert.deepEqual(refused.map((one) => one.refused?.code), ["PT404", "PT404"]);
    }
    assert.equal((await answerOf(sql, message)).delivery_status, "deferred");
    const set = (who: Person, seconds: number) =>
      probe(
        sql,
        who,
        (tx) =>
          tx`update public.dealerships set supervised_seconds = ${seconds} where id = ${OAK} returning id`,
      );
    assert.equal((await set(PEOPLE.oakAdmin, 30)).rows.length, 1);
    assert.equal((await set(PEOPLE.oakSales, 30)).rows.length, 0);
    assert.equal((await set(PEOPLE.pineManager, 30)).rows.length, 0);
    assert.equal((await set(PEOPLE.oakAdmin, 121)).refused?.code, "23514");
  });
});
