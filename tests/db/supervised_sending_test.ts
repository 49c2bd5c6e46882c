import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { draftsOf, send, takeOver, writeAgain } from "../support/drafts.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { type ClaimedJob, claimFor, claimSend, receiveText, submitReply } from "../support/sms.ts";

const GONE = "reply_not_waiting";
const WORDS = "Yes, the RAV4 is here. Want to see it?";

/** One answer as it stands. */
interface Answer {
  readonly delivery_status: string;
  readonly error_class: string | null;
}

/** A thread with an answer of the AI that waits for its time. */
interface Waiting {
  readonly id: string;
  readonly from: string;
  readonly message: number;
}

async function supervise(sql: Sql, seconds: number, channels = ["sms", "web", "email"]) {
  await become(sql, "owner");
  await sql`update public.dealerships set supervised_seconds = ${seconds},
    supervised_channels = ${channels} where id = ${OAK}`;
}

/** What waits for the end of the transaction happens now. */
async function commit(sql: Sql): Promise<void> {
  await become(sql, "owner");
  await sql`set constraints all immediate`;
  await sql`set constraints all deferred`;
}

async function reply(
  sql: Sql,
  id: string,
  more: { content?: string; handover?: Record<string, string> } = {},
): Promise<number> {
  const job = (await claimFor(sql, id)).find(({ kind }) => kind === "reply_with_ai");
  assert.ok(job);
  const answer = await submitReply(sql, job, { content: WORDS, ...more });
  await commit(sql);
  return Number(answer.message_id);
}

async function waiting(sql: Sql, more: Parameters<typeof reply>[2] = {}): Promise<Waiting> {
  await supervise(sql, 20);
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  return { id, from, message: await reply(sql, id, more) };
}

async function answerOf(sql: Sql, message: number): Promise<Answer> {
  await become(sql, "owner");
  const [row] = await sql<Answer[]>`select delivery_status, error_class from public.messages
    where id = ${message}`;
  assert.ok(row);
  return { ...row };
}

/** The answer's time comes. */
async function pass(sql: Sql, message: number): Promise<void> {
  await become(sql, "owner");
  await sql`update public.messages set sends_at = now() - interval '1 second' where id = ${message}`;
}

async function sendJob(sql: Sql, id: string): Promise<ClaimedJob> {
  const job = (await claimFor(sql, id)).find(({ kind }) => kind === "send_message");
  assert.ok(job);
  return job;
}

function press(sql: Sql, what: "send" | "stop" | "edit", message: number, who: Person) {
  return attempt(
    sql,
    who,
    (tx) =>
      what === "send"
        ? tx`select public.send_supervised_reply(${message})`
        : tx`select public.stop_supervised_reply(${message}, ${what === "edit"})`,
  );
}

async function thread(sql: Sql, id: string) {
  await become(sql, "owner");
  const [row] = await sql<{ owner: string; assigned_to: string | null; waits: boolean }[]>`
    select owner, assigned_to, waiting_since is not null as waits from public.conversations
    where id = ${id}`;
  assert.ok(row);
  return { ...row };
}

async function readyJobs(sql: Sql, id: string): Promise<readonly string[]> {
  await commit(sql);
  const rows = await sql<{ kind: string }[]>`select kind from private.jobs
    where fifo_key like ${"%" + id} and status = 'ready' order by kind`;
  return rows.map(({ kind }) => kind);
}

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
    const jobs = (await claimFor(sql, id)).filter(({ kind }) => kind === "send_message");
    assert.equal(jobs.length, 1);
    const [job] = jobs;
    assert.ok(job);
    assert.equal((await claimSend(sql, job)).decision, "send");
    assert.equal((await press(sql, "send", message, PEOPLE.oakSales)).refused, null);
    assert.equal((await press(sql, "stop", message, PEOPLE.oakSales)).refused?.detail, GONE);
    assert.equal((await answerOf(sql, message)).delivery_status, "sending");
    assert.equal((await thread(sql, id)).owner, "ai");
  });
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
    assert.equal((await press(sql, "stop", message, PEOPLE.oakManager)).refused?.detail, GONE);
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
