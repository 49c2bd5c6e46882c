import { z } from "zod";
import {
  type LeadGreeting,
  LoadLeadResponseAnswer,
  SubmitLeadResponseAnswer,
} from "../contract/lead_response.ts";
import { callRpc, type Database } from "./client.ts";

/** Loads all that a greeting to a lead may be made from, or why none may be sent. */
export function loadLeadResponse(
  database: Database,
  leadId: string,
  leaseToken: string,
): Promise<LoadLeadResponseAnswer> {
  const args = { lead_id: leadId, lease_token: leaseToken };
  return callRpc(database, "load_lead_response", args, LoadLeadResponseAnswer);
}

/** Parameters of `submit_lead_response`. */
export interface SubmitLeadResponseArgs {
  readonly lead_id: string;
  readonly reply: LeadGreeting & { readonly persona_id: string | null };
  readonly lease_token: string;
}

/** Hands in the greeting; the database queues it once, or refuses because things moved on. */
export function submitLeadResponse(
  database: Database,
  args: SubmitLeadResponseArgs,
): Promise<SubmitLeadResponseAnswer> {
  return callRpc(database, "submit_lead_response", { ...args }, SubmitLeadResponseAnswer);
}

/** Writes on the lead why it got no answer by itself. */
export async function noteUnansweredLead(
  database: Database,
  leadId: string,
  reason: string,
): Promise<void> {
  await callRpc(database, "note_unanswered_lead", { lead_id: leadId, reason }, z.unknown());
}
