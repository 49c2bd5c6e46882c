import type { Hono } from "hono";
import { recordEvents, type RecordEventsDeps } from "../_shared/actions/mails/record_events.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { verifySendGrid, type VerifySendGridDeps } from "../_shared/http/verify_sendgrid.ts";

const DOOR = "email-events";
/** SendGrid posts at most 768 KB of events at once. */
const MAX_BYTES = 2 * 1024 * 1024;

/** What this door needs. */
export type EmailEventsDeps = RecordEventsDeps & VerifySendGridDeps;

/** The door for what SendGrid tells of mails it took: delivered, bounced, reported as spam. */
export function emailEvents(deps: EmailEventsDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: MAX_BYTES });
  app.post("/", verifySendGrid(DOOR, deps), async (context) => {
    const tally = await recordEvents(context.get("signedBody"), deps);
    deps.log.info("email_events", {
      request_id: context.get("requestId"),
      metadata: { ...tally },
    });
    return context.body(null, 200);
  });
  app.all("/", refuseMethod("POST"));
  return app;
}
