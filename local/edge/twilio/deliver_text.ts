import { pause } from "../pause.ts";
import type { Fault } from "./faults.ts";
import { postSigned } from "./signed_post.ts";
import type { TextMessage, TextStatus } from "./text_message.ts";
import type { TwilioFake } from "./twilio_fake.ts";

interface DeliveryStep {
  readonly status: TextStatus;
  readonly errorCode: string | null;
  readonly afterMs: number;
}

const CALLBACK_DONE_BELOW = 500;

/** Carries an accepted text to the phone, step by step, and reports each to the status callback. */
export async function deliverText(
  fake: TwilioFake,
  message: TextMessage,
  fault: Fault | null,
): Promise<void> {
  const reached: TextMessage[] = [];
  for (const step of deliverySteps(message.status, fault)) {
    if (!await pause(step.afterMs + (fault?.delay_ms ?? 0), fake.signal)) return;
    const changed = fake.store.change(message.sid, {
      status: step.status,
      error_code: step.errorCode,
      ...(step.status === "sent" ? { sent_at: new Date().toISOString() } : {}),
    });
    if (changed === null) return;
    if (fault?.reorder_callbacks) reached.unshift(changed);
    else void report(fake, changed, fault);
  }
  // In the wrong order, but one after the other, so that the last one arrives first.
  for (const changed of reached) await report(fake, changed, fault);
}

/** The states a text goes through from where it is. The first one it had gets no callback. */
export function deliverySteps(from: TextStatus, fault: Fault | null): readonly DeliveryStep[] {
  const queued: DeliveryStep = { status: "queued", errorCode: null, afterMs: 40 };
  const sent: DeliveryStep = { status: "sent", errorCode: null, afterMs: 120 };
  const last: DeliveryStep = fault?.fail_delivery
    ? { status: "undelivered", errorCode: fault.fail_delivery, afterMs: 350 }
    : { status: "delivered", errorCode: null, afterMs: 350 };
  if (from === "accepted") return [queued, sent, last];
  if (from === "queued") return [sent, last];
  return from === "sent" ? [last] : [];
}

async function report(fake: TwilioFake, message: TextMessage, fault: Fault | null): Promise<void> {
  const copies = fault?.duplicate_callbacks ? [message, message] : [message];
  await Promise.all(copies.map((copy) => reportOnce(fake, copy)));
}

async function reportOnce(fake: TwilioFake, message: TextMessage): Promise<void> {
  const logged = {
    kind: "status_callback" as const,
    label: stepLabel(message),
    shopper: message.to,
    ours: message.from,
    message_sid: message.sid,
  };
  if (message.status_callback === null) {
    const nothing = { ms: 0, request: null, response: null };
    fake.log.add({ ...logged, ...nothing, ...answerOf(message, 200) });
    return;
  }
  const form = {
    url: message.status_callback,
    params: callbackParams(message),
    authToken: fake.account.authToken,
    signal: fake.signal,
  };
  await postSigned(
    form,
    ({ status }) => status !== null && status < CALLBACK_DONE_BELOW,
    (exchange) => {
      fake.log.add({ ...logged, ...exchange, ...answerOf(message, exchange.response.status) });
    },
  );
}

/** The callback's own answer if that is the news, else the text's delivery error, else "ok". */
function answerOf(message: TextMessage, status: number | null): { answer: string; is_ok: boolean } {
  const isTaken = status !== null && status >= 200 && status < 300;
  if (!isTaken) return { answer: String(status ?? "no answer"), is_ok: false };
  return { answer: message.error_code ?? "ok", is_ok: message.error_code === null };
}

function stepLabel(message: TextMessage): string {
  if (message.status === "sent") {
    return `Sent, ${message.num_segments} ${message.num_segments === 1 ? "text" : "texts"}`;
  }
  return message.status.charAt(0).toUpperCase() + message.status.slice(1);
}

/** The form of a status callback. */
export function callbackParams(message: TextMessage): Record<string, string> {
  return {
    AccountSid: message.account_sid,
    ApiVersion: "2010-04-01",
    From: message.from,
    MessageSid: message.sid,
    MessageStatus: message.status,
    SmsSid: message.sid,
    SmsStatus: message.status,
    To: message.to,
    ...(message.messaging_service_sid === null
      ? {}
      : { MessagingServiceSid: message.messaging_service_sid }),
    ...(message.error_code === null ? {} : { ErrorCode: message.error_code }),
  };
}
