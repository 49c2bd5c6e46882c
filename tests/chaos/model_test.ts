/** The whole way of a text with a model behind it, and every way in which the model can fail. */
import assert from "node:assert/strict";
import postgres from "postgres";
import { databaseUrl, inboxUrl } from "../../local/config.ts";
import { takeOver } from "../support/drafts.ts";
import { newShopper, OAK_NUMBER } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { startFreshStack } from "../support/stack.ts";
import { type Phone, testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

interface Told {
  readonly content: string;
  readonly ai_model: string;
  readonly evidence: readonly { readonly kind: string }[];
  readonly fallback: string | null;
  readonly calls: readonly { readonly model: string; readonly outcome: string }[];
  readonly tools: readonly { readonly name: string }[];
  readonly verdicts: readonly unknown[];
  readonly input_tokens: number;
  readonly cost_microcents: number;
}

interface Played {
  readonly phone: Phone;
  readonly sql: postgres.Sql;
  /** What the model does with its next requests. */
  script(steps: readonly unknown[]): Promise<void>;
  /** Texts Oak as a new shopper and returns the answer's row. */
  ask(words: string): Promise<Told>;
}

async function withModel(play: (played: Played) => Promise<void>): Promise<void> {
  const stack = await startFreshStack({ model: true, web: false });
  const sql = postgres(databaseUrl(stack.config), { max: 1, onnotice: () => {} });
  const inbox = inboxUrl(stack.config);
  const phone = await testPhone(inbox);
  const script = async (steps: readonly unknown[]) => {
    await fetch(`${inbox}/fakes/openai/script`, { method: "DELETE" });
    const body = JSON.stringify(steps);
    const answer = await fetch(`${inbox}/fakes/openai/script`, { method: "POST", body });
    await answer.body?.cancel();
  };
  const ask = async (words: string) => {
    const from = newShopper();
    await phone.send({ from, to: OAK_NUMBER, body: words });
    await phone.waitForTexts(from, 1, 40_000);
    const [row] = await sql<Told[]>`
      select m.content, m.ai_model, m.evidence, r.fallback, r.calls, r.tools, r.verdicts,
        r.input_tokens, r.cost_microcents::int as cost_microcents
      from public.messages as m
      join public.ai_runs as r on r.message_id = m.id
      join public.conversations as c on c.id = m.conversation_id
      where c.customer_address = ${from} and m.author = 'ai' order by m.id limit 1`;
    assert.ok(row);
    return row;
  };
  try {
    await waitFor("the seed's own messages to be read", async () => {
      const open = await sql`select from private.jobs where status in ('ready', 'leased')`;
      return open.length === 0 ? true : null;
    }, 20_000);
    await play({ phone, sql, script, ask });
  } finally {
    await sql.end();
    await stack.remove();
  }
}

const LOOK_UP = {
  tool_calls: [{
    name: "get_vehicle",
    arguments: { id: null, stock_number: "T4417", vin_tail: null, with_alternatives: false },
  }],
};

function saying(content: string): Record<string, unknown> {
  const rest = { confidence: 0.9, intents: ["price"], evidence: [], handover: null, summary: null };
  return { content: JSON.stringify({ content, language: "en", ...rest }), chunk_ms: 1 };
}

const TRUE_ANSWER = saying("Hi, I'm Oak's AI assistant. The RAV4, stock T4417, is $31,480.");
const QUESTION = "how much is stock T4417?";

/** Ways to fail after which a model still answers. */
const FAILURES: readonly (readonly [string, readonly unknown[]])[] = [
  ["429 with Retry-After, then well", [{ status: 429, retry_after: 1 }, LOOK_UP, TRUE_ANSWER]],
  ["500 three times, then the next model", [
    { status: 500 },
    { status: 500 },
    { status: 500 },
    LOOK_UP,
    TRUE_ANSWER,
  ]],
  ["content filter, then the next model", [
    { content: "", finish_reason: "content_filter" },
    LOOK_UP,
    TRUE_ANSWER,
  ]],
  ["cut off within JSON, then the next model", [
    { content: '{"content": "The RAV', finish_reason: "length" },
    LOOK_UP,
    TRUE_ANSWER,
  ]],
  ["disconnect within a stream, then the next model", [
    { content: "one two three four", truncate: 2 },
    LOOK_UP,
    TRUE_ANSWER,
  ]],
];

Deno.test("model: writes with tools, is held to the rows, and fails over in every way it can fail", async () => {
  await withModel(async ({ script, ask, phone, sql }) => {
    await script([LOOK_UP, TRUE_ANSWER]);
    const told = await ask(QUESTION);
    assert.equal(told.fallback, null);
    assert.match(told.content, /AI assistant\. The RAV4, stock T4417, is \$31,480/);
    assert.equal(told.ai_model, "gpt-4.1-mini");
    assert.deepEqual(told.calls.map((call) => call.outcome), ["ok", "ok"]);
    assert.ok(told.tools.some((tool) => tool.name === "get_vehicle"));
    assert.ok(told.input_tokens > 0 && told.cost_microcents > 0);
    assert.ok(told.evidence.some((one) => one.kind === "vehicle"));

    await script([saying("It is $9,999 today."), LOOK_UP, TRUE_ANSWER]);
    assert.match((await ask(QUESTION)).content, /\$31,480/);

    await script([LOOK_UP, saying("It is $9,999."), saying("Only $9,999, promised.")]);
    const held = await ask(QUESTION);
    assert.deepEqual([held.ai_model, held.fallback], ["local", "gate_refused"]);
    assert.equal(held.verdicts.length, 2);
    assert.match(held.content, /\$31,480/);

    for (const [way, steps] of FAILURES) {
      await script(steps);
      const row = await ask(QUESTION);
      assert.match(row.ai_model, /^gpt-4\.1/, way);
      assert.match(row.content, /AI assistant\. The RAV4/, way);
    }

    await script(Array.from({ length: 12 }, () => ({ status: 500 })));
    const away = await ask(QUESTION);
    assert.equal(away.ai_model, "local");
    assert.match(away.content, /\$31,480/);

    const slowly = { ...saying("The RAV4, stock T4417, is $31,480 today."), chunk_ms: 60 };
    await script([LOOK_UP, slowly]);
    const { draft, shown } = await draftFor(phone, sql);
    assert.deepEqual([draft.model, draft.status], ["gpt-4.1-mini", "proposed"]);
    assert.equal(draft.content, "The RAV4, stock T4417, is $31,480 today.");
    assert.ok(shown.some((one) => one !== draft.content), "it was shown before it was whole");
    assert.ok(shown.every((one) => draft.content.startsWith(one)), shown.join(" | "));
  });
});

interface Drafted {
  readonly conversation_id: string;
  readonly content: string;
  readonly model: string;
  readonly status: string;
}

/** Asks in a thread that a person owns; returns the draft and what staff saw of it before. */
async function draftFor(
  phone: Phone,
  sql: postgres.Sql,
): Promise<{ readonly draft: Drafted; readonly shown: readonly string[] }> {
  const from = newShopper();
  // At once, or the AI might answer before the thread is a person's.
  await sql.begin(async (tx) => {
    const { conversation_id: id } = await receiveText(tx, { from });
    await takeOver(tx, id);
  });
  await phone.send({ from, to: OAK_NUMBER, body: QUESTION });
  const draft = await waitFor("a draft", async () => {
    const [row] = await sql<Drafted[]>`select d.* from public.reply_drafts as d
      join public.conversations as c on c.id = d.conversation_id where c.customer_address = ${from}`;
    return row ?? null;
  });
  const told = await sql<{ content: string }[]>`
    select payload ->> 'content' as content from realtime.messages
    where event = 'draft' and payload ->> 'conversation_id' = ${draft.conversation_id}
    order by inserted_at`;
  assert.deepEqual(await phone.received(from), []);
  return { draft, shown: told.map((one) => one.content) };
}
