import type { Hono } from "hono";
import {
  recordSmsStatus,
  type RecordSmsStatusDeps,
} from "../_shared/actions/conversations/record_sms_status.ts";
import { SmsStatusForm, SmsStatusQuery } from "../_shared/contract/sms.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { parseFields } from "../_shared/http/parse_fields.ts";
import { verifyTwilio, type VerifyTwilioDeps } from "../_shared/http/verify_twilio.ts";

const DOOR = "sms-status";

/** What this door needs. */
export type SmsStatusDeps = RecordSmsStatusDeps & VerifyTwilioDeps;

/** The door for delivery reports about texts we sent. */
export function smsStatus(deps: SmsStatusDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log });
  app.post("/", verifyTwilio(DOOR, deps), async (context) => {
    const { message_id } = parseFields(SmsStatusQuery, context.req.query());
    const report = parseFields(SmsStatusForm, context.get("twilioForm"));
    const messageId = message_id === undefined ? null : Number(message_id);
    const { outcome } = await recordSmsStatus(report, messageId, deps);
    deps.log.info("sms_status", {
      request_id: context.get("requestId"),
      resource_id: messageId,
      metadata: { outcome, status: report.MessageStatus, error_code: report.ErrorCode },
    });
    return context.body(null, 204);
  });
  app.all("/", refuseMethod("POST"));
  return app;
}
