import { type AccessDeps, ChannelAccess } from "./channel_access.ts";
import { type JoinConfig, parseJoin } from "./join_config.ts";
import { PresenceQuota } from "./presence_quota.ts";
import {
  type Broadcast,
  type ClientFrame,
  encodeBroadcast,
  encodeFrame,
  isJsonObject,
  type Json,
  type JsonObject,
  type Vsn,
  type WireFrame,
} from "./protocol.ts";
import { readDenied, Refusal } from "./refusal.ts";
import type { Room, Rooms, Subscriber } from "./room.ts";

/** What all channels share. */
export interface ChannelDeps extends AccessDeps {
  readonly rooms: Rooms;
  /** Calls back once database broadcasts flow; the result takes the wish back. */
  whenReplicating(callback: () => void): () => void;
}

/** The client's connection, as its channels use it. */
export interface ClientLink {
  readonly vsn: Vsn;
  /** The token its API key stands for. */
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  send(frame: WireFrame): void;
  /** Told when a channel is over, whoever ended it. */
  forget(channel: Channel): void;
}

/** One client on one topic, from its join to its leave. */
export class Channel implements Subscriber {
  /** The topic as clients write it, `realtime:` included. */
  readonly topic: string;
  readonly joinRef: string | null;
  readonly #subTopic: string;
  readonly #link: ClientLink;
  readonly #deps: ChannelDeps;
  readonly #config: JoinConfig;
  readonly #presenceKey: string;
  readonly #access: ChannelAccess;
  readonly #quota = new PresenceQuota();
  #work: Promise<void> = Promise.resolve();
  #room: Room | null = null;
  #replayedIds: ReadonlySet<string> = new Set();
  /** Frames that came before the join was answered; null afterwards. */
  #held: WireFrame[] | null = [];
  #stopWaiting: () => void = () => undefined;
  #isClosed = false;

  constructor(join: ClientFrame, link: ClientLink, deps: ChannelDeps) {
    this.topic = join.topic;
    this.joinRef = join.joinRef;
    this.#subTopic = join.topic.slice(join.topic.indexOf(":") + 1);
    this.#link = link;
    this.#deps = deps;
    this.#config = parseJoin(join.payload);
    this.#presenceKey = this.#config.presenceKey ?? crypto.randomUUID();
    const { isPrivate, wantsPresence } = this.#config;
    const subject = { topic: this.#subTopic, isPrivate, wantsPresence, headers: link.headers };
    this.#access = new ChannelAccess(subject, deps, (message) => this.#shutDown(message));
  }

  get vsn(): Vsn {
    return this.#link.vsn;
  }

  get readsBroadcasts(): boolean {
    return this.#access.mayRead("broadcast");
  }

  get readsPresence(): boolean {
    return this.#access.mayRead("presence");
  }

  hasReplayed(id: string): boolean {
    return this.#replayedIds.has(id);
  }

  deliver(frame: WireFrame): void {
    if (this.#held) this.#held.push(frame);
    else this.#link.send(frame);
  }

  /** Handles a frame after all earlier ones of this channel; never rejects. */
  handle(frame: ClientFrame): Promise<void> {
    this.#work = this.#work.then(() => this.#handle(frame)).catch((cause) => {
      this.#deps.report(`cannot handle ${frame.event}`, cause);
    });
    return this.#work;
  }

  /** Ends the channel without a word to the client, whose connection is gone. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#access.stop();
    this.#stopWaiting();
    this.#deps.rooms.leave(this.#subTopic, this.#config.isPrivate, this);
    this.#link.forget(this);
  }

  /** Ends the channel and tells the client so. */
  closeAloud(): void {
    if (this.#isClosed) return;
    this.close();
    this.#send("phx_close", {}, this.joinRef);
  }

  async #handle(frame: ClientFrame): Promise<void> {
    if (this.#isClosed) return;
    switch (frame.event) {
      case "phx_join":
        return await this.#join(frame);
      case "phx_leave":
        this.#reply(frame, "ok", {});
        return this.closeAloud();
      case "access_token":
        return await this.#renewToken(frame.payload);
      case "broadcast":
        return await this.#broadcast(frame);
      case "presence":
        return await this.#presence(frame);
    }
  }

  async #join(frame: ClientFrame): Promise<void> {
    try {
      if (this.#subTopic === "") {
        throw new Refusal("TopicNameRequired", "You must provide a topic name");
      }
      const offered = this.#config.accessToken;
      const isKey = offered === null || offered.startsWith("sb_");
      await this.#access.grant(isKey ? this.#link.token : offered);
      if (this.#isClosed) return;
      // From here on broadcasts are held, so none falls between the replay and the answer.
      this.#room = this.#deps.rooms.enter(this.#subTopic, this.#config.isPrivate, this);
      const replayed = await this.#replay();
      if (!this.#isClosed) this.#welcome(frame, replayed);
    } catch (cause) {
      if (!(cause instanceof Refusal)) this.#deps.report("cannot join a channel", cause);
      if (this.#isClosed) return;
      const reason = cause instanceof Refusal ? cause.reason : "Unknown Error on Channel";
      this.#reply(frame, "error", { reason });
      this.close();
    }
  }

  #welcome(frame: ClientFrame, replayed: WireFrame[]): void {
    const postgresChanges = this.#config.postgresChanges.map((change, index) => {
      return { ...(isJsonObject(change) ? change : {}), id: index + 1 };
    });
    this.#reply(frame, "ok", { postgres_changes: postgresChanges });
    for (const late of [...replayed, ...(this.#held ?? [])]) this.#link.send(late);
    this.#held = null;
    if (this.#room && this.#config.wantsPresence && this.readsPresence) {
      this.#send("presence_state", this.#room.presenceState());
    }
    if (postgresChanges.length > 0) {
      const message = "Postgres changes are not available on this server: use broadcast";
      this.#tellSystem("postgres_changes", "error", message);
    }
    if (this.#config.wantsReplicationReady) {
      this.#stopWaiting = this.#deps.whenReplicating(() => {
        this.#tellSystem("system", "ok", "Replication connection established");
      });
    }
  }

  async #replay(): Promise<WireFrame[]> {
    const { replay, isPrivate } = this.#config;
    if (replay === null) return [];
    const failure = (message: string) => new Refusal("UnableToReplayMessages", message);
    if (!isPrivate) throw failure("Replay is not allowed for public channels");
    if (!this.readsBroadcasts) throw readDenied(this.#subTopic);
    if (replay === "invalid") throw failure("Replay params are not valid");
    const { sinceMs, limit } = replay;
    const stored = await this.#deps.database.replay(this.#subTopic, sinceMs, limit)
      .catch((cause) => {
        this.#deps.report("cannot replay broadcasts", cause);
        throw failure("Realtime was unable to replay messages");
      });
    this.#replayedIds = new Set(stored.map(({ id }) => id));
    return stored.flatMap(({ broadcast }) =>
      encodeBroadcast(this.topic, broadcast, this.vsn) ?? []
    );
  }

  async #renewToken(payload: Json): Promise<void> {
    const token = isJsonObject(payload) ? payload.access_token : null;
    if (typeof token !== "string" || token.startsWith("sb_")) return;
    try {
      await this.#access.renew(token);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      this.#shutDown(cause.message);
    }
  }

  async #broadcast(frame: ClientFrame): Promise<void> {
    const broadcast = broadcastOf(frame);
    if (broadcast === null) return;
    // What may not be written is dropped without a word, as upstream.
    if (!(await this.#access.mayWrite("broadcast")) || this.#isClosed) return;
    this.#room?.publish(broadcast, this.#config.wantsOwnBroadcasts ? undefined : this);
    if (this.#config.wantsAck) this.#reply(frame, "ok", {});
  }

  async #presence(frame: ClientFrame): Promise<void> {
    const { payload } = frame;
    if (!isJsonObject(payload) || typeof payload.event !== "string") {
      return this.#reply(frame, "ok", {});
    }
    if (!this.#quota.take(Date.now())) {
      return this.#shutDown("Client presence rate limit exceeded");
    }
    const event = payload.event.toLowerCase();
    if (event === "untrack") {
      this.#room?.untrack(this);
      return this.#reply(frame, "ok", {});
    }
    const mayTrack = event === "track" && await this.#access.mayTrack().catch(() => false);
    if (this.#isClosed) return;
    if (!mayTrack) return this.#reply(frame, "error", {});
    const shown = payload.payload ?? {};
    if (!isJsonObject(shown)) {
      return this.#reply(frame, "error", { reason: "Presence track payload must be a map" });
    }
    this.#room?.track(this, this.#presenceKey, shown);
    this.#reply(frame, "ok", {});
  }

  #shutDown(message: string): void {
    if (this.#isClosed) return;
    this.#tellSystem("system", "error", message);
    this.closeAloud();
  }

  #tellSystem(extension: string, status: "ok" | "error", message: string): void {
    this.#send("system", { extension, status, message, channel: this.#subTopic });
  }

  #reply(frame: ClientFrame, status: "ok" | "error", response: JsonObject): void {
    const { joinRef, ref, topic } = frame;
    const payload = { status, response };
    this.#link.send(encodeFrame({ joinRef, ref, topic, event: "phx_reply", payload }, this.vsn));
  }

  #send(event: string, payload: JsonObject, ref: string | null = null): void {
    const { topic, joinRef } = this;
    this.#link.send(encodeFrame({ joinRef, ref, topic, event, payload }, this.vsn));
  }
}

/** The broadcast in a frame, binary or text; null when it is neither. */
function broadcastOf(frame: ClientFrame): Broadcast | null {
  if (frame.broadcast !== null) return frame.broadcast;
  return isJsonObject(frame.payload) ? { kind: "object", payload: frame.payload } : null;
}
