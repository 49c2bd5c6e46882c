import { type RealtimeDatabase, troubleOf } from "./database.ts";
import { readDenied, Refusal, refusalOfTrouble } from "./refusal.ts";
import { type Claims, expiredMessage, isRefusal, type TokenVerifier } from "./tokens.ts";

/** What the access of a channel depends on. */
export interface AccessDeps {
  readonly tokens: TokenVerifier;
  readonly database: RealtimeDatabase;
  report(problem: string, cause?: unknown): void;
}

/** Which channel is asked about, and who asks. */
export interface AccessSubject {
  readonly topic: string;
  readonly isPrivate: boolean;
  /** Presence is only asked about when the client uses it. */
  readonly wantsPresence: boolean;
  /** Request headers, as policies see them. */
  readonly headers: Readonly<Record<string, string>>;
}

type Extensions = ReadonlySet<string>;

const ALL: Extensions = new Set(["broadcast", "presence"]);
const NONE: Extensions = new Set();
/** Upstream looks at a token every five minutes; a longer timer could overflow, too. */
const MAX_WAIT_MS = 300_000;

/** What a client may do on one channel under its token; policies are asked once per token. */
export class ChannelAccess {
  readonly #subject: AccessSubject;
  readonly #deps: AccessDeps;
  readonly #onExpired: (message: string) => void;
  #token = "";
  #claims: Claims | null = null;
  #reads: Extensions = NONE;
  /** Null until the first write asks. */
  #writes: Extensions | null = null;
  #asksPresence: boolean;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;

  constructor(subject: AccessSubject, deps: AccessDeps, onExpired: (message: string) => void) {
    this.#subject = subject;
    this.#deps = deps;
    this.#onExpired = onExpired;
    this.#asksPresence = subject.wantsPresence;
  }

  mayRead(extension: "broadcast" | "presence"): boolean {
    return this.#reads.has(extension);
  }

  /** Takes a token as the channel's; throws a Refusal when it is bad or may not read. */
  async grant(token: string): Promise<void> {
    const verdict = await this.#deps.tokens.verify(token);
    if (isRefusal(verdict)) throw new Refusal(verdict.code, verdict.message);
    this.#token = token;
    this.#claims = verdict;
    this.#planExpiry(verdict.expiresAtMs);
    this.#writes = this.#subject.isPrivate ? null : ALL;
    const reads = this.#subject.isPrivate ? await this.#askReads() : ALL;
    if (reads.size === 0) throw readDenied(this.#subject.topic);
    this.#reads = reads;
  }

  /** Takes a newer token; throws a Refusal when it may read less than the one before. */
  async renew(token: string): Promise<void> {
    if (token === this.#token) return;
    const before = this.#reads;
    await this.grant(token);
    if ([...before].every((extension) => this.#reads.has(extension))) return;
    const { topic } = this.#subject;
    throw new Refusal(
      null,
      `You no longer have permission to read from this Channel topic: ${topic}`,
    );
  }

  /** Whether the client may write; a question that failed is a no, and is asked again next time. */
  async mayWrite(extension: "broadcast" | "presence"): Promise<boolean> {
    if (this.#writes !== null) return this.#writes.has(extension);
    try {
      const writes = await this.#deps.database.writable(this.#question());
      this.#writes = writes;
      return writes.has(extension);
    } catch (cause) {
      this.#deps.report("cannot ask who may write to a channel", cause);
      return false;
    }
  }

  /** Whether the client may track itself; doing so turns presence on, and its reading is asked. */
  async mayTrack(): Promise<boolean> {
    if (!this.#asksPresence) {
      this.#asksPresence = true;
      if (this.#subject.isPrivate) this.#reads = await this.#askReads();
    }
    return await this.mayWrite("presence");
  }

  /** Forgets the end of the token. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#expiry);
  }

  async #askReads(): Promise<Extensions> {
    try {
      return await this.#deps.database.readable(this.#question(), this.#asksPresence);
    } catch (cause) {
      this.#deps.report("cannot ask who may read a channel", cause);
      throw refusalOfTrouble(troubleOf(cause), this.#subject.topic);
    }
  }

  #question() {
    if (this.#claims === null) throw new Error("Cannot authorize: token not verified");
    const { topic, headers } = this.#subject;
    return { topic, headers, claims: this.#claims };
  }

  #planExpiry(expiresAtMs: number): void {
    clearTimeout(this.#expiry);
    if (this.#isStopped) return;
    const waitMs = Math.min(expiresAtMs - Date.now(), MAX_WAIT_MS);
    this.#expiry = setTimeout(() => {
      if (Date.now() >= expiresAtMs) this.#onExpired(expiredMessage(expiresAtMs));
      else this.#planExpiry(expiresAtMs);
    }, Math.max(0, waitMs));
  }
}
