/** The stack's own words on the terminal: progress to stderr, results to stdout. */

const started = performance.now();

/** Prints a step with the seconds since the command began. */
export function logStep(step: string): void {
  const seconds = ((performance.now() - started) / 1000).toFixed(1).padStart(5);
  console.error(`${seconds} s  ${step}`);
}

/** Prints a result for the person who ran the command. */
export function say(text: string): void {
  console.log(text);
}

/** Prints why a command failed, with what caused it, but no stack trace: faults are for logs. */
export function logFailure(error: unknown): void {
  let reason: unknown = error;
  while (reason instanceof Error) {
    console.error(reason === error ? reason.message : `  because: ${reason.message}`);
    reason = reason.cause;
  }
  if (!(error instanceof Error)) console.error(String(error));
}
