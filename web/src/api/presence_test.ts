import { deepEqual, equal } from "node:assert/strict";
import { createPresence, type PresenceChannel, type Viewer } from "./presence.ts";

type Status = "SUBSCRIBED" | "CHANNEL_ERROR" | "CLOSED";

/** One channel of a socket that a test plays the server of. */
function channelOf(topic: string) {
  const heard = { sync: () => {}, status: (_status: Status, _error?: Error) => {} };
  const server = {
    topic,
    tracked: 0,
    isLeft: false,
    there: {} as Record<string, unknown>,
    sync: () => heard.sync(),
    say: (status: Status, error?: Error) => heard.status(status, error),
  };
  const channel = {
    on(_kind: string, _filter: unknown, onSync: () => void) {
      heard.sync = onSync;
      return channel;
    },
    subscribe(onStatus: typeof heard.status) {
      heard.status = onStatus;
      return channel;
    },
    track: () => Promise.resolve(void (server.tracked += 1)),
    presenceState: () => server.there,
  };
  return { server, channel: channel as unknown as PresenceChannel };
}

function bench() {
  const opened: ReturnType<typeof channelOf>[] = [];
  const seen: (readonly Viewer[])[] = [];
  const presence = createPresence({
    open(topic) {
      const next = channelOf(topic);
      opened.push(next);
      return Promise.resolve(next.channel);
    },
    leave(channel) {
      const left = opened.find((one) => one.channel === channel);
      if (left === undefined) return;
      left.server.isLeft = true;
      left.server.say("CLOSED");
    },
  }, 0);
  presence.watch((viewers) => void seen.push(viewers));
  return { opened, seen, presence };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

Deno.test("presence: joins the open conversation's own channel and tells who is there", async () => {
  const { opened, seen, presence } = bench();
  presence.show("a");
  await settled();
  const { server } = opened[0] ?? channelOf("");
  equal(server.topic, "conversation:a");
  server.say("SUBSCRIBED");
  equal(server.tracked, 1);
  server.there = { dana: [{}, {}], sam: [{}] };
  server.sync();
  deepEqual(seen.at(-1), [
    { userId: "dana", conversationId: "a" },
    { userId: "sam", conversationId: "a" },
  ]);
  server.say("SUBSCRIBED");
  equal(server.tracked, 2, "after each new join one says again that one is here");
});

Deno.test("presence: leafing through the list joins only the last one, and leaving shows nobody", async () => {
  const { opened, seen, presence } = bench();
  for (const id of ["a", "b", "c"]) presence.show(id);
  await settled();
  deepEqual(opened.map(({ server }) => server.topic), ["conversation:c"]);
  presence.show(null);
  equal(opened[0]?.server.isLeft, true);
  deepEqual(seen.at(-1), []);
});

Deno.test("presence: a conversation that is refused is left, and nothing is asked again", async () => {
  const { opened, presence } = bench();
  presence.show("a");
  await settled();
  opened[0]?.server.say("CHANNEL_ERROR", new Error("Unauthorized: You do not have permissions"));
  await settled();
  equal(opened[0]?.server.isLeft, true);
  equal(opened.length, 1);
});
