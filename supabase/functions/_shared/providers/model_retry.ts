import { statusOf } from "./model_error.ts";

/** How often and how patiently a request is repeated. */
export interface RetryPatience {
  readonly maxRetries: number;
  /** A server that wants us to wait longer is given up at once. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** 0 up to 1. */
  readonly random: () => number;
}

const FIRST_WAIT_MS = 250;

/** Repeats what may pass (429, 5xx, a lost connection), with growing, jittered waits. */
export async function withRetries<Answer>(
  work: () => Promise<Answer>,
  patience: RetryPatience,
): Promise<Answer> {
  for (let attempt = 0;; attempt += 1) {
    try {
      return await work();
    } catch (thrown) {
      const wait = waitBefore(thrown, attempt, patience);
      if (wait === null || patience.signal.aborted) throw thrown;
      await patience.sleep(wait, patience.signal);
      patience.signal.throwIfAborted();
    }
  }
}

/** How long to wait before the next try; null when there is none. */
export function waitBefore(
  thrown: unknown,
  attempt: number,
  patience: Pick<RetryPatience, "maxRetries" | "maxWaitMs" | "random">,
): number | null {
  if (attempt >= patience.maxRetries || !mayPass(thrown)) return null;
  const told = retryAfterMs(thrown);
  if (told !== null && told > patience.maxWaitMs) return null;
  const backoff = FIRST_WAIT_MS * 2 ** attempt;
  return Math.min(patience.maxWaitMs, Math.max(told ?? 0, backoff * (0.5 + patience.random() / 2)));
}

function mayPass(thrown: unknown): boolean {
  const status = statusOf(thrown);
  if (status !== null) return status === 408 || status === 409 || status === 429 || status >= 500;
  return thrown instanceof Error && /Connection/.test(thrown.constructor.name) &&
    !/Timeout/.test(thrown.constructor.name);
}

/** `Retry-After` in seconds or as a date, or `retry-after-ms`. */
function retryAfterMs(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("headers" in thrown)) return null;
  const { headers } = thrown;
  if (!(headers instanceof Headers)) return null;
  const ms = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (Number.isFinite(ms)) return Math.max(0, ms);
  const header = headers.get("retry-after");
  if (header === null) return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}
