import { deepEqual, rejects } from "node:assert/strict";
import type { ScheduledMessage } from "../api/compose_api.ts";
import { ScheduledStore } from "./scheduled_store.ts";

function bench() {
  const server = { rows: [] as ScheduledMessage[], refuses: false };
  const drop = (id: string): Promise<void> => {
    if (server.refuses) return Promise.reject(new Error("it was sent"));
    server.rows = server.rows.filter((one) => one.id !== id);
    return Promise.resolve();
  };
  const store = new ScheduledStore({
    readScheduled: (id) => Promise.resolve(server.rows.filter((one) => one.conversation_id === id)),
    schedule: ({ conversationId, content, sendAt, clientId }) => {
      server.rows.push({
        id: clientId,
        conversation_id: conversationId,
        content,
        send_at: sendAt,
        status: "waiting",
        held_because: null,
      });
      return Promise.resolve();
    },
    cancelScheduled: drop,
    sendScheduled: drop,
  }, () => `id ${server.rows.length + 1}`);
  return { server, store };
}

const AT = "2026-11-23T14:00:00Z";

Deno.test("scheduled: shows what leaves later in the open conversation, until it is cancelled", async () => {
  const { store } = bench();
  await store.show("a");
  await store.schedule("a", "Hello", AT);
  deepEqual(store.scheduled.value.map((one) => one.content), ["Hello"]);
  await store.show("b");
  deepEqual(store.scheduled.value, []);
  await store.show("a");
  await store.cancel("id 1");
  deepEqual(store.scheduled.value, []);
});

Deno.test("scheduled: what the server refuses to take back stands again", async () => {
  const { server, store } = bench();
  await store.show("a");
  await store.schedule("a", "Hello", AT);
  server.refuses = true;
  await rejects(store.sendNow("id 1"));
  deepEqual(store.scheduled.value.map((one) => one.id), ["id 1"]);
});
