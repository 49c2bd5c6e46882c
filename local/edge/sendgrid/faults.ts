import { isRecord, numberOrNull, textOrNull } from "../router.ts";

/** What goes wrong with a mail. */
export interface MailFault {
  /** The recipient it waits for; null is any. */
  readonly to: string | null;
  /** How many mails it spoils; null is every one until it is switched off. */
  readonly times: number | null;
  /** Refuse with this HTTP status. */
  readonly status: number | null;
  readonly retry_after: number | null;
  /** Take the mail, but never answer. */
  readonly accept_then_timeout: boolean;
  /** Take the mail, then tell this instead of "delivered". */
  readonly event: "bounce" | "blocked" | "dropped" | "deferred" | "spamreport" | null;
}

const EVENTS = ["bounce", "blocked", "dropped", "deferred", "spamreport"] as const;

/** Reads a fault from JSON: `mode` is "next" (default, once), "always" or "off" (null here). */
export function parseMailFault(value: unknown): MailFault | null {
  const given = isRecord(value) ? value : {};
  if (given["mode"] === "off") return null;
  return {
    to: textOrNull(given["to"])?.toLowerCase() ?? null,
    times: given["mode"] === "always" ? null : Math.max(1, numberOrNull(given["times"]) ?? 1),
    status: numberOrNull(given["status"]),
    retry_after: numberOrNull(given["retry_after"]),
    accept_then_timeout: given["accept_then_timeout"] === true,
    event: EVENTS.find((event) => event === given["event"]) ?? null,
  };
}

/** The faults that wait for their mail. */
export interface MailFaults {
  list(): readonly MailFault[];
  add(fault: MailFault): void;
  clear(): void;
  /** The oldest fault that fits this recipient, used up by one. */
  take(to: string): MailFault | null;
}

/** Makes an empty set of faults. */
export function createMailFaults(): MailFaults {
  let faults: readonly MailFault[] = [];
  return {
    list: () => faults,
    add: (fault) => void (faults = [...faults, fault]),
    clear: () => void (faults = []),
    take(to) {
      const found = faults.find((fault) => fault.to === null || fault.to === to.toLowerCase());
      if (found === undefined) return null;
      faults = faults.flatMap((fault) => {
        if (fault !== found || fault.times === null) return [fault];
        return fault.times <= 1 ? [] : [{ ...fault, times: fault.times - 1 }];
      });
      return found;
    },
  };
}
