import { pause } from "../pause.ts";
import type { ExchangeRequest, ExchangeResponse } from "./exchange_log.ts";

/** A form to be posted as Twilio posts it. */
export interface SignedForm {
  readonly url: string;
  readonly params: Readonly<Record<string, string>>;
  readonly authToken: string;
  readonly signal: AbortSignal;
}

/** One attempt and what came of it. */
export interface SignedExchange {
  readonly request: ExchangeRequest;
  readonly response: ExchangeResponse;
  readonly ms: number;
}

/** Twilio waits so long for a webhook. */
const ANSWER_LIMIT_MS = 15_000;
const RETRY_PAUSE_MS = 400;

/** The signature header for a form, by Twilio's own library. */
export async function twilioSignature(form: Omit<SignedForm, "signal">): Promise<string> {
  // Loaded on first use: it takes 80 ms that the start of the stack need not wait for.
  const { getExpectedTwilioSignature } = await import("twilio/lib/webhooks/webhooks.js");
  return getExpectedTwilioSignature(form.authToken, form.url, { ...form.params });
}

/** Posts a signed form until `isDone` is content, three times at most; calls back for each attempt. */
export async function postSigned(
  form: SignedForm,
  isDone: (response: ExchangeResponse) => boolean,
  onAttempt: (exchange: SignedExchange) => void,
): Promise<SignedExchange> {
  const signature = await twilioSignature(form);
  const idempotencyToken = crypto.randomUUID();
  for (let attempt = 1;; attempt++) {
    const exchange = await postOnce(form, signature, idempotencyToken);
    onAttempt(exchange);
    if (attempt === 3 || isDone(exchange.response)) return exchange;
    if (!await pause(RETRY_PAUSE_MS * attempt, form.signal)) return exchange;
  }
}

async function postOnce(
  form: SignedForm,
  signature: string,
  idempotencyToken: string,
): Promise<SignedExchange> {
  const startedAt = performance.now();
  const response = await fetch(form.url, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded; charset=UTF-8",
      "user-agent": "TwilioProxy/1.1",
      "i-twilio-idempotency-token": idempotencyToken,
      "x-twilio-signature": signature,
    },
    body: new URLSearchParams(form.params).toString(),
    redirect: "manual",
    signal: AbortSignal.any([form.signal, AbortSignal.timeout(ANSWER_LIMIT_MS)]),
  }).then(
    async (answer) => ({ status: answer.status, body: await answer.text() }),
    (error) => ({ status: null, body: error instanceof Error ? error.message : String(error) }),
  );
  return {
    request: { url: form.url, signature, params: form.params },
    response,
    ms: Math.round(performance.now() - startedAt),
  };
}
