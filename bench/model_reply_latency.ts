/** How long a shopper waits for the AI when a model writes that takes 2 s for each answer. */
import { inboxUrl } from "../local/config.ts";
import { newShopper } from "../tests/support/people.ts";
import type { BenchStack } from "./bench_stack.ts";
import { type Figure, msFigure } from "./figures.ts";
import { now, pause, waitForReplies } from "./reply_latency.ts";
import { spreadOf } from "./samples.ts";

/** Measured beside it, since every millisecond of it is the model's own. */
const MODEL_MS = 2000;
const SPACING_MS = 400;
const ANSWER = {
  content: "Hi, I'm the AI assistant of Oak Ridge Toyota. What are you looking for?",
  language: "en",
  confidence: 0.9,
  intents: ["greeting"],
  evidence: [],
  handover: null,
  summary: null,
};

/** Measures AI replies of a stack whose model is scripted. */
export async function measureModelReplies(
  stack: BenchStack,
  quick: boolean,
): Promise<readonly Figure[]> {
  const shoppers = Array.from({ length: quick ? 8 : 24 }, () => newShopper());
  await scriptAnswers(stack, shoppers.length);
  const startedAt = new Map<string, number>();
  for (const shopper of shoppers) { // bound: the shoppers
    startedAt.set(shopper, now());
    await stack.text(shopper, "hello there");
    await pause(SPACING_MS);
  }
  const replies = await waitForReplies(stack, shoppers);
  await refuseLocalAnswers(stack, shoppers);
  const lateness = spreadOf(replies.map(({ late_ms }) => late_ms - MODEL_MS));
  const total = spreadOf(
    replies.map((reply) => reply.accepted_ms - (startedAt.get(reply.address) ?? NaN)),
  );
  return [
    msFigure("model.queued_p95", "2 s model: reply queued, without the 2 s, p95", lateness.p95),
    msFigure("model.sent_p50", "2 s model: text in to reply at the carrier, p50", total.p50),
    msFigure("model.sent_p95", "2 s model: text in to reply at the carrier, p95", total.p95),
  ];
}

/** Makes the scripted model answer so many requests, each after 2 s. */
export async function scriptAnswers({ config }: BenchStack, count: number): Promise<void> {
  const step = { content: JSON.stringify(ANSWER), first_token_ms: MODEL_MS };
  const answer = await fetch(`${inboxUrl(config)}/fakes/openai/script`, {
    method: "POST",
    body: JSON.stringify(Array.from({ length: count }, () => step)),
  });
  await answer.body?.cancel();
}

/** A reply that the local intelligence wrote would flatter the figures. */
async function refuseLocalAnswers({ sql }: BenchStack, shoppers: readonly string[]): Promise<void> {
  const local = await sql`
    select 1 from public.messages as m join public.conversations as c on c.id = m.conversation_id
    where c.customer_address = any (${[...shoppers]}) and m.author = 'ai' and m.ai_model = 'local'`;
  if (local.length > 0) throw new Error("Cannot measure the model: it did not write every reply");
}
