import type { RealtimeChannel } from "@supabase/realtime-js";
import * as z from "zod/mini";
import type { LiveClient } from "./live_client.ts";
import { notify } from "./notified.ts";
import type { PresenceChannel, PresenceSocket } from "./presence.ts";
import { LiveEvent } from "./rows.ts";
import type { Signals } from "./signals.ts";
import type { Client } from "./supabase.ts";

const REOPEN_MS = 3_000;

/** Who listens, and to what. */
export interface Listening {
  readonly dealershipId: string;
  readonly me: string;
  readonly signals: Signals;
  readonly onEvent: (event: LiveEvent) => void;
  readonly onJoined: (joined: boolean) => void;
}

/** Joins the dealership's channel, or one's own when the dealership shows people only their threads. */
export function openChannel(supabase: Client, listening: Listening): () => void {
  let left = false;
  let leave: () => void = () => left = true;
  const open = async (): Promise<void> => {
    const live = await supabase.live();
    // A private channel needs the person's token on the socket before it joins.
    await live.setAuth();
    if (!left) leave = keepJoined(live, listening);
  };
  const openOrRetry = (): void => {
    if (left) return;
    open().catch(() => {
      listening.onJoined(false);
      setTimeout(openOrRetry, REOPEN_MS);
    });
  };
  openOrRetry();
  return () => leave();
}

/** The channels of single conversations, on which one is known by one's own id. */
export function presenceSocket(supabase: Client, me: string): PresenceSocket {
  const channels = new Map<PresenceChannel, () => void>();
  return {
    async open(topic): Promise<PresenceChannel> {
      const live = await supabase.live();
      await live.setAuth();
      const channel = live.channel(topic, { config: { private: true, presence: { key: me } } });
      channels.set(channel, () => void live.removeChannel(channel));
      return channel;
    },
    leave(channel): void {
      channels.get(channel)?.();
      channels.delete(channel);
    },
  };
}

function keepJoined(live: LiveClient, listening: Listening): () => void {
  let stopped = false;
  let narrow = false;
  let current = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let leave: () => void = () => {};
  const joinAnew = (afterMs: number): void => {
    current += 1; // what the channel we leave still says is no news
    leave();
    clearTimeout(timer);
    timer = setTimeout(() => stopped || join(), afterMs);
  };
  const bell = keepBell(live, listening.me);
  const join = (): void => {
    const mine = current;
    const topic = narrow ? `staff:${listening.me}` : `dealership:${listening.dealershipId}`;
    const channel = live.channel(topic, { config: { private: true } });
    leave = () => void live.removeChannel(channel);
    // One's own topic carries every dealership one works at.
    const isOurs = (payload: unknown): boolean =>
      !narrow || dealershipOf(payload) === listening.dealershipId;
    listening.signals.attach(channel, isOurs);
    if (narrow) hearNotices(channel);
    hearEvents(channel, isOurs, listening.onEvent).subscribe((status, error) => {
      if (stopped || mine !== current) return;
      listening.onJoined(status === "SUBSCRIBED");
      if (status === "SUBSCRIBED") bell.joined(narrow);
      if (status === "CHANNEL_ERROR" && /unauthorized/i.test(error?.message ?? "")) {
        narrow = !narrow;
        bell.leave();
        joinAnew(narrow ? 0 : REOPEN_MS);
      }
      // The library rejoins after errors and timeouts by itself, not after the server's close.
      if (status === "CLOSED") joinAnew(REOPEN_MS);
    });
  };
  join();
  return () => {
    stopped = true;
    clearTimeout(timer);
    bell.leave();
    leave();
  };
}

function hearEvents(
  channel: RealtimeChannel,
  isOurs: (payload: unknown) => boolean,
  onEvent: (event: LiveEvent) => void,
): RealtimeChannel {
  return channel.on("broadcast", { event: "event" }, ({ payload }) => {
    if (!isOurs(payload)) return;
    const event = LiveEvent.safeParse(payload);
    if (event.success) onEvent(event.data);
  });
}

/**
 * One's own topic for notifications, beside the dealership's; whoever is narrow is on it already.
 * Whatever came while nobody listened there is read once somebody does.
 */
function keepBell(
  live: LiveClient,
  me: string,
): { joined(isNarrow: boolean): void; leave(): void } {
  let own: RealtimeChannel | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const join = (): void => {
    const channel = live.channel(`staff:${me}`, { config: { private: true } });
    own = channel;
    hearNotices(channel).subscribe((status) => {
      if (own !== channel) return;
      if (status === "SUBSCRIBED") notify();
      if (status !== "CLOSED") return;
      // As with the dealership's: the library does not rejoin after a close.
      void live.removeChannel(channel);
      clearTimeout(timer);
      timer = setTimeout(join, REOPEN_MS);
    });
  };
  return {
    joined(isNarrow) {
      if (isNarrow) notify();
      else if (own === null) join();
    },
    leave() {
      clearTimeout(timer);
      const channel = own;
      own = null;
      if (channel !== null) void live.removeChannel(channel);
    },
  };
}

function hearNotices(channel: RealtimeChannel): RealtimeChannel {
  return channel.on("broadcast", { event: "notification" }, () => notify());
}

function dealershipOf(payload: unknown): string | null {
  const parsed = z.object({ dealership_id: z.string() }).safeParse(payload);
  return parsed.success ? parsed.data.dealership_id : null;
}
