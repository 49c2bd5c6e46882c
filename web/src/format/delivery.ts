/** How far a message has come, in one or two words, and whether it can be tried again. */
export interface DeliveryWords {
  readonly tone: "moving" | "done" | "held" | "failed";
  readonly text: string;
  readonly canRetry: boolean;
}

/** The parts of a message that tell its delivery. */
export interface DeliveryFacts {
  readonly delivery_status: string | null;
  readonly error_class: string | null;
  readonly error_code: string | null;
}

const FAILURES: Readonly<Record<string, string>> = {
  auth: "our number may not send this",
  bad_number: "this number cannot get texts",
  content: "the carrier refused the words",
  opted_out: "the customer opted out of texts",
  rate_limit: "too many texts at once",
  transient: "the carrier had trouble",
  unreachable: "the phone could not be reached",
};

const HOLDS: Readonly<Record<string, string>> = {
  ai_channel_off: "AI replies are off on this channel",
  ai_off: "AI replies are off",
  ai_paused: "AI replies are paused here",
  closed: "the conversation was closed",
  duplicate: "the same words were just sent",
  no_consent: "no consent on record",
  opted_out: "the customer opted out of texts",
  overtaken: "a person wrote in the meantime",
  possible_opt_out: "the customer may want no more texts",
  quiet_hours: "quiet hours",
  taken_over: "a person took over first",
};

/** The words under an outgoing message; null where there is nothing to deliver. */
export function deliveryWords(message: DeliveryFacts): DeliveryWords | null {
  const status = message.delivery_status;
  if (status === "queued" || status === "sending") return moving("Sending");
  if (status === "deferred") return moving("Waiting to be sent");
  if (status === "sent") return { tone: "done", text: "Sent", canRetry: false };
  if (status === "delivered") return { tone: "done", text: "Delivered", canRetry: false };
  if (status === "read") return { tone: "done", text: "Read", canRetry: false };
  const reason = message.error_class ?? "";
  if (status === "blocked") {
    const text = `Held: ${HOLDS[reason] ?? (reason.replaceAll("_", " ") || "not allowed now")}`;
    return { tone: "held", text, canRetry: reason !== "opted_out" };
  }
  if (status === "failed" || status === "undelivered") {
    const code = message.error_code === null ? "" : ` (${message.error_code})`;
    const text = `Failed: ${FAILURES[reason] ?? "the carrier gave no reason"}${code}`;
    return { tone: "failed", text, canRetry: reason !== "opted_out" };
  }
  if (status === "unknown") {
    return { tone: "failed", text: "May not have arrived", canRetry: true };
  }
  return null;
}

function moving(text: string): DeliveryWords {
  return { tone: "moving", text, canRetry: false };
}
