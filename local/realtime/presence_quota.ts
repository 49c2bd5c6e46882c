const MAX_CALLS = 5;
const WINDOW_MS = 30_000;

/** How often one channel may change its presence: five times in half a minute, as upstream. */
export class PresenceQuota {
  #calls = 0;
  #resetAtMs = 0;

  /** Counts one call; false when it is one too many. */
  take(nowMs: number): boolean {
    if (nowMs > this.#resetAtMs) {
      this.#calls = 0;
      this.#resetAtMs = nowMs + WINDOW_MS;
    }
    this.#calls++;
    return this.#calls <= MAX_CALLS;
  }
}
