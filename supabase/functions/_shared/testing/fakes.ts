/** Stand-ins at the network's edge for the tests beside the code; nothing deployed imports this. */
import type { Clock } from "../platform/clock.ts";
import { createLog, type Log } from "../platform/log.ts";

/** One request that a fake server heard. */
export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Headers;
  readonly body: string;
}

/** A server on a free loopback port that answers what the test says. */
export interface FakeServer extends AsyncDisposable {
  readonly url: string;
  readonly heard: Heard[];
}

/** Starts a server; the test's function answers each request. */
export function fakeServer(answer: (heard: Heard) => Response | Promise<Response>): FakeServer {
  const heard: Heard[] = [];
  const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    const one = {
      method: request.method,
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body: await request.text(),
    };
    heard.push(one);
    return await answer(one);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    heard,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** A log that keeps its lines. */
export function keptLog(): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog("test", (_level, line) => lines.push(line)), lines };
}

/** A clock that stands still until the test moves it. */
export interface HandClock extends Clock {
  /** Moves time and wakes whoever slept until then. */
  advance(ms: number): void;
  /** How many are asleep. */
  sleepers(): number;
}

/** A clock that a test moves by hand; nothing really waits. */
export function handClock(startAt = Date.UTC(2026, 10, 21, 12)): HandClock {
  let now = startAt;
  const asleep = new Set<{ at: number; wake: () => void }>();
  return {
    now: () => now,
    sleepers: () => asleep.size,
    advance(ms) {
      now += ms;
      for (const sleeper of [...asleep]) if (sleeper.at <= now) sleeper.wake();
    },
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = {
          at: now + ms,
          wake: () => {
            asleep.delete(sleeper);
            resolve();
          },
        };
        asleep.add(sleeper);
        signal?.addEventListener("abort", sleeper.wake, { once: true });
      }),
  };
}

/** Waits until the condition holds; fails loudly after two seconds. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 2_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`Cannot wait any longer for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
