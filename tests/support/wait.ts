/** Waits for what must become true, without sleeping longer than needed. */

const EVERY_MS = 25;

/** How long a test waits for anything: long enough for a machine that has more to do. */
export const PATIENCE_MS = 30_000;

/** Resolves with the first non-null answer of `look`; fails with `what` when the time is up. */
export async function waitFor<T>(
  what: string,
  look: () => Promise<T | null> | T | null,
  timeoutMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  while (true) { // bound: the deadline
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > deadline) throw new Error(`Cannot wait longer for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
