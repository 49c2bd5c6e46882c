const PATIENCE_MS = 20_000;

/** Waits until something holds, as tests do for what happens by itself. */
export async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error("Cannot wait longer: condition does not hold");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
