import { Buffer } from "node:buffer";
import type { MiddlewareHandler } from "hono";
import { rawSignature } from "../domain/ecdsa_signature.ts";
import { describeError, type Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import type { DoorEnv } from "./create_app.ts";

/** What the check needs to know. */
export interface VerifySendGridDeps {
  readonly log: Log;
  /** Base64 of the public key (SPKI), or several with commas between them during a rotation. */
  readonly publicKeys: string | null;
  now(): number;
  /** Counts a refusal for the security page. */
  countRefusal(door: string, reason: string): Promise<void>;
}

const SIGNATURE = "x-twilio-email-event-webhook-signature";
const TIMESTAMP = "x-twilio-email-event-webhook-timestamp";
const TOLERANCE_S = 300;
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" };

/**
 * Lets only requests through that SendGrid signed: ECDSA P-256 over timestamp and raw body, not
 * older than five minutes. Nothing of the body is read before; `signedBody` carries its bytes.
 */
export function verifySendGrid(door: string, deps: VerifySendGridDeps): MiddlewareHandler<DoorEnv> {
  const keys = (deps.publicKeys ?? "").split(",").map((key) => key.trim()).filter((key) =>
    key !== ""
  ).map(importKey);
  return async (context, next) => {
    if (keys.length === 0) {
      deps.log.error("door_not_configured", { metadata: { door, missing: "SENDGRID key" } });
      throw new Problem("door_not_configured");
    }
    const signature = context.req.header(SIGNATURE) ?? "";
    const timestamp = context.req.header(TIMESTAMP) ?? "";
    const body = new Uint8Array(await context.req.arrayBuffer());
    const reason = await refusal(signature, timestamp, body, { keys, now: deps.now() });
    if (reason !== null) {
      deps.log.warn("request_refused", { metadata: { door, reason } });
      await deps.countRefusal(door, reason).catch((thrown: unknown) => {
        deps.log.error("refusal_not_counted", { metadata: { error: describeError(thrown) } });
      });
      return context.body(null, 403);
    }
    context.set("signedBody", body);
    return await next();
  };
}

async function refusal(
  signature: string,
  timestamp: string,
  body: Uint8Array,
  { keys, now }: { readonly keys: readonly Promise<CryptoKey>[]; readonly now: number },
): Promise<string | null> {
  if (signature === "" || timestamp === "") return "missing_signature";
  if (!/^\d{1,12}$/.test(timestamp)) return "wrong_signature";
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_S) return "old_timestamp";
  const raw = rawSignature(new Uint8Array(Buffer.from(signature, "base64")));
  if (raw === null) return "wrong_signature";
  const given = new Uint8Array(raw);
  const signed = new Uint8Array(Buffer.concat([Buffer.from(timestamp), body]));
  for (const key of keys) { // bound: the keys of one setting
    const algorithm = { name: "ECDSA", hash: "SHA-256" };
    if (await crypto.subtle.verify(algorithm, await key, given, signed)) return null;
  }
  return "wrong_signature";
}

function importKey(base64: string): Promise<CryptoKey> {
  const spki = new Uint8Array(Buffer.from(base64, "base64"));
  return crypto.subtle.importKey("spki", spki, ALGORITHM, false, ["verify"]);
}
