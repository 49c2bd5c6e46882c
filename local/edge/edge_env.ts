import { createHash } from "node:crypto";
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
    PUBLIC_FUNCTIONS_URL: publicFunctionsUrl(config),
    PUBLIC_WEB_URL: `http://127.0.0.1:${config.ports.web}`,
    PUBLIC_APP_URL: `http://127.0.0.1:${config.ports.web}`,
  };
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
