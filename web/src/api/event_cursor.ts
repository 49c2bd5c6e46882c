import type { LiveEvent } from "./rows.ts";

/** Puts a dealership's events in order and tells when one is missing. */
export interface EventCursor {
  /** The newest number applied; null before the snapshot. */
  seq(): number | null;
  /** The newest number heard of, applied or not. */
  newest(): number;
  /** True while an event waits for one that has not come. */
  hasGap(): boolean;
  /** Starts behind a snapshot and returns what was heard since. */
  start(seq: number): readonly LiveEvent[];
  /** Takes a broadcast and returns the events that are now in order. */
  take(event: LiveEvent): readonly LiveEvent[];
  /**
   * Takes the log's own answer to "what came after seq()?". The log is complete up to `upTo`: what
   * it leaves out up to there will never come, so the cursor moves past it.
   */
  settle(log: readonly LiveEvent[], upTo: number): readonly LiveEvent[];
}

/** A cursor that buffers until the snapshot is known. */
export function createEventCursor(): EventCursor {
  const heard = new Map<number, LiveEvent>();
  let seq: number | null = null;
  let newest = 0;

  function drain(from: number): LiveEvent[] {
    const ready: LiveEvent[] = [];
    seq = from;
    for (const number of heard.keys()) if (number <= seq) heard.delete(number);
    for (let next = heard.get(seq + 1); next !== undefined; next = heard.get(seq + 1)) {
      ready.push(next);
      heard.delete(next.seq);
      seq = next.seq;
    }
    return ready;
  }

  return {
    seq: () => seq,
    newest: () => newest,
    hasGap: () => seq !== null && heard.size > 0,
    start(from): readonly LiveEvent[] {
      newest = Math.max(newest, from);
      return drain(from);
    },
    take(event): readonly LiveEvent[] {
      newest = Math.max(newest, event.seq);
      if (seq !== null && event.seq <= seq) return [];
      heard.set(event.seq, event);
      return seq === null ? [] : drain(seq);
    },
    settle(log, upTo): readonly LiveEvent[] {
      const from = seq ?? 0;
      for (const event of log) if (event.seq > from) heard.set(event.seq, event);
      const last = Math.max(from, upTo, ...log.map((event) => event.seq));
      newest = Math.max(newest, last);
      const ready = [...heard.values()].filter((event) => event.seq <= last)
        .sort((a, b) => a.seq - b.seq);
      return [...ready, ...drain(last)];
    },
  };
}
