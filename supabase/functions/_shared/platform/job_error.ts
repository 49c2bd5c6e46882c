/** How a failed job wants to be treated. */
export interface JobErrorOptions {
  /** True when no further attempt can help. */
  readonly permanent?: boolean;
  /** The earliest next attempt that the other side asked for. */
  readonly retry_after_seconds?: number | null;
  readonly cause?: unknown;
}

/** An attempt that failed in a way the queue should know about. */
export class JobError extends Error {
  readonly permanent: boolean;
  readonly retryAfterSeconds: number | null;

  constructor(message: string, options: JobErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "JobError";
    this.permanent = options.permanent ?? false;
    this.retryAfterSeconds = options.retry_after_seconds ?? null;
  }
}
