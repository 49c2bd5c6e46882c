/** How long Twilio waits for its answer, and REST beside it in the same run. */
import { apiUrl } from "../local/config.ts";
import { newShopper, OAK } from "../tests/support/people.ts";
import type { BenchStack } from "./bench_stack.ts";
import type { Figure } from "./figures.ts";
import { interleave, spreadOf, timeOf } from "./samples.ts";

const PARALLEL = 8;
/** Texts come from these in turns, so that bursts are debounced as in life. */
const SHOPPERS = Array.from({ length: 16 }, () => newShopper());

/** Measures webhook answers one at a time and eight at a time, and REST reads by id. */
export async function measureWebhooks(
  stack: BenchStack,
  quick: boolean,
): Promise<readonly Figure[]> {
  const rounds = quick ? 60 : 200;
  const cold = await text(stack, 0);
  for (let round = 1; round < 5; round++) await text(stack, round); // bound: warm-up
  const { first: webhook, second: rest } = await interleave(
    rounds,
    (round) => text(stack, round),
    () => readById(stack, stack.accessToken),
  );
  const parallel = spreadOf(await textInParallel(stack, rounds));
  const { first: person, second: service } = await interleave(
    rounds,
    () => readById(stack, stack.accessToken),
    () => readById(stack, stack.config.keys.serviceRole),
  );
  const yardstick = { label: "REST by id", value: rest.p50 };
  const ms = (key: string, label: string, value: number): Figure => ({
    key: `webhook.${key}`,
    label: `webhook answered, ${label}`,
    value,
    unit: "ms",
    yardstick,
  });
  return [
    {
      key: "rest.busy_p50",
      label: "REST by id, between webhooks, p50",
      value: rest.p50,
      unit: "ms",
    },
    {
      key: "rest.idle_p50",
      label: "REST by id as a person, p50",
      value: person.p50,
      unit: "ms",
      yardstick: { label: "service key", value: service.p50 },
    },
    ms("p50", "p50", webhook.p50),
    ms("p95", "p95", webhook.p95),
    ms("p99", "p99", webhook.p99),
    ms("parallel_p50", "8 at a time, p50", parallel.p50),
    ms("parallel_p95", "8 at a time, p95", parallel.p95),
    ms("parallel_p99", "8 at a time, p99", parallel.p99),
    ms("cold", "first of all (cold)", cold),
  ];
}

function text(stack: BenchStack, round: number): Promise<number> {
  return stack.text(SHOPPERS[round % SHOPPERS.length] ?? newShopper(), `text ${round}`);
}

async function textInParallel(stack: BenchStack, rounds: number): Promise<readonly number[]> {
  const spans: number[] = [];
  let next = 0;
  const work = async () => {
    while (next < rounds) spans.push(await text(stack, next++)); // bound: rounds
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return spans;
}

async function readById({ config }: BenchStack, token: string): Promise<number> {
  const headers = { apikey: config.keys.publishable, authorization: `Bearer ${token}` };
  return await timeOf(async () => {
    const response = await fetch(`${apiUrl(config)}/rest/v1/dealerships?select=id&id=eq.${OAK}`, {
      headers,
    });
    await response.text();
    if (!response.ok) throw new Error(`Cannot read by id: ${response.status}`);
  });
}
