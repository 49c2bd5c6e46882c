import { z } from "zod";
import type { SendErrorClass } from "../contract/send_gate.ts";
import { type Media, ReceiveSmsAnswer, RecordSmsStatusAnswer } from "../contract/sms.ts";
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
  readonly error_class: SendErrorClass | null;
}

/** Moves an outbound text forward by one delivery report; late and repeated ones change nothing. */
export function recordSmsStatus(
  database: Database,
  args: RecordSmsStatusArgs,
): Promise<RecordSmsStatusAnswer> {
  return callRpc(database, "record_sms_status", { ...args }, RecordSmsStatusAnswer);
}

/** Counts one refused request at a door, for the security page. */
export async function countRefusal(
  database: Database,
  door: string,
  reason: string,
): Promise<void> {
  await callRpc(database, "count_refusal", { door, reason }, z.unknown());
}
