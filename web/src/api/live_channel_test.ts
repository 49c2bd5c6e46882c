import { equal } from "node:assert/strict";
import { openChannel } from "./live_channel.ts";
import { notified } from "./notified.ts";
import { createSignals } from "./signals.ts";
import { until } from "../stores/test_until.ts";
import type { Client } from "./supabase.ts";

/** A socket whose server the test plays: `say` answers the last join of a topic. */
function socket() {
  const topics = new Map<string, (status: string) => void>();
  const joins: string[] = [];
  const live = {
    setAuth: () => Promise.resolve(),
    removeChannel: () => {},
    channel(topic: string) {
      const channel = {
        on: () => channel,
        subscribe(onStatus: (status: string) => void) {
          topics.set(topic, onStatus);
          joins.push(topic);
          return channel;
        },
      };
      return channel;
    },
  };
  return {
    client: { live: () => Promise.resolve(live) } as unknown as Client,
    say: (topic: string, status: string) => topics.get(topic)?.(status),
    joins,
  };
}

/** Opens the channel of a salesperson and lets it join. */
async function opened() {
  const { client, say, joins } = socket();
  const leave = openChannel(client, {
    dealershipId: "oak",
    me: "sam",
    signals: createSignals(),
    onEvent: () => {},
    onJoined: () => {},
  });
  await until(() => joins.length === 1);
  say("dealership:oak", "SUBSCRIBED");
  return { say, joins, leave };
}

Deno.test("openChannel(): notifications are read once one's own topic is listened to", async () => {
  const { say, leave } = await opened();
  const before = notified.value;
  say("staff:sam", "SUBSCRIBED");
  equal(notified.value, before + 1, "what came before anybody listened is not waited for");
  leave();
});

Deno.test("openChannel(): one's own topic is joined anew after the server closed it", async () => {
  const { say, joins, leave } = await opened();
  say("staff:sam", "SUBSCRIBED");
  say("staff:sam", "CLOSED");
  await until(() => joins.filter((topic) => topic === "staff:sam").length === 2);
  leave();
});
