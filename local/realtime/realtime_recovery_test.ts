import assert from "node:assert/strict";
import type { SupabaseClient } from "@supabase/supabase-js";
import { pollUntil } from "../poll.ts";
import { closeClient, newClient, startTestStack, subscribed, userToken } from "./test_stack.ts";

const ANN = "0a000000-0000-4000-8000-00000000000a";
const CLIENTS = 200;

function until(condition: () => boolean): Promise<void> {
  return pollUntil(condition, { timeoutMs: 20_000, everyMs: 5 });
}

async function subscribedRoom(
  client: SupabaseClient,
  onMessage: (payload: Record<string, unknown>) => void,
): Promise<void> {
  const channel = client.channel(`room:${ANN}`, { config: { private: true } });
  channel.on("broadcast", { event: "*" }, ({ payload }) => onMessage(payload));
  assert.equal(await subscribed(channel), "SUBSCRIBED");
}

Deno.test("restart of Postgres: nothing is lost, doubled or out of order", async () => {
  const stack = await startTestStack();
  const client = await newClient(stack, await userToken(ANN));
  const received: unknown[] = [];
  await subscribedRoom(client, ({ n }) => received.push(n));
  for (let n = 0; n < 10; n++) await stack.send(`room:${ANN}`, { n });
  for (let round = 1; round <= 3; round++) {
    await stack.postgres.restart();
    // The server is up, and realtime has most likely not found it yet.
    for (let n = round * 10; n < round * 10 + 10; n++) {
      await pollUntil(
        () => stack.send(`room:${ANN}`, { n }).then(() => true, () => false),
        { timeoutMs: 20_000, everyMs: 5 },
      );
    }
    await until(() => received.length >= (round + 1) * 10);
  }
  assert.deepEqual(received, Array.from({ length: 40 }, (_, n) => n));
  assert.match(stack.reports.join("\n"), /replication interrupted/);
  const late = client.channel("room:late", { config: { private: true } });
  assert.match(await subscribed(late), /Unauthorized/);
  await closeClient(client);
  await stack.stop();
});

Deno.test(`${CLIENTS} clients: each gets each broadcast, in order`, async () => {
  const stack = await startTestStack();
  const token = await userToken(ANN);
  const heard = Array.from({ length: CLIENTS }, (): unknown[] => []);
  const clients = await Promise.all(
    heard.map((_, index) => newClient(stack, token, index % 2 === 0 ? "2.0.0" : "1.0.0")),
  );
  await Promise.all(
    clients.map((client, index) => subscribedRoom(client, ({ n }) => heard[index]?.push(n))),
  );
  const numbers = Array.from({ length: 20 }, (_, n) => n);
  for (const n of numbers) await stack.send(`room:${ANN}`, { n });
  await until(() => heard.every((each) => each.length >= numbers.length));
  for (const each of heard) assert.deepEqual(each, numbers);
  await Promise.all(clients.map(closeClient));
  await stack.stop();
});
