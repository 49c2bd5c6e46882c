import { phrase, t } from "../i18n/t.ts";

/** How far a message has come, in one or two words, and whether it can be tried again. */
export interface DeliveryWords {
  readonly tone: "moving" | "done" | "held" | "failed";
  readonly text: string;
  readonly canRetry: boolean;
  /** What trying again is called here; "Retry" when left out. */
  readonly retryWord?: string;
}

/** The parts of a message that tell its delivery. */
export interface DeliveryFacts {
  readonly delivery_status: string | null;
  readonly error_class: string | null;
  readonly error_code: string | null;
}

const FAILURES: Readonly<Record<string, string>> = {
  auth: phrase("our number may not send this"),
  bad_address: phrase("this is no e-mail address"),
  bad_number: phrase("this number cannot get texts"),
  bounce: phrase("the mail came back"),
  content: phrase("the carrier refused the words"),
  invalid: phrase("this is no e-mail address"),
  opted_out: phrase("the customer opted out of texts"),
  rate_limit: phrase("too many texts at once"),
  spam_report: phrase("the customer reported it as spam"),
  transient: phrase("the carrier had trouble"),
  unreachable: phrase("the phone could not be reached"),
  unsubscribe: phrase("the customer unsubscribed"),
};

const HOLDS: Readonly<Record<string, string>> = {
  ai_channel_off: phrase("AI replies are off on this channel"),
  ai_off: phrase("AI replies are off"),
  ai_paused: phrase("AI replies are paused here"),
  closed: phrase("the conversation was closed"),
  duplicate: phrase("the same words were just sent"),
  no_consent: phrase("no consent on record"),
  no_mailbox: phrase("no mailbox to send from"),
  opted_out: phrase("the customer opted out of texts"),
  overtaken: phrase("somebody wrote in the meantime"),
  possible_opt_out: phrase("the customer may want no more texts"),
  quiet_hours: phrase("quiet hours"),
  stopped: phrase("a person stopped it"),
  suppressed: phrase("mail to this address came back or was refused"),
  taken_over: phrase("a person took over first"),
};

/** The words under an outgoing message; null where there is nothing to deliver. */
export function deliveryWords(message: DeliveryFacts): DeliveryWords | null {
  const status = message.delivery_status;
  if (status === "queued" || status === "sending") return moving(t("Sending"));
  if (status === "deferred") return moving(t("Waiting to be sent"));
  if (status === "sent") return { tone: "done", text: t("Sent"), canRetry: false };
  if (status === "delivered") return { tone: "done", text: t("Delivered"), canRetry: false };
  if (status === "read") return { tone: "done", text: t("Read"), canRetry: false };
  const reason = message.error_class ?? "";
  if (status === "blocked") {
    const why = t(HOLDS[reason] ?? (reason.replaceAll("_", " ") || phrase("not allowed now")));
    const text = t("Held: {why}", { why });
    return { tone: "held", text, canRetry: reason !== "opted_out" };
  }
  if (status === "failed" || status === "undelivered") {
    const code = message.error_code === null ? "" : ` (${message.error_code})`;
    const why = t(FAILURES[reason] ?? phrase("the carrier gave no reason"));
    const text = t("Failed: {why}", { why }) + code;
    return { tone: "failed", text, canRetry: reason !== "opted_out" };
  }
  if (status === "unknown") {
    return { tone: "failed", text: t("May not have arrived"), canRetry: true };
  }
  return null;
}

function moving(text: string): DeliveryWords {
  return { tone: "moving", text, canRetry: false };
}
