import type { RecordSmsStatusAnswer, SmsStatusForm } from "../../contract/sms.ts";
import type { RecordSmsStatusArgs } from "../../data/sms.ts";
import { classifyTwilioError } from "../../domain/twilio_errors.ts";

/** What recording a delivery report takes from outside. */
export interface RecordSmsStatusDeps {
  recordSmsStatus(args: RecordSmsStatusArgs): Promise<RecordSmsStatusAnswer>;
}

/** Records one delivery report, found by Twilio's id or by our own from the callback address. */
export async function recordSmsStatus(
  report: SmsStatusForm,
  messageId: number | null,
  deps: RecordSmsStatusDeps,
): Promise<RecordSmsStatusAnswer> {
  const errorCode = report.ErrorCode === undefined || report.ErrorCode === ""
    ? null
    : report.ErrorCode;
  return await deps.recordSmsStatus({
    account_sid: report.AccountSid,
    message_sid: report.MessageSid,
    message_id: messageId,
    status: report.MessageStatus,
    error_code: errorCode,
    error_class: errorCode === null ? null : classifyTwilioError(errorCode),
  });
}
