import { isRecord, numberOrNull, textOrNull } from "../router.ts";

/** What goes wrong with a send; all of it applies to the send that matches. */
export interface Fault {
  /** The shopper's number it waits for; null is any. */
  readonly to: string | null;
  /** How many sends it spoils; null is every one until it is switched off. */
  readonly times: number | null;
  /** Refuse with this HTTP status, and this Twilio code. */
  readonly status: number | null;
  readonly code: number | null;
  readonly message: string | null;
  /** Answer 429 with this Retry-After in seconds. */
  readonly rate_limit: boolean;
  readonly retry_after: number | null;
  /** Say nothing for this time, then 504; nothing was accepted. */
  readonly timeout_ms: number | null;
  /** Accept and deliver, but let the caller wait `timeout_ms` for an answer that never comes. */
  readonly accept_then_timeout: boolean;
  /** Accept, then report undelivered with this code. */
  readonly fail_delivery: string | null;
  readonly duplicate_callbacks: boolean;
  readonly reorder_callbacks: boolean;
  /** Make everything about this send slower by so much. */
  readonly delay_ms: number;
}

/** Reads a fault from JSON: `mode` is "next" (default, once), "always" or "off" (null here). */
export function parseFault(value: unknown): Fault | null {
  const given = isRecord(value) ? value : {};
  if (given["mode"] === "off") return null;
  const times = given["mode"] === "always" ? null : Math.max(1, numberOrNull(given["times"]) ?? 1);
  return {
    to: textOrNull(given["to"]),
    times,
    status: numberOrNull(given["status"]),
    code: numberOrNull(given["code"]),
    message: textOrNull(given["message"]),
    rate_limit: given["rate_limit"] === true,
    retry_after: numberOrNull(given["retry_after"]),
    timeout_ms: numberOrNull(given["timeout_ms"]),
    accept_then_timeout: given["accept_then_timeout"] === true,
    fail_delivery: codeOrNull(given["fail_delivery"]),
    duplicate_callbacks: given["duplicate_callbacks"] === true,
    reorder_callbacks: given["reorder_callbacks"] === true,
    delay_ms: Math.max(0, numberOrNull(given["delay_ms"]) ?? 0),
  };
}

function codeOrNull(value: unknown): string | null {
  if (value === true) return "30003";
  return typeof value === "number" ? String(value) : textOrNull(value);
}

/** The faults that wait for their send. */
export interface FaultDials {
  list(): readonly Fault[];
  add(fault: Fault): void;
  /** Switches off the faults of one number, or all. */
  clear(to?: string | null): void;
  /** What spoils the next send to this number: the oldest fault with a count, used up by one,
   * together with all lasting ones. */
  take(to: string): Fault | null;
}

/** Makes an empty set of dials. */
export function createFaultDials(): FaultDials {
  let faults: readonly Fault[] = [];
  return {
    list: () => faults,
    add: (fault) => void (faults = [...faults, fault]),
    clear(to = null) {
      faults = to === null ? [] : faults.filter((fault) => fault.to !== to);
    },
    take(to) {
      const fitting = faults.filter((fault) => fault.to === null || fault.to === to);
      const counted = fitting.find((fault) => fault.times !== null);
      faults = faults.flatMap((fault) => fault === counted ? useUp(fault) : [fault]);
      return fitting.filter((fault) => fault === counted || fault.times === null)
        .reduce<Fault | null>((sum, fault) => sum === null ? fault : combine(sum, fault), null);
    },
  };
}

function combine(one: Fault, other: Fault): Fault {
  return {
    to: one.to ?? other.to,
    times: one.times ?? other.times,
    status: one.status ?? other.status,
    code: one.code ?? other.code,
    message: one.message ?? other.message,
    rate_limit: one.rate_limit || other.rate_limit,
    retry_after: one.retry_after ?? other.retry_after,
    timeout_ms: one.timeout_ms ?? other.timeout_ms,
    accept_then_timeout: one.accept_then_timeout || other.accept_then_timeout,
    fail_delivery: one.fail_delivery ?? other.fail_delivery,
    duplicate_callbacks: one.duplicate_callbacks || other.duplicate_callbacks,
    reorder_callbacks: one.reorder_callbacks || other.reorder_callbacks,
    delay_ms: one.delay_ms + other.delay_ms,
  };
}

function useUp(fault: Fault): readonly Fault[] {
  if (fault.times === null) return [fault];
  return fault.times <= 1 ? [] : [{ ...fault, times: fault.times - 1 }];
}
