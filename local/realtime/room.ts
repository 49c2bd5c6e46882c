import { Presence, type PresenceDiff, type PresenceMap } from "./presence.ts";
import {
  type Broadcast,
  encodeBroadcast,
  encodeFrame,
  type JsonObject,
  type Vsn,
  type WireFrame,
} from "./protocol.ts";

/** One joined channel of one client, as its room sees it. */
export interface Subscriber {
  readonly vsn: Vsn;
  readonly readsBroadcasts: boolean;
  readonly readsPresence: boolean;
  /** Whether the client was already handed this stored broadcast. */
  hasReplayed(id: string): boolean;
  deliver(frame: WireFrame): void;
}

/** Everyone on one topic; private and public channels of a name are different rooms. */
export class Room {
  readonly #topic: string;
  readonly #subscribers = new Set<Subscriber>();
  readonly #presence = new Presence<Subscriber>();

  constructor(topic: string) {
    this.#topic = `realtime:${topic}`;
  }

  get isEmpty(): boolean {
    return this.#subscribers.size === 0;
  }

  enter(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  /** Takes a subscriber out, and its presence with it. */
  leave(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.#tell(this.#presence.untrack(subscriber));
  }

  /** Sends a broadcast to all who may read it, encoded once per version. */
  publish(broadcast: Broadcast, except?: Subscriber): void {
    const encoded = new Map<Vsn, WireFrame | null>();
    const id = broadcast.kind === "user" ? broadcast.meta?.id : undefined;
    for (const subscriber of this.#subscribers) {
      if (subscriber === except || !subscriber.readsBroadcasts) continue;
      if (typeof id === "string" && subscriber.hasReplayed(id)) continue;
      let frame = encoded.get(subscriber.vsn);
      if (frame === undefined) {
        frame = encodeBroadcast(this.#topic, broadcast, subscriber.vsn);
        encoded.set(subscriber.vsn, frame);
      }
      if (frame !== null) subscriber.deliver(frame);
    }
  }

  /** Shows a subscriber to all who may read presence. */
  track(subscriber: Subscriber, key: string, shown: JsonObject): void {
    this.#tell(this.#presence.track(subscriber, key, shown));
  }

  /** Shows a subscriber no longer. */
  untrack(subscriber: Subscriber): void {
    this.#tell(this.#presence.untrack(subscriber));
  }

  presenceState(): PresenceMap {
    return this.#presence.state();
  }

  #tell(diff: PresenceDiff | null): void {
    if (diff === null) return;
    const encoded = new Map<Vsn, string>();
    for (const subscriber of this.#subscribers) {
      if (!subscriber.readsPresence) continue;
      const { vsn } = subscriber;
      const frame = encoded.get(vsn) ?? encodeFrame({
        joinRef: null,
        ref: null,
        topic: this.#topic,
        event: "presence_diff",
        payload: diff,
      }, vsn);
      encoded.set(vsn, frame);
      subscriber.deliver(frame);
    }
  }
}

/** All rooms that somebody is in. */
export class Rooms {
  readonly #rooms = new Map<string, Room>();

  /** Puts a subscriber into the room of a topic, made when it is the first. */
  enter(topic: string, isPrivate: boolean, subscriber: Subscriber): Room {
    const key = roomKey(topic, isPrivate);
    const room = this.#rooms.get(key) ?? new Room(topic);
    this.#rooms.set(key, room);
    room.enter(subscriber);
    return room;
  }

  /** Takes a subscriber out; its presence goes too. */
  leave(topic: string, isPrivate: boolean, subscriber: Subscriber): void {
    const key = roomKey(topic, isPrivate);
    const room = this.#rooms.get(key);
    if (room === undefined) return;
    room.leave(subscriber);
    if (room.isEmpty) this.#rooms.delete(key);
  }

  /** Sends a broadcast to a topic, if anybody is there. */
  publish(topic: string, isPrivate: boolean, broadcast: Broadcast): void {
    this.#rooms.get(roomKey(topic, isPrivate))?.publish(broadcast);
  }
}

function roomKey(topic: string, isPrivate: boolean): string {
  return `${isPrivate ? "private" : "public"}:${topic}`;
}
