import type { Context, Hono } from "hono";
import { cors } from "hono/cors";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { describeError, type Log } from "../_shared/platform/log.ts";
import { Problem } from "../_shared/platform/problem.ts";

const DOOR = "email-unsubscribe";

/** What this door needs. */
export interface EmailUnsubscribeDeps {
  readonly log: Log;
  /** Where the page with the button is served. */
  readonly appUrl: string;
  /** Takes back the consent of the address that a token names. */
  unsubscribe(token: string): Promise<"unsubscribed" | "unknown">;
  /** Counts a refusal for the security page. */
  countRefusal(door: string, reason: string): Promise<void>;
}

/**
 * The door that the `List-Unsubscribe` header of advertising mail names (RFC 8058). Only a POST
 * unsubscribes: filters that scan mails follow links, and a GET shows a page with a button.
 */
export function emailUnsubscribe(deps: EmailUnsubscribeDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: 4 * 1024 });
  // The token is all the proof there is, so the page may stand anywhere.
  app.use(cors({ origin: "*", allowMethods: ["POST"] }));
  app.get("/", (context) => {
    context.header("cache-control", "no-store");
    return context.redirect(`${deps.appUrl}/unsubscribe.html#${tokenOf(context)}`, 303);
  });
  app.post("/", async (context) => {
    const token = tokenOf(context);
    const outcome = token === "" ? "unknown" : await deps.unsubscribe(token);
    if (outcome === "unsubscribed") return context.json({ status: outcome });
    await deps.countRefusal(DOOR, "wrong_token").catch((thrown: unknown) => {
      deps.log.error("refusal_not_counted", { metadata: { error: describeError(thrown) } });
    });
    throw new Problem("unsubscribe_link_unknown");
  });
  app.all("/", refuseMethod("GET, POST"));
  return app;
}

/** The token as we make it; anything else is as good as none. */
function tokenOf(context: Context<DoorEnv>): string {
  const token = context.req.query("t") ?? "";
  return /^[0-9a-f]{32}\.[0-9a-f]{64}$/.test(token) ? token : "";
}
