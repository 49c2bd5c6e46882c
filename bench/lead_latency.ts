/** How long a lead waits for its first answer: from the document at the door to the text at the carrier. */
import { publicFunctionsUrl } from "../local/edge/edge_env.ts";
import { noonShopper } from "../tests/support/leads.ts";
import { waitFor } from "../tests/support/wait.ts";
import type { BenchStack } from "./bench_stack.ts";
import type { Figure } from "./figures.ts";
import { now, pause } from "./reply_latency.ts";
import { spreadOf } from "./samples.ts";

const SPACING_MS = 300;
const WAIT_MS = 90_000;

/** Measures leads with a question; `who` names what writes the answers. */
export async function measureLeads(
  stack: BenchStack,
  who: { readonly key: string; readonly words: string },
  quick: boolean,
): Promise<readonly Figure[]> {
  const startedAt = new Map<string, number>();
  for (let index = 0; index < (quick ? 8 : 24); index += 1) { // bound: the leads
    const shopper = await noonShopper(stack.sql);
    startedAt.set(shopper, now());
    await post(stack, shopper);
    await pause(SPACING_MS);
  }
  const answers = await waitFor("all first answers", async () => {
    const rows = await stack.sql<{ address: string; sent_ms: number }[]>`
      select c.customer_address as address, extract(epoch from min(m.sent_at))::float * 1000 as sent_ms
      from public.conversations as c
      join public.messages as m on m.conversation_id = c.id and m.author = 'ai' and m.sent_at is not null
      where c.customer_address = any (${[...startedAt.keys()]}) group by 1`;
    return rows.length >= startedAt.size ? rows : null;
  }, WAIT_MS);
  const waits = spreadOf(
    answers.map(({ address, sent_ms }) => sent_ms - (startedAt.get(address) ?? NaN)),
  );
  const figure = (part: "p50" | "p95"): Figure => ({
    key: `${who.key}.${part}`,
    label: `${who.words}: lead's document in to first answer at the carrier, ${part}`,
    value: waits[part],
    unit: "ms",
  });
  return [figure("p50"), figure("p95")];
}

async function post({ config }: BenchStack, shopper: string): Promise<void> {
  const document = `<adf><prospect><id source="Bench">${crypto.randomUUID()}</id>
    <vehicle interest="buy"><stock>T4417</stock></vehicle>
    <customer><contact><name part="full">Lee Fox</name><phone type="cellphone">${shopper}</phone></contact>
    <comments>Text Opt-In: Yes\nYour inquiry: Is it still available?</comments></customer>
    <provider><name>AutoTrader</name></provider></prospect></adf>`;
  const answer = await fetch(`${publicFunctionsUrl(config)}/adf-inbound`, {
    method: "POST",
    headers: { "x-api-key": "lead_demo_oak", "content-type": "application/xml" },
    body: document,
  });
  await answer.body?.cancel();
  if (answer.status !== 201) throw new Error(`Cannot record lead: status ${answer.status}`);
}
