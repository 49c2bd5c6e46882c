import assert from "node:assert/strict";
import type { RealtimeChannel, SupabaseClient } from "@supabase/supabase-js";
import { pollUntil } from "../poll.ts";
import {
  closeClient,
  newClient,
  signToken,
  startTestStack,
  subscribed,
  type TestStack,
  userToken,
} from "./test_stack.ts";

/** A message as the client library hands it on. */
interface Received {
  readonly event: string;
  readonly payload?: Record<string, unknown>;
  readonly meta?: { readonly id?: string; readonly replayed?: boolean };
}

const ANN = "0a000000-0000-4000-8000-00000000000a";
const BOB = "0b000000-0000-4000-8000-00000000000b";

let stack: TestStack;
const clients: SupabaseClient[] = [];

Deno.test.beforeAll(async () => {
  stack = await startTestStack();
});

Deno.test.afterEach(async () => {
  await Promise.all(clients.splice(0).map(closeClient));
});

Deno.test.afterAll(async () => {
  await stack.stop();
});

/** A client that the end of the test closes. */
async function client(token: string | null, vsn?: "1.0.0" | "2.0.0"): Promise<SupabaseClient> {
  const made = await newClient(stack, token, vsn);
  clients.push(made);
  return made;
}

function recorded(channel: RealtimeChannel): Received[] {
  const received: Received[] = [];
  channel.on("broadcast", { event: "*" }, (message) => received.push(message));
  return received;
}

function until(condition: () => boolean): Promise<void> {
  return pollUntil(condition, { timeoutMs: 20_000, everyMs: 5 });
}

function systemMessages(channel: RealtimeChannel): { status: string; message: string }[] {
  const messages: { status: string; message: string }[] = [];
  channel.on("system", {}, (message) => messages.push(message));
  return messages;
}

Deno.test("private channels: who may read joins, others hear why not", async () => {
  const ann = await client(await userToken(ANN));
  const own = ann.channel(`room:${ANN}`, { config: { private: true } });
  assert.equal(await subscribed(own), "SUBSCRIBED");
  const foreign = ann.channel(`room:${BOB}`, { config: { private: true } });
  assert.match(
    await subscribed(foreign),
    /Unauthorized: You do not have permissions to read from this Channel topic: room:0b/,
  );
  const anonymous = await client(null);
  const closed = anonymous.channel(`room:${ANN}`, { config: { private: true } });
  assert.match(await subscribed(closed), /^CHANNEL_ERROR Unauthorized/);
});

Deno.test("private channels: a policy that fails is a denial, not a crash", async () => {
  const ann = await client(await userToken(ANN));
  const broken = ann.channel("broken:x", { config: { private: true } });
  assert.match(await subscribed(broken), /^CHANNEL_ERROR Unauthorized/);
});

Deno.test("private channels: the service role reads and writes everywhere", async () => {
  const service = await client(stack.config.keys.serviceRole);
  const config = { private: true, broadcast: { ack: true, self: true } };
  const channel = service.channel(`room:${BOB}`, { config });
  const received = recorded(channel);
  assert.equal(await subscribed(channel), "SUBSCRIBED");
  assert.equal(await channel.send({ type: "broadcast", event: "hi", payload: {} }), "ok");
  await until(() => received.length === 1);
});

Deno.test("probe rows: none of them stays", async () => {
  const [row] = await stack.sql`
    select count(*)::int as count from realtime.messages where event is null`;
  assert.equal(row?.count, 0);
});

for (const vsn of ["1.0.0", "2.0.0"] as const) {
  Deno.test(`database broadcasts: arrive in commit order with their id (${vsn})`, async () => {
    const ann = await client(await userToken(ANN), vsn);
    const channel = ann.channel(`room:${ANN}`, { config: { private: true } });
    const received = recorded(channel);
    await subscribed(channel);
    const sent = Array.from({ length: 50 }, (_, n) => ({ n, text: "Grüße 🚗" }));
    for (const payload of sent) await stack.send(`room:${ANN}`, payload);
    await until(() => received.length === sent.length);
    assert.deepEqual(received.map(({ payload }) => payload?.n), sent.map(({ n }) => n));
    assert.equal(received[0]?.event, "event");
    assert.equal(received[0].payload?.text, "Grüße 🚗");
    assert.equal(received[0].meta?.id, received[0].payload?.id);
  });

  Deno.test(`broadcasts: go to others, and to oneself when asked (${vsn})`, async () => {
    const [one, two] = [await client(null, vsn), await client(null)];
    const echoing = one.channel("lobby", { config: { broadcast: { self: true, ack: true } } });
    const quiet = two.channel("lobby");
    const [atOne, atTwo] = [recorded(echoing), recorded(quiet)];
    assert.equal(await subscribed(echoing), "SUBSCRIBED");
    assert.equal(await subscribed(quiet), "SUBSCRIBED");
    await quiet.send({ type: "broadcast", event: "a", payload: { n: 1 } });
    await until(() => atOne.length === 1);
    const answer = await echoing.send({ type: "broadcast", event: "b", payload: { n: 2 } });
    assert.equal(answer, "ok");
    await until(() => atOne.length === 2 && atTwo.length === 1);
    assert.deepEqual(atOne.map(({ event }) => event), ["a", "b"]);
    assert.deepEqual(atTwo.map(({ payload }) => payload), [{ n: 2 }]);
  });
}

Deno.test("topics: public and private channels of one name are apart", async () => {
  const ann = await client(await userToken(ANN));
  const bob = await client(await userToken(BOB));
  const secret = ann.channel(`room:${ANN}`, { config: { private: true } });
  const open = bob.channel(`room:${ANN}`);
  const [atSecret, atOpen] = [recorded(secret), recorded(open)];
  await Promise.all([subscribed(secret), subscribed(open)]);
  await stack.send(`room:${ANN}`, { to: "private" });
  await stack.send(`room:${ANN}`, { to: "public" }, false);
  await until(() => atSecret.length === 1 && atOpen.length === 1);
  assert.equal(atSecret[0]?.payload?.to, "private");
  assert.equal(atOpen[0]?.payload?.to, "public");
});

Deno.test("private channels: a broadcast that may not be written is dropped", async () => {
  const [ann, bob] = [await client(await userToken(ANN)), await client(await userToken(BOB))];
  const config = { private: true, broadcast: { ack: true } };
  const speaker = ann.channel("hall:a", { config });
  const listener = bob.channel("hall:a", { config });
  const received = recorded(listener);
  assert.equal(await subscribed(speaker), "SUBSCRIBED");
  assert.equal(await subscribed(listener), "SUBSCRIBED");
  const refused = speaker.send(
    { type: "broadcast", event: "denied", payload: {} },
    { timeout: 200 },
  );
  assert.equal(await refused, "timed out");
  await stack.send("hall:a", { from: "database" });
  await until(() => received.length === 1);
  assert.equal(received[0]?.event, "event");
});

Deno.test("presence: everyone sees who comes, changes and goes", async () => {
  const [one, two] = [await client(null), await client(null)];
  const first = one.channel("desk", { config: { presence: { key: "ann" } } });
  const second = two.channel("desk", { config: { presence: { key: "bob" } } });
  const seen = (channel: RealtimeChannel) => Object.keys(channel.presenceState()).sort().join();
  for (const channel of [first, second]) channel.on("presence", { event: "sync" }, () => undefined);
  await subscribed(first);
  assert.equal(await first.track({ at: "inbox" }), "ok");
  await subscribed(second);
  await until(() => seen(second) === "ann");
  assert.equal(await second.track({ at: "leads" }), "ok");
  await until(() => seen(first) === "ann,bob");
  await first.track({ at: "settings" });
  const places = () => second.presenceState<{ at: string }>().ann?.map(({ at }) => at);
  await until(() => places()?.join() === "settings");
  await second.untrack();
  await until(() => seen(first) === "ann" && seen(second) === "ann");
  await one.removeAllChannels();
  await until(() => seen(second) === "");
});

Deno.test("presence: a private channel needs its own permission for it", async () => {
  const ann = await client(await userToken(ANN));
  const hall = ann.channel("hall:b", { config: { private: true } });
  hall.on("presence", { event: "sync" }, () => undefined);
  assert.equal(await subscribed(hall), "SUBSCRIBED");
  assert.equal(await hall.track({ at: "hall" }), "error");
  const room = ann.channel(`room:${ANN}`, { config: { private: true } });
  room.on("presence", { event: "sync" }, () => undefined);
  await subscribed(room);
  assert.equal(await room.track({ at: "room" }), "ok");
  await until(() => Object.keys(room.presenceState()).length === 1);
});

Deno.test("presence: a client that changes it too often loses its channel", async () => {
  const channel = (await client(null)).channel("busy");
  const messages = systemMessages(channel);
  await subscribed(channel);
  for (let n = 1; n <= 5; n++) assert.equal(await channel.track({ n }), "ok");
  channel.track({ n: 6 }).catch(() => undefined);
  await until(() => messages.length === 1);
  assert.equal(messages[0]?.message, "Client presence rate limit exceeded");
});

Deno.test("tokens: the end of the token closes the channel, unless a newer one came before", async () => {
  // Long enough to join on a busy machine before they end; Bob's ends no later than Ann's.
  const [bobs, anns] = [await userToken(BOB, 5), await userToken(ANN, 5)];
  const [bob, ann] = [await client(bobs), await client(anns)];
  const kept = bob.channel(`room:${BOB}`, { config: { private: true } });
  const received = recorded(kept);
  assert.equal(await subscribed(kept), "SUBSCRIBED");
  await bob.realtime.setAuth(await userToken(BOB, 600));
  const channel = ann.channel(`room:${ANN}`, { config: { private: true } });
  const messages = systemMessages(channel);
  const statuses: string[] = [];
  channel.subscribe((status) => statuses.push(status));
  await until(() => statuses.includes("CLOSED"));
  assert.deepEqual(statuses, ["SUBSCRIBED", "CLOSED"]);
  assert.match(messages.at(-1)?.message ?? "", /^Token has expired \d+ seconds ago$/);
  await stack.send(`room:${BOB}`, { still: "here" });
  await until(() => received.length === 1);
});

Deno.test("tokens: a membership is asked again with each token, not before", async () => {
  await stack.sql`insert into public.guests values (${BOB})`;
  const bob = await client(await userToken(BOB));
  const channel = bob.channel("club", { config: { private: true } });
  const [received, messages] = [recorded(channel), systemMessages(channel)];
  assert.equal(await subscribed(channel), "SUBSCRIBED");
  await stack.sql`delete from public.guests`;
  await stack.send("club", { n: 1 });
  await until(() => received.length === 1);
  await bob.realtime.setAuth(await userToken(BOB, 1200));
  await until(() => messages.length === 1);
  assert.equal(
    messages[0]?.message,
    "You do not have permissions to read from this Channel topic: club",
  );
  await stack.send("club", { n: 2 });
  await stack.sql`insert into public.guests values (${BOB})`;
  const again = bob.channel("club", { config: { private: true } });
  assert.equal(await subscribed(again), "SUBSCRIBED");
  assert.equal(received.length, 1);
  await stack.sql`delete from public.guests`;
});

Deno.test("tokens: expired, forged and incomplete ones are told apart", async () => {
  const join = async (token: string) => {
    const made = await newClient(stack, null);
    clients.push(made);
    await made.realtime.setAuth(token);
    return await subscribed(made.channel("lobby"));
  };
  const [header, payload] = (await userToken(ANN)).split(".");
  assert.match(await join(await userToken(ANN, -60)), /InvalidJWTToken: Token has expired 6\d/);
  assert.match(await join(`${header}.${payload}.AAAA`), /JwtSignatureError: Failed to validate/);
  assert.match(await join("nonsense"), /MalformedJWT: The token provided is not a valid JWT/);
  assert.match(await join(await signToken({ sub: ANN })), /Fields `role` and `exp` are required/);
});

Deno.test("replay: a private channel gets what it missed, once and in order", async () => {
  const since = Date.now();
  for (let n = 0; n < 30; n++) await stack.send(`room:${BOB}`, { n });
  const bob = await client(await userToken(BOB));
  const replay = { since, limit: 10 };
  const channel = bob.channel(`room:${BOB}`, { config: { private: true, broadcast: { replay } } });
  const received = recorded(channel);
  assert.equal(await subscribed(channel), "SUBSCRIBED");
  await stack.send(`room:${BOB}`, { n: 30 });
  await until(() => received.at(-1)?.payload?.n === 30);
  const numbers = Array.from({ length: 11 }, (_, index) => 20 + index);
  assert.deepEqual(received.map(({ payload }) => payload?.n), numbers);
  assert.deepEqual(received.map(({ meta }) => meta?.replayed === true).lastIndexOf(true), 9);
});

Deno.test("postgres changes: asking for them is answered honestly", async () => {
  const channel = (await client(null)).channel("changes");
  const messages = systemMessages(channel);
  channel.on("postgres_changes", { event: "*", schema: "public" }, () => undefined);
  assert.equal(await subscribed(channel), "SUBSCRIBED");
  await until(() => messages.length === 1);
  assert.equal(messages[0]?.status, "error");
  assert.match(messages[0].message, /not available/);
});

Deno.test("replication_ready: the client is told that database broadcasts flow", async () => {
  const channel = (await client(null)).channel("ready", {
    config: { broadcast: { replication_ready: true } },
  });
  const messages = systemMessages(channel);
  await subscribed(channel);
  await until(() => messages.length === 1);
  assert.equal(messages[0]?.message, "Replication connection established");
});
