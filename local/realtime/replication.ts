import type { RealtimeDatabase, StoredBroadcast } from "./database.ts";
import { standbyStatus, WalDecoder, type WalRow } from "./pgoutput.ts";
import { jsonBroadcast } from "./protocol.ts";
import { RecentIds } from "./recent_ids.ts";
import { WireConnection, type WireTarget } from "./wire.ts";

/** What replication needs from the server around it. */
export interface ReplicationDeps {
  readonly target: WireTarget;
  readonly database: RealtimeDatabase;
  /** Takes each broadcast that the database commits, in commit order. */
  publish(message: StoredBroadcast): void;
  /** Told when the stream breaks; the next attempt is already planned. */
  report(problem: string, cause: unknown): void;
}

const PUBLICATION = "supabase_realtime_messages_publication";
const SLOT_PREFIX = "supabase_realtime_messages_replication_slot";
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 1000;
const STATUS_INTERVAL_MS = 10_000;
const START_TIMEOUT_MS = 15_000;
/** A row's time is its transaction's start, so a catch-up looks back further than the outage. */
const CATCH_UP_MARGIN_MS = 60_000;

const decoder = new TextDecoder();

/**
 * Reads the inserts into realtime.messages from a temporary replication slot. When Postgres goes
 * away it connects again, and first publishes what was committed while no slot existed.
 */
export class Replication {
  #deps: ReplicationDeps;
  #wire: WireConnection | null = null;
  #isStopped = false;
  #firstStartMs: number | null = null;
  #lastAliveMs = 0;
  #published = new RecentIds();
  #onReady = new Set<() => void>();
  #wakeUp: () => void = () => undefined;
  #loop: Promise<void>;
  #isStreaming = false;

  constructor(deps: ReplicationDeps) {
    this.#deps = deps;
    this.#loop = this.#keepStreaming();
  }

  /** Resolves when the stream runs, and rejects when it does not begin in time. */
  started(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error("Cannot start realtime: replication did not begin within 15 seconds"));
      }, START_TIMEOUT_MS);
      this.whenReady(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Calls back once the stream runs, at once if it does; the result takes the wish back. */
  whenReady(callback: () => void): () => void {
    if (this.#isStreaming) callback();
    else this.#onReady.add(callback);
    return () => this.#onReady.delete(callback);
  }

  /** Ends the stream; its slot goes with it. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wire?.close();
    this.#wakeUp();
    await this.#loop;
  }

  async #keepStreaming(): Promise<void> {
    let retryMs = FIRST_RETRY_MS;
    while (!this.#isStopped) {
      try {
        await this.#connect();
        retryMs = FIRST_RETRY_MS;
        await this.#readStream();
      } catch (cause) {
        // One line per outage, not one per attempt.
        if (!this.#isStopped && retryMs === FIRST_RETRY_MS) {
          this.#deps.report("replication interrupted, connecting again", cause);
        }
      }
      this.#isStreaming = false;
      this.#wire?.close();
      this.#wire = null;
      if (!this.#isStopped) await this.#pause(retryMs);
      retryMs = Math.min(retryMs * 2, MAX_RETRY_MS);
    }
  }

  /** Opens the slot first: what commits later is in the stream, what was before is caught up. */
  async #connect(): Promise<void> {
    const { target, database } = this.#deps;
    const wire = await WireConnection.open(target);
    this.#wire = wire;
    await database.install();
    const slot = `${SLOT_PREFIX}_${crypto.randomUUID().slice(0, 8)}`;
    await wire.run(`CREATE_REPLICATION_SLOT ${slot} TEMPORARY LOGICAL pgoutput NOEXPORT_SNAPSHOT`);
    if (this.#firstStartMs === null) this.#firstStartMs = Date.now();
    else await this.#catchUp(this.#firstStartMs);
    await wire.startCopy(
      `START_REPLICATION SLOT ${slot} LOGICAL 0/0 ` +
        `(proto_version '1', publication_names '${PUBLICATION}')`,
    );
    this.#lastAliveMs = Date.now();
    this.#isStreaming = true;
    for (const callback of this.#onReady) callback();
    this.#onReady.clear();
  }

  async #catchUp(firstStartMs: number): Promise<void> {
    const sinceMs = Math.max(firstStartMs, this.#lastAliveMs - CATCH_UP_MARGIN_MS);
    for (const message of await this.#deps.database.broadcastsSince(sinceMs)) {
      this.#publish(message);
    }
  }

  async #readStream(): Promise<void> {
    const wire = this.#wire;
    if (wire === null) return;
    const wal = new WalDecoder();
    let statusAtMs = Date.now();
    for (;;) {
      const { type, body } = await wire.read();
      if (type !== "d") continue;
      const event = wal.decode(body);
      const nowMs = Date.now();
      this.#lastAliveMs = nowMs;
      if (event.kind === "insert") this.#publishRow(event.row);
      const wantsReply = event.kind === "keepalive" && event.wantsReply;
      // Without answers the server would keep all WAL, and hang up after a minute.
      if (wantsReply || nowMs - statusAtMs > STATUS_INTERVAL_MS) {
        statusAtMs = nowMs;
        await wire.send("d", standbyStatus(event.position, nowMs));
      }
    }
  }

  #publishRow(row: WalRow): void {
    const text = (column: string): string | null => {
      const value = row.get(column);
      return value ? decoder.decode(value) : null;
    };
    const [id, topic, event] = [text("id"), text("topic"), text("event")];
    if (id === null || topic === null || event === null) return;
    const isPrivate = text("private") === "t";
    const payload = text("payload");
    const binary = text("binary_payload");
    if (binary !== null) {
      const body = Uint8Array.fromHex(binary.slice("\\x".length));
      const broadcast = { kind: "user", event, encoding: "binary", body, meta: { id } } as const;
      this.#publish({ id, topic, isPrivate, broadcast });
    } else if (payload !== null) {
      this.#publish({ id, topic, isPrivate, broadcast: jsonBroadcast(event, payload, { id }) });
    }
  }

  #publish(message: StoredBroadcast): void {
    if (this.#published.add(message.id)) this.#deps.publish(message);
  }

  #pause(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, durationMs);
      this.#wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
