import { z } from "zod";
import {
  ClaimSendAnswer,
  type Media,
  ReceiveSmsAnswer,
  RecordSendAnswer,
  RecordSmsStatusAnswer,
  type SmsErrorClass,
} from "../contract/sms.ts";
import { callRpc, type Database } from "./client.ts";

/** Parameters of `receive_sms`. */
export interface ReceiveSmsArgs {
  readonly account_sid: string;
  readonly message_sid: string;
  readonly from_number: string;
  readonly to_number: string;
  readonly content: string;
  readonly media: readonly Media[];
  readonly keyword: "stop" | "start" | "help" | null;
  readonly opt_out: "certain" | "possible" | "none";
  readonly raw: Readonly<Record<string, unknown>>;
  readonly messaging_service_sid: string | null;
}

/** Stores one inbound text once, with all that follows from it, in one transaction. */
export function receiveSms(database: Database, args: ReceiveSmsArgs): Promise<ReceiveSmsAnswer> {
  return callRpc(database, "receive_sms", { ...args }, ReceiveSmsAnswer);
}

/** Parameters of `record_sms_status`. */
export interface RecordSmsStatusArgs {
  readonly account_sid: string;
  readonly message_sid: string;
  readonly message_id: number | null;
  readonly status: string;
  readonly error_code: string | null;
  readonly error_class: SmsErrorClass | null;
}

/** Moves an outbound text forward by one delivery report; late and repeated ones change nothing. */
export function recordSmsStatus(
  database: Database,
  args: RecordSmsStatusArgs,
): Promise<RecordSmsStatusAnswer> {
  return callRpc(database, "record_sms_status", { ...args }, RecordSmsStatusAnswer);
}

/** Parameters of `claim_send`. */
export interface ClaimSendArgs {
  readonly message_id: number;
  readonly job_id: number;
  readonly lease_token: string;
  /** True once the provider's own list showed that an earlier attempt never left. */
  readonly confirmed_unsent?: boolean;
}

/** Asks the send gate, in the transaction that claims the send, whether the text may leave now. */
export function claimSend(database: Database, args: ClaimSendArgs): Promise<ClaimSendAnswer> {
  return callRpc(database, "claim_send", { ...args }, ClaimSendAnswer);
}

/** Parameters of `record_send`. */
export interface RecordSendArgs {
  readonly message_id: number;
  readonly lease_token: string;
  readonly outcome: "accepted" | "rejected" | "unknown";
  readonly provider_message_id: string | null;
  readonly segments: number | null;
  readonly error_code: string | null;
  readonly error_class: SmsErrorClass | null;
  readonly error_message: string | null;
  /** The account that sent it; with the provider's id it makes the message findable again. */
  readonly account_sid: string | null;
}

/** Writes down what the provider said; answers the delivery status the message has now. */
export async function recordSend(database: Database, args: RecordSendArgs): Promise<string> {
  return (await callRpc(database, "record_send", { ...args }, RecordSendAnswer)).status;
}

/** Counts one refused request at a door, for the security page. */
export async function countRefusal(
  database: Database,
  door: string,
  reason: string,
): Promise<void> {
  await callRpc(database, "count_refusal", { door, reason }, z.unknown());
}
