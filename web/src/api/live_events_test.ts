import { deepEqual, equal } from "node:assert/strict";
import { followLiveEvents, type LiveEventsApi, type LiveListener } from "./live_events.ts";
import type { LiveEvent } from "./rows.ts";
import { until } from "../stores/test_until.ts";

const PATIENCE = { gapMs: 1, pollMs: 60_000, lostPollMs: 60_000 };

function bench(): {
  api: LiveEventsApi;
  listener: LiveListener;
  log: LiveEvent[];
  seen: number[];
  notes: string[];
  say: (event: LiveEvent) => void;
  join: (joined: boolean) => void;
  failReads: (fail: boolean) => void;
} {
  const log: LiveEvent[] = [];
  const seen: number[] = [];
  const notes: string[] = [];
  let failing = false;
  let say: (event: LiveEvent) => void = () => {};
  let join: (joined: boolean) => void = () => {};
  const api: LiveEventsApi = {
    open(onEvent, onJoined): () => void {
      say = onEvent;
      join = onJoined;
      return () => notes.push("left");
    },
    readLatestSeq(): Promise<number> {
      return failing ? Promise.reject(new Error("down")) : Promise.resolve(log.at(-1)?.seq ?? 0);
    },
    readSince(seq, limit): Promise<readonly LiveEvent[]> {
      if (failing) return Promise.reject(new Error("down"));
      return Promise.resolve(log.filter((event) => event.seq > seq).slice(0, limit));
    },
  };
  const listener: LiveListener = {
    onSnapshot(): Promise<void> {
      notes.push("snapshot");
      return Promise.resolve();
    },
    onEvents: (events) => seen.push(...events.map((event) => event.seq)),
    onLink: (link) => notes.push(link),
    onRead: () => notes.push("read"),
    onBack: (messages) => notes.push(`back ${messages}`),
  };
  return {
    api,
    listener,
    log,
    seen,
    notes,
    say: (event) => say(event),
    join: (joined) => join(joined),
    failReads: (fail) => failing = fail,
  };
}

const event = (seq: number, kind = "message.created"): LiveEvent => ({ seq, kind });

Deno.test("live events: what commits between the snapshot and the join is read from the log", async () => {
  const { api, listener, log, seen, notes, join } = bench();
  log.push(event(1), event(2));
  const live = followLiveEvents(api, listener, PATIENCE);
  await until(() => notes.includes("snapshot"));
  log.push(event(3));
  join(true);
  await until(() => notes.includes("live"));
  deepEqual(seen, [3]);
  live.stop();
  equal(notes.at(-1), "left");
});

Deno.test("live events: without the socket the log is asked soon, not when its next turn was", async () => {
  const { api, listener, log, seen, notes, join } = bench();
  const live = followLiveEvents(api, listener, { ...PATIENCE, lostPollMs: 1 });
  join(true);
  await until(() => notes.includes("live"));
  join(false);
  log.push(event(1));
  await until(() => seen.length === 1);
  deepEqual(notes.slice(-2), ["lost", "read"]);
  live.stop();
});

Deno.test("live events: a gap is filled from the log, in order and once", async () => {
  const { api, listener, log, seen, notes, say, join } = bench();
  const live = followLiveEvents(api, listener, PATIENCE);
  join(true);
  await until(() => notes.includes("live"));
  log.push(event(1), event(2), event(3));
  say(event(3));
  deepEqual(seen, []);
  await until(() => seen.length === 3);
  say(event(2));
  deepEqual(seen, [1, 2, 3]);
  live.stop();
});

Deno.test("live events: after a break the log says what was missed", async () => {
  const { api, listener, log, seen, notes, join } = bench();
  const live = followLiveEvents(api, listener, PATIENCE);
  join(true);
  await until(() => notes.includes("live"));
  join(false);
  log.push(event(1), event(2, "message.updated"), event(3));
  join(true);
  await until(() => notes.filter((note) => note === "live").length === 2);
  deepEqual(seen, [1, 2, 3]);
  deepEqual(notes, ["snapshot", "live", "lost", "read", "back 2", "live"]);
  live.stop();
});

Deno.test("live events: too many missed events lead to a new snapshot", async () => {
  const { api, listener, log, seen, notes, join } = bench();
  const live = followLiveEvents(api, listener, PATIENCE);
  join(true);
  await until(() => notes.includes("live"));
  for (let seq = 1; seq <= 600; seq++) log.push(event(seq));
  await live.check();
  equal(notes.filter((note) => note === "snapshot").length, 2);
  deepEqual(seen, []);
  live.stop();
});

Deno.test("live events: a failing log is not live until it answers", async () => {
  const { api, listener, notes, join, failReads } = bench();
  failReads(true);
  const live = followLiveEvents(api, listener, PATIENCE);
  join(true);
  await until(() => notes.includes("lost"));
  failReads(false);
  await live.check();
  equal(notes.at(-1), "live");
  live.stop();
});
