import type { JsonObject } from "./protocol.ts";

/** Who is there: key → the metas of each tracked client, as presence clients read it. */
export interface PresenceMap extends JsonObject {
  [key: string]: { metas: JsonObject[] };
}

/** What changed: metas that came and metas that went. */
export interface PresenceDiff extends JsonObject {
  joins: PresenceMap;
  leaves: PresenceMap;
}

interface Tracked {
  readonly key: string;
  readonly payload: string;
  readonly meta: JsonObject;
}

/** The presences of one topic, one per tracking client. */
export class Presence<Client> {
  #tracked = new Map<Client, Tracked>();
  #nextRef = 1;

  /** Tracks or changes what a client shows; null when that changes nothing. */
  track(client: Client, key: string, shown: JsonObject): PresenceDiff | null {
    const payload = JSON.stringify(shown);
    const before = this.#tracked.get(client);
    if (before?.payload === payload) return null;
    const meta: JsonObject = { ...shown, phx_ref: this.#newRef() };
    if (before) meta.phx_ref_prev = before.meta.phx_ref ?? null;
    this.#tracked.set(client, { key, payload, meta });
    return { joins: single(key, meta), leaves: before ? single(before.key, before.meta) : {} };
  }

  /** Forgets a client; null when it was not tracked. */
  untrack(client: Client): PresenceDiff | null {
    const before = this.#tracked.get(client);
    if (before === undefined) return null;
    this.#tracked.delete(client);
    return { joins: {}, leaves: single(before.key, before.meta) };
  }

  /** Everyone tracked now. */
  state(): PresenceMap {
    const state: PresenceMap = {};
    for (const { key, meta } of this.#tracked.values()) {
      const metas = Object.hasOwn(state, key) ? state[key]?.metas : undefined;
      if (metas) metas.push(meta);
      else setOwn(state, key, [meta]);
    }
    return state;
  }

  #newRef(): string {
    return `${Date.now().toString(36)}${(this.#nextRef++).toString(36)}`;
  }
}

function single(key: string, meta: JsonObject): PresenceMap {
  const map: PresenceMap = {};
  setOwn(map, key, [meta]);
  return map;
}

/** A client names its key, and `__proto__` must be a key like others. */
function setOwn(map: PresenceMap, key: string, metas: JsonObject[]): void {
  Object.defineProperty(map, key, {
    value: { metas },
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
