import { ClaimNotificationAnswer, ClaimPhoneCodeAnswer } from "../contract/notification.ts";
import { RecordSendAnswer } from "../contract/send_gate.ts";
import { callRpc, type Database } from "./client.ts";

/** Parameters of `claim_notification`. */
export interface ClaimNotificationArgs {
  readonly notification_delivery_id: number;
  readonly job_id: number;
  readonly lease_token: string;
}

/** Claims one text or push to a person of staff. */
export function claimNotification(
  database: Database,
  args: ClaimNotificationArgs,
): Promise<ClaimNotificationAnswer> {
  return callRpc(database, "claim_notification", { ...args }, ClaimNotificationAnswer);
}

/** Parameters of `record_notification`. */
export interface RecordNotificationArgs {
  readonly notification_delivery_id: number;
  readonly lease_token: string;
  readonly outcome: "sent" | "failed" | "retry";
  readonly error: string | null;
  /** Browsers that no longer want to hear from us. */
  readonly gone: readonly string[];
}

/** Writes down what became of it; answers the state it has now. */
export async function recordNotification(
  database: Database,
  args: RecordNotificationArgs,
): Promise<string> {
  return (await callRpc(database, "record_notification", { ...args }, RecordSendAnswer)).status;
}

/** Parameters of `claim_phone_code`. */
export interface ClaimPhoneCodeArgs {
  readonly phone_code_id: string;
  readonly job_id: number;
  readonly lease_token: string;
}

/** Makes the code of one request and hands it out once. */
export function claimPhoneCode(
  database: Database,
  args: ClaimPhoneCodeArgs,
): Promise<ClaimPhoneCodeAnswer> {
  return callRpc(database, "claim_phone_code", { ...args }, ClaimPhoneCodeAnswer);
}

/** Parameters of `record_phone_code`. */
export interface RecordPhoneCodeArgs {
  readonly phone_code_id: string;
  readonly lease_token: string;
  readonly outcome: "sent" | "failed";
  readonly error: string | null;
}

/** Writes down whether a code could be texted; answers the state it has now. */
export async function recordPhoneCode(
  database: Database,
  args: RecordPhoneCodeArgs,
): Promise<string> {
  return (await callRpc(database, "record_phone_code", { ...args }, RecordSendAnswer)).status;
}
