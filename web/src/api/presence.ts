import type { RealtimeChannel } from "@supabase/realtime-js";
import * as z from "zod/mini";

/** Somebody who has a conversation open. */
export interface Viewer {
  readonly userId: string;
  readonly conversationId: string;
}

/** Tells colleagues what one looks at, and hears what they look at. */
export interface Presence {
  /** Calls back with everybody's open conversations at each change. */
  watch(onViewers: (viewers: readonly Viewer[]) => void): void;
  /** Says which conversation is open here. */
  show(conversationId: string | null): void;
  /** Listens on a channel that is about to be joined. */
  attach(channel: RealtimeChannel): void;
  /** The channel is joined, or lost. */
  joined(isJoined: boolean): void;
}

const Meta = z.object({ conversation_id: z.string() });
/** How often one window may tell what it has open. */
export interface PresencePace {
  /** Opening one conversation after the other quickly is told once. */
  readonly settleMs: number;
  /** Realtime closes a channel at its sixth presence call within half a minute: stay below. */
  readonly calls: number;
  readonly windowMs: number;
}

const PACE: PresencePace = { settleMs: 300, calls: 4, windowMs: 31_000 };

/** The presence of one window on the dealership's channel. */
export function createPresence(pace: PresencePace = PACE): Presence {
  let channel: Pick<RealtimeChannel, "track" | "untrack"> | null = null;
  let isJoined = false;
  let conversationId: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toldAt: readonly number[] = [];
  let tell: (viewers: readonly Viewer[]) => void = () => {};
  const track = (): void => {
    const now = Date.now();
    toldAt = toldAt.filter((at) => at > now - pace.windowMs);
    const oldest = toldAt.length < pace.calls ? undefined : toldAt[0];
    const freeInMs = oldest === undefined ? 0 : oldest + pace.windowMs - now;
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!isJoined || channel === null) return;
      toldAt = [...toldAt, Date.now()];
      if (conversationId === null) void channel.untrack();
      else void channel.track({ conversation_id: conversationId });
    }, Math.max(pace.settleMs, freeInMs));
  };
  return {
    watch: (onViewers) => tell = onViewers,
    show(id): void {
      if (id === conversationId) return;
      conversationId = id;
      track();
    },
    attach(next): void {
      channel = next;
      next.on("presence", { event: "sync" }, () => tell(viewersOf(next.presenceState())));
    },
    joined(next): void {
      isJoined = next;
      if (next) return conversationId === null ? undefined : track();
      tell([]);
    },
  };
}

/** The open conversations in a presence state, whose keys are user ids. */
export function viewersOf(state: Readonly<Record<string, readonly unknown[]>>): readonly Viewer[] {
  return Object.entries(state).flatMap(([userId, metas]) =>
    metas.flatMap((meta) => {
      const parsed = Meta.safeParse(meta);
      return parsed.success ? [{ userId, conversationId: parsed.data.conversation_id }] : [];
    })
  );
}
