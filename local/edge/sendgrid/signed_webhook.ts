import { Buffer } from "node:buffer";
import { createSign } from "node:crypto";
import { pause } from "../pause.ts";
import type { SendGridFake } from "./sendgrid_fake.ts";

/** A body to be posted as SendGrid posts it. */
export interface SignedBody {
  readonly url: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly content_type: string;
  /** Seconds; now unless a test wants an old one. */
  readonly timestamp?: number;
  /** Signs something else. */
  readonly bad_signature?: boolean;
}

const RETRIES = 3;
const RETRY_PAUSE_MS = 400;

/** Posts a signed body until it is answered with 2xx or 4xx, three times at most; answers the last status. */
export async function postSignedBody(fake: SendGridFake, body: SignedBody): Promise<number> {
  for (let attempt = 1;; attempt++) {
    const status = await postOnce(fake, body);
    if ((status >= 200 && status < 500) || attempt === RETRIES) return status;
    if (!await pause(RETRY_PAUSE_MS * attempt, fake.signal)) return status;
  }
}

async function postOnce(fake: SendGridFake, body: SignedBody): Promise<number> {
  const timestamp = String(body.timestamp ?? Math.floor(Date.now() / 1000));
  const signed = Buffer.concat([Buffer.from(timestamp), body.bytes]);
  if (body.bad_signature) signed[signed.length - 1] = (signed.at(-1) ?? 0) ^ 1;
  const signature = createSign("sha256").update(signed).sign(fake.signer).toString("base64");
  const answer = await fetch(body.url, {
    method: "POST",
    headers: {
      "content-type": body.content_type,
      "user-agent": "SendGrid Event API",
      "x-twilio-email-event-webhook-signature": signature,
      "x-twilio-email-event-webhook-timestamp": timestamp,
    },
    body: body.bytes,
    redirect: "manual",
    signal: AbortSignal.any([fake.signal, AbortSignal.timeout(30_000)]),
  }).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status ?? 599;
}
