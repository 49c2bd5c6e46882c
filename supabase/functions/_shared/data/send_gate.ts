import {
  ClaimSendAnswer,
  RecordSendAnswer,
  type SendErrorClass,
  type SendProvider,
} from "../contract/send_gate.ts";
import { callRpc, type Database } from "./client.ts";

/** Parameters of `claim_send`. */
export interface ClaimSendArgs {
  readonly message_id: number;
  readonly job_id: number;
  readonly lease_token: string;
  /** True once the provider's own list showed that an earlier attempt never left. */
  readonly confirmed_unsent?: boolean;
}

/** Asks the send gate, in the transaction that claims the send, whether the message may leave now. */
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
  readonly error_class: SendErrorClass | null;
  readonly error_message: string | null;
  /** The account that sent it; with the provider's id it makes the message findable again. */
  readonly account_sid: string | null;
  readonly provider: SendProvider;
}

/** Writes down what the provider said; answers the delivery status the message has now. */
export async function recordSend(database: Database, args: RecordSendArgs): Promise<string> {
  return (await callRpc(database, "record_send", { ...args }, RecordSendAnswer)).status;
}
