/** The stack's own words on the terminal: progress to stderr, results to stdout. */

/** Told, in a few words, what is being done. */
export type Progress = (step: string) => void;

/** Prints a step with the seconds since the command began. */
export function logStep(step: string): void {
  console.error(`${secondsSinceStart().padStart(6)}  ${step}`);
}

/** Returns how long the command has been running, as in `1.2 s`. */
export function secondsSinceStart(): string {
  return `${(performance.now() / 1000).toFixed(1)} s`;
}

/** Prints a result for the person who ran the command. */
export function say(text: string): void {
  console.log(text);
}

/** Prints why a command failed and what caused it; the stack trace only if RYLIE_DEBUG is set. */
export function logFailure(error: unknown): void {
  if (!(error instanceof Error) || Deno.env.get("RYLIE_DEBUG")) return console.error(error);
  console.error(error.message);
  let cause = error.cause;
  while (cause instanceof Error) {
    // A migration's report already holds the words of its cause.
    if (!error.message.includes(cause.message)) console.error(`  because: ${cause.message}`);
    cause = cause.cause;
  }
}
