/** How long after an insert the clients hear of it, through the real client library. */
import type { SupabaseClient } from "@supabase/supabase-js";
import { OAK } from "../tests/support/people.ts";
import { waitFor } from "../tests/support/wait.ts";
import { type BenchStack, newClient } from "./bench_stack.ts";
import type { Figure } from "./figures.ts";
import { spreadOf } from "./samples.ts";

const MANY = 200;
const JOIN_TIMEOUT_MS = 30_000;

/** Measures the way from insert to client with one and with 200 clients on one dealership. */
export async function measureRealtime(
  stack: BenchStack,
  quick: boolean,
): Promise<readonly Figure[]> {
  const one = await measureWith(stack, 1, quick ? 40 : 150);
  const many = await measureWith(stack, MANY, quick ? 10 : 40);
  const figure = (key: string, label: string, value: number): Figure => ({
    key: `realtime.${key}`,
    label: `insert to client, ${label}`,
    value,
    unit: "ms",
  });
  return [
    figure("one_p50", "p50", one.p50),
    figure("one_p95", "p95", one.p95),
    figure("many_p50", `${MANY} clients, p50`, many.p50),
    figure("many_p95", `${MANY} clients, p95`, many.p95),
  ];
}

async function measureWith(stack: BenchStack, clients: number, inserts: number) {
  /** When each client heard of each message. */
  const heard = new Map<number, number[]>();
  const onMessage = (id: number) => heard.set(id, [...heard.get(id) ?? [], performance.now()]);
  const joined: SupabaseClient[] = [];
  try {
    for (let left = clients; left > 0; left -= 20) { // bound: the clients, 20 at a time
      const some = Array.from({ length: Math.min(20, left) }, () => join(stack, onMessage));
      joined.push(...await Promise.all(some));
    }
    const spans: number[] = [];
    for (let round = 0; round < inserts + 3; round++) { // bound: the inserts and a warm-up
      const startedAt = performance.now();
      const id = await insertMessage(stack);
      const times = await waitFor("every client to hear", () => {
        const at = heard.get(id) ?? [];
        return at.length >= clients ? at : null;
      });
      if (round >= 3) spans.push(...times.map((at) => at - startedAt));
    }
    return spreadOf(spans);
  } finally {
    await Promise.all(joined.map((client) => client.realtime.disconnect()));
  }
}

/** Joins the dealership's channel as the web app does. */
async function join(
  { config, accessToken }: BenchStack,
  onMessage: (id: number) => void,
): Promise<SupabaseClient> {
  const client = newClient(config);
  await client.realtime.setAuth(accessToken);
  const channel = client.channel(`dealership:${OAK}`, { config: { private: true } });
  channel.on("broadcast", { event: "event" }, ({ payload }) => onMessage(payload.message_id));
  await new Promise<void>((resolve, reject) => {
    channel.subscribe((status, error) => {
      if (status === "SUBSCRIBED") resolve();
      else if (status !== "CLOSED") reject(new Error(`Cannot join: ${status}`, { cause: error }));
    }, JOIN_TIMEOUT_MS);
  });
  return client;
}

/** Commits a team note: a message that nothing else follows from. */
async function insertMessage({ sql }: BenchStack): Promise<number> {
  const [row] = await sql<{ id: string }[]>`
    insert into public.messages (dealership_id, conversation_id, direction, author, channel, kind,
      content, delivery_status)
    select c.dealership_id, c.id, 'internal', 'system', c.channel, 'note', 'bench', 'none'
    from public.conversations as c where c.dealership_id = ${OAK} order by c.id limit 1
    returning id`;
  return Number(row?.id);
}
