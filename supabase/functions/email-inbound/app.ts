import type { Hono } from "hono";
import { acceptMail, type AcceptMailDeps } from "../_shared/actions/mails/accept_mail.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { verifySendGrid, type VerifySendGridDeps } from "../_shared/http/verify_sendgrid.ts";

const DOOR = "email-inbound";
/** SendGrid's own limit for a mail with everything in it is 30 MB. */
const MAX_BYTES = 31 * 1024 * 1024;

/** What this door needs. */
export type EmailInboundDeps = AcceptMailDeps & VerifySendGridDeps;

/** The door for mail that SendGrid's Inbound Parse received for our domains. */
export function emailInbound(deps: EmailInboundDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: MAX_BYTES });
  app.post("/", verifySendGrid(DOOR, deps), async (context) => {
    const contentType = context.req.header("content-type") ?? "";
    const kept = await acceptMail(context.get("signedBody"), contentType, deps);
    const { stored, duplicates, quarantined, lead_recipients } = kept;
    deps.log.info("email_received", {
      request_id: context.get("requestId"),
      metadata: { stored, duplicates, quarantined, leads: lead_recipients.length },
    });
    return context.body(null, 200);
  });
  app.all("/", refuseMethod("POST"));
  return app;
}
