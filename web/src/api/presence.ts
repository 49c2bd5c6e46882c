import type { RealtimeChannel } from "@supabase/realtime-js";

/** Somebody who has a conversation open. */
export interface Viewer {
  readonly userId: string;
  readonly conversationId: string;
}

/** Tells colleagues what one looks at, and hears who looks at it too. */
export interface Presence {
  /** Calls back with everybody who has the conversation open that is open here. */
  watch(onViewers: (viewers: readonly Viewer[]) => void): void;
  /** Says which conversation is open here. */
  show(conversationId: string | null): void;
}

/** The socket as far as presence needs it. */
export interface PresenceSocket {
  /** A private channel on which one is known by one's own id. */
  open(topic: string): Promise<PresenceChannel>;
  leave(channel: PresenceChannel): void;
}

/** One conversation's channel. */
export type PresenceChannel = Pick<
  RealtimeChannel,
  "on" | "subscribe" | "track" | "presenceState"
>;

/** Leafing through the list joins nothing on the way. */
const SETTLE_MS = 400;
const REOPEN_MS = 3_000;

/**
 * The presence of one window. Each conversation has a channel of its own, which those who may read
 * the conversation can join and nobody else, so it is the same for people with a narrower scope.
 */
export function createPresence(socket: PresenceSocket, settleMs = SETTLE_MS): Presence {
  let shown: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave: () => void = () => {};
  let tell: (viewers: readonly Viewer[]) => void = () => {};
  const join = async (id: string): Promise<void> => {
    const channel = await socket.open(`conversation:${id}`);
    let isLeft = false;
    const isCurrent = () => shown === id && !isLeft;
    if (!isCurrent()) return socket.leave(channel);
    leave = () => {
      isLeft = true; // what a channel that is left still says is no news
      socket.leave(channel);
    };
    channel.on("presence", { event: "sync" }, () => {
      if (isCurrent()) tell(viewersOf(id, channel.presenceState()));
    });
    channel.subscribe((status, error) => {
      if (!isCurrent()) return;
      if (status === "SUBSCRIBED") return void channel.track({});
      tell([]);
      const isRefused = /unauthorized/i.test(error?.message ?? "");
      // The library rejoins after errors and timeouts by itself, not after the server's close.
      if (isRefused || status === "CLOSED") leave();
      if (status === "CLOSED") plan(id, REOPEN_MS);
    });
  };
  const plan = (id: string, afterMs: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (shown === id) join(id).catch(() => plan(id, REOPEN_MS));
    }, afterMs);
  };
  return {
    watch: (onViewers) => tell = onViewers,
    show(id): void {
      if (id === shown) return;
      shown = id;
      clearTimeout(timer);
      leave();
      leave = () => {};
      tell([]);
      if (id !== null) plan(id, settleMs);
    },
  };
}

/** Who is on the channel of a conversation; a presence state's keys are user ids. */
export function viewersOf(
  conversationId: string,
  state: Readonly<Record<string, unknown>>,
): readonly Viewer[] {
  return Object.keys(state).map((userId) => ({ userId, conversationId }));
}
