import { equal } from "node:assert/strict";
import { openChannel } from "./live_channel.ts";
import { notified } from "./notified.ts";
import { createSignals } from "./signals.ts";
import type { Client } from "./supabase.ts";

/** A socket whose server the test plays: `join` admits to a topic. */
function socket() {
  const topics = new Map<string, (status: string) => void>();
  const live = {
    setAuth: () => Promise.resolve(),
    removeChannel: () => {},
    channel(topic: string) {
      const channel = {
        on: () => channel,
        subscribe(onStatus: (status: string) => void) {
          topics.set(topic, onStatus);
          return channel;
        },
      };
      return channel;
    },
  };
  return {
    client: { live: () => Promise.resolve(live) } as unknown as Client,
    join: (topic: string) => topics.get(topic)?.("SUBSCRIBED"),
    asked: () => [...topics.keys()],
  };
}

Deno.test("openChannel(): notifications are read once one's own topic is listened to", async () => {
  const { client, join, asked } = socket();
  const leave = openChannel(client, {
    dealershipId: "oak",
    me: "sam",
    signals: createSignals(),
    onEvent: () => {},
    onJoined: () => {},
  });
  while (asked().length === 0) await Promise.resolve(); // bound: three promises
  join("dealership:oak");
  const before = notified.value;
  join("staff:sam");
  equal(notified.value, before + 1, "what came before anybody listened is not waited for");
  leave();
});
