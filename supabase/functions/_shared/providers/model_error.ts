import { describeError } from "../platform/log.ts";

/** Why the model gave no usable answer. */
export type ModelErrorKind =
  | "timeout"
  | "slow_start"
  | "rate_limited"
  | "unauthorized"
  | "unavailable"
  | "unsupported"
  | "refused"
  | "truncated"
  | "malformed";

/** The model gave no usable answer. */
export class ModelError extends Error {
  readonly kind: ModelErrorKind;

  constructor(kind: ModelErrorKind, cause?: unknown) {
    super(`Cannot get an answer from the model: ${kind}`, { cause });
    this.name = "ModelError";
    this.kind = kind;
  }
}

/** Names what the client threw; an error of ours stays what it is. */
export function toModelError(thrown: unknown, timedOut: boolean): ModelError {
  if (thrown instanceof ModelError) return thrown;
  if (timedOut) return new ModelError("timeout", thrown);
  const status = statusOf(thrown);
  if (status === 429) return new ModelError("rate_limited", thrown);
  if (status === 401 || status === 403) return new ModelError("unauthorized", thrown);
  if (status === 400 || status === 404 || status === 422) {
    return new ModelError("unsupported", thrown);
  }
  if (/timed? ?out/i.test(describeError(thrown))) return new ModelError("timeout", thrown);
  return new ModelError("unavailable", thrown);
}

/** The HTTP status of what the client threw; null when there was no answer. */
export function statusOf(thrown: unknown): number | null {
  if (typeof thrown !== "object" || thrown === null || !("status" in thrown)) return null;
  return typeof thrown.status === "number" ? thrown.status : null;
}
