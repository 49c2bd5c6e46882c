import type { Hono } from "hono";
import { receiveSms, type ReceiveSmsDeps } from "../_shared/actions/conversations/receive_sms.ts";
import { InboundSmsForm } from "../_shared/contract/sms.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { parseFields } from "../_shared/http/parse_fields.ts";
import { verifyTwilio, type VerifyTwilioDeps } from "../_shared/http/verify_twilio.ts";

const DOOR = "sms-inbound";
/** Twilio gets its answer at once; the reply itself goes out later by REST. */
const EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

/** What this door needs. */
export type SmsInboundDeps = ReceiveSmsDeps & VerifyTwilioDeps;

/** The door for texts that Twilio received on our numbers. */
export function smsInbound(deps: SmsInboundDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log });
  app.post("/", verifyTwilio(DOOR, deps), async (context) => {
    const raw = context.get("twilioForm");
    const stored = await receiveSms(parseFields(InboundSmsForm, raw), raw, deps);
    deps.log.info("sms_received", {
      request_id: context.get("requestId"),
      dealership_id: stored.dealership_id,
      resource_id: stored.message_id,
      metadata: { outcome: stored.outcome },
    });
    return context.body(EMPTY_TWIML, 200, { "content-type": "text/xml; charset=utf-8" });
  });
  app.all("/", refuseMethod("POST"));
  return app;
}
