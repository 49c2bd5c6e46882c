/** How long to wait for a condition, and how often to look. */
export interface PollOptions {
  readonly timeoutMs: number;
  readonly everyMs: number;
}

/** Resolves once `condition` holds; rejects when it does not within the time given. */
export async function pollUntil(
  condition: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs }: PollOptions,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Cannot wait longer: ${timeoutMs} ms passed`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
