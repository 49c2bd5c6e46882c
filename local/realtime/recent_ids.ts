const MAX_IDS = 10_000;

/** Remembers the last ten thousand ids, to tell what was published already. */
export class RecentIds {
  #ids = new Set<string>();

  /** Adds an id; false when it is known. */
  add(id: string): boolean {
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    if (this.#ids.size > MAX_IDS) {
      // A Set keeps the order of insertion: the first one is the oldest.
      for (const oldest of this.#ids) {
        this.#ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
