import type { LiveEvent } from "../api/rows.ts";

/** Rows that events say have changed. */
export interface Changed {
  readonly conversationIds: readonly string[];
  /** Message ids by conversation. */
  readonly messageIds: ReadonlyMap<string, readonly number[]>;
  /** Conversations whose draft came, changed or was dropped. */
  readonly draftedIds: readonly string[];
  /** Conversations in which a message was scheduled, held, sent or taken back. */
  readonly scheduledIds: readonly string[];
  /** Conversations that were put together or parted: their messages are others now. */
  readonly mergedIds: readonly string[];
}

/** Collects events for a moment and hands on each changed row once. */
export interface RefetchQueue {
  add(events: readonly LiveEvent[]): void;
  stop(): void;
}

const COALESCE_MS = 60;
/** A lone change shows at once; where they stream in, the list is drawn four times a second at most. */
const REST_MS = 250;

/**
 * A queue that reads one batch at a time, so that an old answer can never overwrite a newer one.
 * A batch that fails is put back and tried again with the next one, or after `retryMs`.
 */
export function createRefetchQueue(
  read: (changed: Changed) => Promise<void>,
  waitMs: number = COALESCE_MS,
  retryMs: number = 5_000,
  restMs: number = REST_MS,
): RefetchQueue {
  let waiting: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isReading = false;
  let isStopped = false;
  let startedAt = -Infinity;

  const schedule = (ms: number): void => {
    if (timer !== undefined || isReading || isStopped) return;
    const rest = startedAt + restMs - performance.now();
    timer = setTimeout(() => void run(), Math.max(ms, rest));
  };
  const run = async (): Promise<void> => {
    timer = undefined;
    isReading = true;
    startedAt = performance.now();
    const batch = waiting;
    waiting = [];
    let next = waitMs;
    try {
      await read(changedBy(batch));
    } catch {
      waiting = [...batch, ...waiting];
      next = retryMs;
    }
    isReading = false;
    if (waiting.length > 0) schedule(next);
  };
  return {
    add(events): void {
      waiting.push(...events);
      if (waiting.length > 0) schedule(waitMs);
    },
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** The rows a batch of events touches, each named once. */
export function changedBy(events: readonly LiveEvent[]): Changed {
  const messageIds = new Map<string, number[]>();
  const conversationIds = new Set<string>();
  const draftedIds = new Set<string>();
  const scheduledIds = new Set<string>();
  const mergedIds = new Set<string>();
  for (const { kind, conversation_id, message_id } of events) {
    if (conversation_id === null || conversation_id === undefined) continue;
    // Neither changes anything in the list.
    if (kind.startsWith("reply_draft.")) draftedIds.add(conversation_id);
    if (kind.startsWith("scheduled_message.")) scheduledIds.add(conversation_id);
    if (/^(?:reply_draft|scheduled_message)\./u.test(kind)) continue;
    if (/^conversation\.(?:merged|parted)$/u.test(kind)) mergedIds.add(conversation_id);
    conversationIds.add(conversation_id);
    if (message_id === null || message_id === undefined) continue;
    const ids = messageIds.get(conversation_id) ?? [];
    if (!ids.includes(message_id)) messageIds.set(conversation_id, [...ids, message_id]);
  }
  return {
    conversationIds: [...conversationIds],
    messageIds,
    draftedIds: [...draftedIds],
    scheduledIds: [...scheduledIds],
    mergedIds: [...mergedIds],
  };
}
