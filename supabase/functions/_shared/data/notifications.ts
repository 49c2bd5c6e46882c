import { ClaimNotificationAnswer } from "../contract/notification.ts";
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
