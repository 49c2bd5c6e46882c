import type { RealtimeChannel } from "@supabase/supabase-js";
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
/** Opening one conversation after the other quickly is told once. */
const SETTLE_MS = 300;

/** The presence of one window on the dealership's channel. */
export function createPresence(): Presence {
  let channel: RealtimeChannel | null = null;
  let isJoined = false;
  let conversationId: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let tell: (viewers: readonly Viewer[]) => void = () => {};
  const track = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!isJoined || channel === null) return;
      if (conversationId === null) void channel.untrack();
      else void channel.track({ conversation_id: conversationId });
    }, SETTLE_MS);
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
