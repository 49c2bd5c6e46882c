import webPush from "web-push";
import type { PushDevice, PushPayload } from "../contract/notification.ts";
import { describeError } from "../platform/log.ts";

/** What a push service said. `gone` means that this browser will never answer again. */
export type PushOutcome =
  | { readonly outcome: "sent" | "gone" }
  | { readonly outcome: "refused" | "busy"; readonly error: string };

/** Pushes to browsers. */
export interface PushProvider {
  send(device: PushDevice, payload: PushPayload): Promise<PushOutcome>;
}

/** What the provider needs to know. */
export interface PushAccess {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly subject: string;
  /** Origins of push services besides the well-known ones. */
  readonly moreOrigins: readonly string[];
  readonly timeoutMs?: number;
}

/** A browser names its own push service; we call the known ones only, never an address inside. */
const SERVICES =
  /^https:\/\/(fcm\.googleapis\.com|updates\.push\.services\.mozilla\.com|[a-z0-9-]+\.push\.apple\.com|[a-z0-9.-]+\.notify\.windows\.com)$/;
/** A waiting shopper is no news an hour later. */
const TTL_SECONDS = 3_600;

/** Encrypts each push for its browser (RFC 8291) and signs it as ours (RFC 8292). */
export function webPushProvider(access: PushAccess): PushProvider {
  return {
    async send(device, payload) {
      const { origin } = new URL(device.endpoint);
      if (!SERVICES.test(origin) && !access.moreOrigins.includes(origin)) {
        return { outcome: "gone" };
      }
      try {
        return await push(device, payload, access);
      } catch (thrown) {
        return { outcome: "busy", error: describeError(thrown) };
      }
    },
  };
}

/** What web-push makes of a payload; the package has no types of its own. */
interface RequestDetails {
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Uint8Array;
}

async function push(
  { endpoint, p256dh, auth }: PushDevice,
  payload: PushPayload,
  access: PushAccess,
): Promise<PushOutcome> {
  const { publicKey, privateKey, subject } = access;
  const details: RequestDetails = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(payload),
    { vapidDetails: { subject, publicKey, privateKey }, TTL: TTL_SECONDS, urgency: "high" },
  );
  const headers = new Headers();
  for (const [name, value] of Object.entries(details.headers)) {
    if (name !== "Content-Length") headers.set(name, String(value));
  }
  const answer = await fetch(endpoint, {
    method: "POST",
    headers,
    body: new Uint8Array(details.body),
    redirect: "manual",
    signal: AbortSignal.timeout(access.timeoutMs ?? 10_000),
  });
  await answer.body?.cancel();
  if (answer.ok) return { outcome: "sent" };
  if (answer.status === 404 || answer.status === 410) return { outcome: "gone" };
  const error = `the push service answered ${answer.status}`;
  const isBusy = answer.status === 429 || answer.status >= 500;
  return { outcome: isBusy ? "busy" : "refused", error };
}
