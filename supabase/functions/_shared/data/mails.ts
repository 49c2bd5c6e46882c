import { ClaimMailAnswer } from "../contract/mail.ts";
import { RecordSendAnswer, type SendErrorClass } from "../contract/send_gate.ts";
import { callRpc, type Database } from "./client.ts";

/** Parameters of `claim_mail`. */
export interface ClaimMailArgs {
  readonly outbound_mail_id: number;
  readonly job_id: number;
  readonly lease_token: string;
}

/** Claims one of our own mails for its job. */
export function claimMail(database: Database, args: ClaimMailArgs): Promise<ClaimMailAnswer> {
  return callRpc(database, "claim_mail", { ...args }, ClaimMailAnswer);
}

/** Parameters of `record_mail`. */
export interface RecordMailArgs {
  readonly outbound_mail_id: number;
  readonly lease_token: string;
  readonly outcome: "accepted" | "rejected" | "unknown";
  readonly provider_message_id: string | null;
  readonly error_code: string | null;
  readonly error_class: SendErrorClass | null;
  readonly error_message: string | null;
}

/** Writes down what the provider said; answers the state the mail has now. */
export async function recordMail(database: Database, args: RecordMailArgs): Promise<string> {
  return (await callRpc(database, "record_mail", { ...args }, RecordSendAnswer)).status;
}
