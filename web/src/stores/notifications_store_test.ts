import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import type { Notice } from "../api/notifications_api.ts";
import { NotificationsStore } from "./notifications_store.ts";

function notice(id: number, read_at: string | null = null): Notice {
  const created_at = "2026-11-22T12:00:00Z";
  return { id, kind: "handover.requested", title: `${id}`, link: null, read_at, created_at };
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
}

Deno.test("bell: it reads at once, at each hint, and not after it was left", async () => {
  let reads = 0;
  const news = signal(0);
  const store = new NotificationsStore({
    read: () => Promise.resolve([notice(reads += 1)]),
    markRead: () => Promise.resolve(),
  }, news);
  const stop = store.follow();
  await settled();
  news.value += 1;
  await settled();
  assert.equal(reads, 2);
  assert.deepEqual(store.unread.value.map(({ id }) => id), [2]);
  stop();
  news.value += 1;
  await settled();
  assert.equal(reads, 2);
});

Deno.test("bell: read shows at once, and comes back when the server did not take it", async () => {
  let refuses = false;
  const marked: (readonly number[])[] = [];
  const store = new NotificationsStore({
    read: () => Promise.resolve([notice(3), notice(2), notice(1, "2026-11-22T11:00:00Z")]),
    markRead(ids) {
      marked.push(ids);
      return refuses ? Promise.reject(new Error("no")) : Promise.resolve();
    },
  });
  await store.notices.refresh();
  assert.deepEqual(store.unread.value.map(({ id }) => id), [3, 2]);
  await store.markRead([3]);
  assert.deepEqual(store.unread.value.map(({ id }) => id), [2]);
  refuses = true;
  await store.markRead([2]);
  assert.deepEqual(store.unread.value.map(({ id }) => id), [2]);
  assert.deepEqual(marked, [[3], [2]]);
});
