import { Buffer } from "node:buffer";
import {
  createECDH,
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
} from "node:crypto";
import { apiUrl, inboxUrl, type StackConfig } from "../config.ts";

/** The one account that the fake Twilio knows. */
export interface TwilioAccount {
  readonly accountSid: string;
  readonly authToken: string;
}

/** The fake's account; made from the stack's own secret, so it stays the same across restarts. */
export function fakeTwilioAccount(config: StackConfig): TwilioAccount {
  return {
    accountSid: `AC${derive(config, "twilio account")}`,
    authToken: derive(config, "twilio auth token"),
  };
}

/** Where the outside world reaches the functions; signatures are made and checked over it. */
export function publicFunctionsUrl(config: StackConfig): string {
  return `${apiUrl(config)}/functions/v1`;
}

/** What the functions must be told so that texts go to the local Twilio. */
export function edgeEnv(config: StackConfig): Record<string, string> {
  const account = fakeTwilioAccount(config);
  return {
    TWILIO_ACCOUNT_SID: account.accountSid,
    TWILIO_AUTH_TOKEN: account.authToken,
    TWILIO_API_BASE_URL: `${inboxUrl(config)}/fakes/twilio`,
    SENDGRID_API_KEY: fakeSendGridKey(config),
    SENDGRID_BASE_URL: `${inboxUrl(config)}/fakes/sendgrid`,
    SENDGRID_INBOUND_KEY: fakeSendGridPublicKey(config),
    SENDGRID_EVENT_KEY: fakeSendGridPublicKey(config),
    IMAP_ALLOWED_HOSTS: "127.0.0.1",
    EMAIL_FROM: "Rylie <no-reply@rylie.example>",
    PUBLIC_FUNCTIONS_URL: publicFunctionsUrl(config),
    FEED_ALLOWED_ORIGINS: inboxUrl(config),
    ...localVapid(config),
    PUSH_ALLOWED_ORIGINS: inboxUrl(config),
    PUBLIC_APP_URL: `http://127.0.0.1:${config.ports.web}`,
  };
}

/** The keys with which the local functions sign pushes; the web host names the public one. */
export function localVapid(config: StackConfig): Record<string, string> {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(createHash("sha256").update(`vapid:${config.keys.jwtSecret}`).digest());
  return {
    VAPID_PUBLIC_KEY: curve.getPublicKey("base64url"),
    VAPID_PRIVATE_KEY: curve.getPrivateKey("base64url"),
    VAPID_SUBJECT: "mailto:operator@rylie.example",
  };
}

/** The API key that the fake SendGrid takes. */
export function fakeSendGridKey(config: StackConfig): string {
  return `SG.local.${derive(config, "sendgrid key")}`;
}

/** The key that the fake SendGrid signs its webhooks with; the same across restarts. */
export function fakeSendGridSigner(config: StackConfig): KeyObject {
  const d = createHash("sha256").update(`sendgrid:${config.keys.jwtSecret}`).digest();
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(d);
  const point = curve.getPublicKey();
  const jwk = {
    kty: "EC",
    crv: "P-256",
    d: d.toString("base64url"),
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33, 65).toString("base64url"),
  };
  return createPrivateKey({ key: jwk, format: "jwk" });
}

function fakeSendGridPublicKey(config: StackConfig): string {
  const spki = createPublicKey(fakeSendGridSigner(config)).export({ format: "der", type: "spki" });
  return Buffer.from(spki).toString("base64");
}

/**
 * What points the functions at the scripted model. Not part of `edgeEnv`: without a key the product
 * answers by its own intelligence, which is what a person wants to see; a test may want the model.
 */
export function fakeOpenAiEnv(config: StackConfig): Record<string, string> {
  return {
    OPENAI_API_KEY: `sk-local-${derive(config, "openai key")}`,
    OPENAI_BASE_URL: `${inboxUrl(config)}/fakes/openai/v1`,
  };
}

function derive(config: StackConfig, purpose: string): string {
  return createHash("sha256").update(`${purpose}:${config.keys.jwtSecret}`).digest("hex").slice(
    0,
    32,
  );
}
