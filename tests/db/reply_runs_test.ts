import assert from "node:assert/strict";
import { attempt, become, type Caller, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { type ClaimedJob, claimFor, receiveText } from "../support/sms.ts";

const RUN = {
  calls: [{
    model: "m",
    outcome: "ok",
    tokens: { input: 900, output: 60 },
    cost_micros: 456,
    ms: 800,
  }],
  tools: [{ name: "get_vehicle", outcome: "ok", ms: 12 }],
  rejected: [{ model: "m", faults: [{ code: "price_without_evidence" }], content: "It is $1." }],
  tokens: { input: 900, output: 60 },
  cost_micros: 456,
};

interface Replied {
  readonly conversationId: string;
  readonly inboundId: number;
  readonly answer: { readonly outcome: string; readonly message_id: number | null };
}

async function reply(sql: Sql, changes: Readonly<Record<string, unknown>> = {}): Promise<Replied> {
  const text = await receiveText(sql, { from: newShopper(), content: "how much is it?" });
  const [job] = await claimFor(sql, text.conversation_id);
  assert.ok(job);
  return { ...await submit(sql, text, job, changes), inboundId: Number(text.message_id) };
}

async function submit(
  sql: Sql,
  text: { readonly conversation_id: string; readonly message_id: number },
  job: ClaimedJob,
  changes: Readonly<Record<string, unknown>>,
): Promise<Omit<Replied, "inboundId">> {
  await become(sql, "service_role");
  const body = {
    content: "It is $31,480.",
    model: "gpt-4.1-mini",
    confidence: 0.9,
    processing_time_ms: 1_200,
    handover: null,
    fallback: null,
    negative_streak: 0,
    run: RUN,
    understood: [{
      message_id: Number(text.message_id),
      language: "en",
      sentiment: "negative",
      urgency: "high",
      intents: [{ name: "price", confidence: 0.9, evidence: "how much" }],
    }],
    ai_context: { summary: { text: "Wants a price.", through: 1, by: "local" } },
    ...changes,
  };
  const [row] = await sql<{ answer: Replied["answer"] }[]>`select public.submit_reply(
    ${text.conversation_id}, ${text.message_id}, ${sql.json(body)}, ${job.lease_token}) as answer`;
  assert.ok(row);
  await become(sql, "owner");
  return { conversationId: text.conversation_id, answer: row.answer };
}

Deno.test("replies: what a message says is stored with it, and staff can read it", async () => {
  await inRollback(async (sql) => {
    const { inboundId, conversationId } = await reply(sql);
    const { rows } = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select intent, intents, sentiment, language, urgency from public.messages where id = ${inboundId}`,
    );
    assert.deepEqual({ ...rows[0] }, {
      intent: "price",
      intents: [{ name: "price", confidence: 0.9, evidence: "how much" }],
      sentiment: "negative",
      language: "en",
      urgency: "high",
    });
    const [thread] = await sql`select ai_context -> 'summary' ->> 'text' as text
      from public.conversations where id = ${conversationId}`;
    assert.equal(thread?.["text"], "Wants a price.");
  });
});

Deno.test("replies: the list tells what a customer asked about last, and small talk leaves it", async () => {
  await inRollback(async (sql) => {
    const { conversationId, inboundId } = await reply(sql);
    const listed = async (caller: Caller): Promise<unknown> => {
      const { rows } = await attempt(
        sql,
        caller,
        (tx) =>
          tx`select intents from public.inbox where id = ${conversationId} and intents @> '{price}'`,
      );
      return rows.map((row) => row["intents"]);
    };
    const keep = (...names: readonly string[]) =>
      sql`select private.keep_understanding(c, ${
        sql.json([{ message_id: inboundId, intents: names.map((name) => ({ name })) }])
      }) from public.conversations as c where c.id = ${conversationId}`;
    assert.deepEqual(await listed(PEOPLE.oakSales), [["price"]]);
    assert.deepEqual(await listed(PEOPLE.pineSales), []);
    await keep("thanks");
    assert.deepEqual(await listed(PEOPLE.oakSales), [["price"]]);
    await keep("visit", "price", "thanks");
    assert.deepEqual(await listed(PEOPLE.oakSales), [["price", "visit"]]);
  });
});

Deno.test("replies: each run is kept with its message, its cost booked on the budget", async () => {
  await inRollback(async (sql) => {
    const spent = async () =>
      Number(
        (await sql`select coalesce(sum(spent_microcents), 0) as n from public.ai_budgets
        where dealership_id = ${OAK}`)[0]?.["n"],
      );
    const before = await spent();
    const { answer } = await reply(sql);
    const { rows } = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select model, outcome, input_tokens, output_tokens, duration_ms, verdicts, tools, calls
        from public.ai_runs where message_id = ${answer.message_id}`,
    );
    assert.deepEqual({ ...rows[0] }, {
      model: "gpt-4.1-mini",
      outcome: "queued",
      input_tokens: 900,
      output_tokens: 60,
      duration_ms: 1_200,
      verdicts: [{
        draft: 1,
        model: "m",
        verdict: [{ code: "price_without_evidence" }],
        content: "It is $1.",
      }],
      tools: [{ name: "get_vehicle", duration_ms: 12, found: "ok" }],
      calls: RUN.calls,
    });
    assert.equal(await spent() - before, 45_600);
    const hidden = await attempt(
      sql,
      PEOPLE.pineSales,
      (tx) => tx`select id from public.ai_runs where message_id = ${answer.message_id}`,
    );
    assert.equal(hidden.rows.length, 0);
  });
});

Deno.test("replies: a run whose answer came too late is kept as well, and paid for", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const text = await receiveText(sql, { from });
    const [job] = await claimFor(sql, text.conversation_id);
    assert.ok(job);
    await receiveText(sql, { from, content: "wait" });
    const { answer } = await submit(sql, text, job, {});
    assert.equal(answer.outcome, "superseded");
    const rows = await sql`select outcome, message_id from public.ai_runs
      where conversation_id = ${text.conversation_id}`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [{
      outcome: "superseded",
      message_id: null,
    }]);
  });
});

Deno.test("replies: two unhappy messages in a row reach the people on duty", async () => {
  await inRollback(async (sql) => {
    const told = async (conversationId: string) =>
      (await sql`select kind from public.notifications where link like ${"%" + conversationId}`)
        .map((row) => row["kind"]);
    const calm = await reply(sql, { negative_streak: 1 });
    assert.deepEqual(await told(calm.conversationId), []);
    const silent = await reply(sql, { negative_streak: 2, silent: true, content: "" });
    assert.ok((await told(silent.conversationId)).includes("conversation.unhappy"));
    const handed = await reply(sql, { negative_streak: 2, handover: { reason: "unhappy" } });
    assert.equal(handed.answer.outcome, "handed_over");
    assert.ok((await told(handed.conversationId)).includes("handover.requested"));
  });
});

Deno.test("replies: the persona speaks as it was published, not as its draft", async () => {
  await inRollback(async (sql) => {
    await become(sql, "owner");
    await sql`update public.personas set temperature = 0.11 where dealership_id = ${OAK} and is_default`;
    const text = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, text.conversation_id);
    const [row] = await sql<{ answer: { persona: Record<string, unknown> } }[]>`
      select public.load_reply_context(${text.conversation_id}, ${
      job?.lease_token ?? null
    }) as answer`;
    assert.notEqual(row?.answer.persona["temperature"], 0.11);
    assert.equal(typeof row?.answer.persona["version_id"], "string");
  });
});

Deno.test("replies: no model is asked once the month's budget is spent", async () => {
  await inRollback(async (sql) => {
    const allows = async () => {
      await become(sql, "service_role");
      const [row] = await sql`select public.ai_budget_allows(${OAK}) as allows`;
      await become(sql, "owner");
      return row?.["allows"];
    };
    assert.equal(await allows(), true);
    await sql`update public.ai_budgets set ceiling_cents = 0 where dealership_id = ${OAK}`;
    assert.equal(await allows(), false);
  });
});

Deno.test("spend_ai_budget: a worker books what belongs to no conversation, and nobody else does", async () => {
  await inRollback(async (sql) => {
    const spend = (who: Parameters<typeof attempt>[1], cost: number) =>
      attempt(sql, who, (tx) => tx`select public.spend_ai_budget(${OAK}, ${cost})`);
    const spent = async () => {
      await become(sql, "owner");
      const [row] = await sql<
        { spent: string }[]
      >`select coalesce(sum(spent_microcents), 0) as spent
        from public.ai_budgets where dealership_id = ${OAK}`;
      return Number(row?.spent);
    };
    const before = await spent();
    assert.equal((await spend("service_role", 400)).refused, null);
    assert.equal((await spend("service_role", 0)).refused, null);
    assert.equal(await spent(), before + 400);
    assert.match((await spend(PEOPLE.oakAdmin, 400)).refused?.message ?? "", /permission denied/);
    assert.match((await spend("anon", 400)).refused?.message ?? "", /permission denied/);
    assert.equal(await spent(), before + 400);
  });
});
