import type { MiddlewareHandler } from "hono";
import { validateRequest } from "twilio/lib/webhooks/webhooks.js";
import { describeError, type Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import type { DoorEnv, TwilioForm } from "./create_app.ts";

/** What the check needs to know. */
export interface VerifyTwilioDeps {
  readonly log: Log;
  /** The base address Twilio calls; never taken from the request, which names an inner host. */
  readonly publicFunctionsUrl: string;
  /** The current auth token, then the previous one during a rotation. */
  readonly authTokens: readonly string[];
  /** Counts a refusal for the security page. */
  countRefusal(door: string, reason: string): Promise<void>;
}

/**
 * Lets only requests through that Twilio signed with our auth token.
 *
 * The signature covers the raw form, so this runs before anything trims or drops a field. An empty
 * token would accept a signature made with an empty token, so a door without one stays shut.
 */
export function verifyTwilio(door: string, deps: VerifyTwilioDeps): MiddlewareHandler<DoorEnv> {
  const tokens = deps.authTokens.filter((token) => token !== "");
  return async (context, next) => {
    if (tokens.length === 0) {
      deps.log.error("door_not_configured", { metadata: { door, missing: "TWILIO_AUTH_TOKEN" } });
      throw new Problem("door_not_configured");
    }
    const form = parseForm(await context.req.text());
    const signature = context.req.header("x-twilio-signature") ?? "";
    const url = `${deps.publicFunctionsUrl}/${door}${new URL(context.req.url).search}`;
    const genuine = tokens.some((token) => validateRequest(token, signature, url, form));
    if (!genuine) {
      const reason = signature === "" ? "missing_signature" : "wrong_signature";
      await count(door, reason, deps);
      return context.body(null, 403);
    }
    context.set("twilioForm", form);
    return await next();
  };
}

/** Reads a form without changing a byte of its values; a field that comes twice becomes a list. */
export function parseForm(body: string): TwilioForm {
  const fields = new Map<string, string | string[]>();
  for (const [name, value] of new URLSearchParams(body)) {
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : [before, value].flat());
  }
  return Object.fromEntries(fields);
}

async function count(door: string, reason: string, deps: VerifyTwilioDeps): Promise<void> {
  deps.log.warn("request_refused", { metadata: { door, reason } });
  try {
    await deps.countRefusal(door, reason);
  } catch (thrown) {
    deps.log.error("refusal_not_counted", { metadata: { door, error: describeError(thrown) } });
  }
}
