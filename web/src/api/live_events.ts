import * as z from "zod/mini";
import { createPresence, type Presence } from "./presence.ts";
import { createEventCursor, type EventCursor } from "./event_cursor.ts";
import { createSignals, type Signals } from "./signals.ts";
import { openChannel, presenceSocket } from "./live_channel.ts";
import { LiveEvent } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

/** What following the events of one dealership needs from the outside. */
export interface LiveEventsApi {
  /** Joins the channel and rejoins it whenever it breaks; returns what leaves it. */
  open(onEvent: (event: LiveEvent) => void, onJoined: (joined: boolean) => void): () => void;
  readLatestSeq(): Promise<number>;
  /** The log after a number, in order, at most `limit` lines. */
  readSince(seq: number, limit: number): Promise<readonly LiveEvent[]>;
}

/** Who wants to know. */
export interface LiveListener {
  /** Read everything anew; what is heard meanwhile follows through onEvents. */
  onSnapshot(): Promise<void>;
  onEvents(events: readonly LiveEvent[]): void;
  onLink(link: "live" | "lost"): void;
  /** Without the socket the log was read: what is known is known as of now. */
  onRead(): void;
  /** After a break: how many messages came in between. */
  onBack(messages: number): void;
}

/** How patient the follower is. */
export interface Patience {
  /** How long an event out of order may wait for the missing one. */
  readonly gapMs: number;
  /** How often the log is asked anyway, because a lost last broadcast leaves no gap. */
  readonly pollMs: number;
  readonly lostPollMs: number;
}

/** More missed events than this are not replayed; everything is read anew. */
const REPLAY_LIMIT = 500;
const PATIENCE: Patience = { gapMs: 250, pollMs: 30_000, lostPollMs: 5_000 };

/** A running subscription. */
export interface LiveEvents {
  /** Asks the log now, for instance when the page comes back to the front. */
  check(): Promise<void>;
  /** The browser says that it has no network. */
  lose(): void;
  stop(): void;
}

/**
 * Follows a dealership's events without missing one: the cursor is read before the snapshot, each
 * (re)join and each gap asks the log for what came after it, and nothing trusts the stream alone.
 */
export function followLiveEvents(
  api: LiveEventsApi,
  listener: LiveListener,
  patience: Patience = PATIENCE,
): LiveEvents {
  const follower = new Follower(api, listener, patience);
  follower.run();
  return {
    check: () => follower.check(),
    lose: () => follower.lose(),
    stop: () => follower.stop(),
  };
}

class Follower {
  #cursor: EventCursor = createEventCursor();
  #joined = false;
  #live = false;
  #wasLost = false;
  #missed = 0;
  #stopped = false;
  #reading: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #gapTimer: ReturnType<typeof setTimeout> | undefined;
  #close: () => void = () => {};
  readonly #api: LiveEventsApi;
  readonly #listener: LiveListener;
  readonly #patience: Patience;

  constructor(api: LiveEventsApi, listener: LiveListener, patience: Patience) {
    this.#api = api;
    this.#listener = listener;
    this.#patience = patience;
  }

  run(): void {
    this.#close = this.#api.open(
      (event) => this.#hear(event),
      (joined) => {
        this.#joined = joined;
        if (joined) void this.check();
        else this.#lose();
      },
    );
    void this.check();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#gapTimer);
    this.#close();
  }

  /** Catches up with the log; concurrent calls share one read that starts after the last of them. */
  async check(): Promise<void> {
    while (this.#reading !== null) await this.#reading;
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const joined = this.#joined;
    this.#reading = this.#catchUp()
      .then(() => joined && this.#joined ? this.#win() : undefined)
      .catch(() => this.#lose())
      .finally(() => {
        this.#reading = null;
        this.#schedule();
      });
    await this.#reading;
  }

  lose(): void {
    this.#lose();
  }

  #hear(event: LiveEvent): void {
    this.#deliver(this.#cursor.take(event));
    if (this.#cursor.hasGap() && this.#gapTimer === undefined) {
      this.#gapTimer = setTimeout(() => {
        this.#gapTimer = undefined;
        if (this.#cursor.hasGap()) void this.check();
      }, this.#patience.gapMs);
    }
  }

  async #catchUp(): Promise<void> {
    const seq = this.#cursor.seq();
    if (seq === null) return await this.#readAnew();
    const upTo = this.#cursor.newest();
    const log = await this.#api.readSince(seq, REPLAY_LIMIT);
    if (this.#stopped) return;
    if (log.length >= REPLAY_LIMIT) return await this.#readAnew();
    this.#deliver(this.#cursor.settle(log, upTo));
    if (this.#wasLost) {
      this.#listener.onRead();
      this.#missed += log.filter((event) => event.kind === "message.created").length;
    }
  }

  async #readAnew(): Promise<void> {
    const seq = await this.#api.readLatestSeq();
    await this.#listener.onSnapshot();
    if (!this.#stopped) this.#deliver(this.#cursor.start(seq));
  }

  #deliver(events: readonly LiveEvent[]): void {
    if (events.length > 0 && !this.#stopped) this.#listener.onEvents(events);
  }

  #win(): void {
    if (this.#wasLost) this.#listener.onBack(this.#missed);
    this.#wasLost = false;
    this.#missed = 0;
    if (!this.#live) this.#listener.onLink("live");
    this.#live = true;
  }

  #lose(): void {
    if (this.#stopped) return;
    const wasLive = this.#live;
    this.#wasLost = this.#wasLost || wasLive;
    this.#live = false;
    this.#listener.onLink("lost");
    // The next look at the log was to come when it was no more than a precaution.
    if (wasLive) this.#schedule();
  }

  #schedule(): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    const waitMs = this.#live ? this.#patience.pollMs : this.#patience.lostPollMs;
    this.#timer = setTimeout(() => void this.check(), waitMs);
  }
}

/** The events of one dealership over Supabase Realtime and PostgREST, and who is there too. */
export function liveEventsApi(
  supabase: Client,
  dealershipId: string,
  me: string,
): LiveEventsApi & Pick<Presence, "show" | "watch"> & Pick<Signals, "hear"> {
  const presence = createPresence(presenceSocket(supabase, me));
  const signals = createSignals();
  const log = () =>
    supabase.from("events").select("seq,kind,conversation_id,message_id")
      .eq("dealership_id", dealershipId);
  return {
    show: presence.show,
    watch: presence.watch,
    hear: signals.hear,
    open: (onEvent, onJoined) =>
      openChannel(supabase, { dealershipId, me, signals, onEvent, onJoined }),
    async readLatestSeq(): Promise<number> {
      const { data } = await unwrap(log().order("seq", { ascending: false }).limit(1));
      return z.array(LiveEvent).parse(data)[0]?.seq ?? 0;
    },
    async readSince(seq, limit): Promise<readonly LiveEvent[]> {
      return z.array(LiveEvent).parse(
        (await unwrap(log().gt("seq", seq).order("seq").limit(limit))).data,
      );
    },
  };
}
