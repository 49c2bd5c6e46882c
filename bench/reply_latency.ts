/** How long a shopper waits for the AI, and staff for a delivered reply. Times are the database's. */
import { newShopper } from "../tests/support/people.ts";
import { waitFor } from "../tests/support/wait.ts";
import type { BenchStack } from "./bench_stack.ts";
import { type Figure, msFigure } from "./figures.ts";
import { spreadOf } from "./samples.ts";

/** What the fake carrier takes from acceptance to delivery; see local/edge/twilio/deliver_text.ts. */
const CARRIER_MS = 470;
const SPACING_MS = 150;
const WAIT_MS = 60_000;

/** Measures AI replies without a model, then staff sends. */
export async function measureReplies(
  stack: BenchStack,
  quick: boolean,
): Promise<readonly Figure[]> {
  await waitUntilIdle(stack);
  const shoppers = Array.from({ length: quick ? 12 : 40 }, () => newShopper());
  const startedAt = new Map<string, number>();
  for (const shopper of shoppers) { // bound: the shoppers
    startedAt.set(shopper, now());
    await stack.text(shopper, "do you still have the blue RAV4?");
    await pause(SPACING_MS);
  }
  const replies = await waitForReplies(stack, shoppers);
  const lateness = spreadOf(replies.map(({ late_ms }) => late_ms));
  const total = spreadOf(
    replies.map((reply) => reply.accepted_ms - (startedAt.get(reply.address) ?? NaN)),
  );
  return [
    msFigure("reply.queued_p50", "AI reply queued after the debounce window, p50", lateness.p50),
    msFigure("reply.queued_p95", "AI reply queued after the debounce window, p95", lateness.p95),
    msFigure(
      "reply.sent_p50",
      "text in to reply at the carrier, window of 1,200 ms in it, p50",
      total.p50,
    ),
    msFigure(
      "reply.sent_p95",
      "text in to reply at the carrier, window of 1,200 ms in it, p95",
      total.p95,
    ),
    ...await measureStaffSends(stack, replies.map(({ id }) => id).slice(0, quick ? 8 : 20)),
  ];
}

/** One AI reply of the database. */
export interface Reply {
  readonly id: string;
  readonly address: string;
  readonly late_ms: number;
  readonly accepted_ms: number;
}

/** Waits until each shopper has a reply that the carrier accepted. */
export async function waitForReplies(
  { sql }: BenchStack,
  shoppers: readonly string[],
): Promise<readonly Reply[]> {
  return await waitFor("all replies", async () => {
    const rows = await sql<Reply[]>`
      select c.id, c.customer_address as address,
        extract(epoch from reply.created_at - asked.created_at)::float * 1000 - d.reply_debounce_ms as late_ms,
        extract(epoch from reply.sent_at)::float * 1000 as accepted_ms
      from public.conversations as c
      join public.dealerships as d on d.id = c.dealership_id
      join public.messages as reply on reply.conversation_id = c.id and reply.author = 'ai'
      join public.messages as asked on asked.id = reply.in_reply_to
      where c.customer_address = any (${[...shoppers]}) and reply.sent_at is not null`;
    return rows.length >= shoppers.length ? rows : null;
  }, WAIT_MS);
}

async function measureStaffSends(
  { staff, sql }: BenchStack,
  conversationIds: readonly string[],
): Promise<readonly Figure[]> {
  const accepted: number[] = [];
  const delivered: number[] = [];
  for (const conversation_id of conversationIds) { // bound: the conversations handed in
    const startedAt = now();
    const sent = await staff.rpc("send_message", {
      conversation_id,
      content: "Sam here, happy to help.",
      client_id: crypto.randomUUID(),
    }).select("id");
    const id: unknown = [sent.data].flat()[0]?.id;
    if (typeof id !== "number") throw new Error("Cannot send as staff", { cause: sent.error });
    const times = await waitFor("the delivery", async () => {
      const [row] = await sql<{ sent_ms: number; delivered_ms: number }[]>`
        select extract(epoch from m.sent_at)::float * 1000 as sent_ms,
          extract(epoch from m.delivered_at)::float * 1000 as delivered_ms
        from public.messages as m where m.id = ${id} and m.delivered_at is not null`;
      return row ?? null;
    }, WAIT_MS);
    accepted.push(times.sent_ms - startedAt);
    delivered.push(times.delivered_ms - startedAt - CARRIER_MS);
  }
  const [toCarrier, toPhone] = [spreadOf(accepted), spreadOf(delivered)];
  return [
    msFigure("staff.sent_p95", "staff send to accepted by the carrier, p95", toCarrier.p95),
    msFigure(
      "staff.delivered_p50",
      "staff send to delivered, without the carrier's 470 ms, p50",
      toPhone.p50,
    ),
    msFigure(
      "staff.delivered_p95",
      "staff send to delivered, without the carrier's 470 ms, p95",
      toPhone.p95,
    ),
  ];
}

/** Waits until what earlier subjects set off is done. */
async function waitUntilIdle({ sql }: BenchStack): Promise<void> {
  await waitFor("an empty queue", async () => {
    const rows = await sql`select 1 from private.jobs where status in ('ready', 'leased') limit 1`;
    return rows.length === 0 ? true : null;
  }, WAIT_MS);
}

/** The wall clock in fractions of a millisecond; the database on this machine has the same. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Keeps the distance between two texts. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
