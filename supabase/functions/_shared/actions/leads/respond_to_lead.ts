import { type FactFinder, vehicleQuerySchema } from "../../contract/intelligence.ts";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import {
  type LeadGreeting,
  type LoadedLead,
  type LoadLeadResponseAnswer,
  RespondToLeadPayload,
  type SubmitLeadResponseAnswer,
} from "../../contract/lead_response.ts";
import { leadGreeting, plainGreeting } from "../../domain/lead_greeting.ts";
import { checkReply } from "../../domain/reply_checks.ts";
import { factRecord, gathered } from "../../domain/reply_facts.ts";
import { recordingFinder } from "../../domain/reply_record.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";
import { JobError } from "../../platform/job_error.ts";

/** What greeting a lead takes from outside. */
export interface RespondToLeadDeps {
  loadLeadResponse(leadId: string, leaseToken: string): Promise<LoadLeadResponseAnswer>;
  /** The reads a greeting may make, tied to one dealership. */
  facts(dealershipId: string): FactFinder;
  submitLeadResponse(args: {
    readonly lead_id: string;
    readonly reply: LeadGreeting & { readonly persona_id: string | null };
    readonly lease_token: string;
  }): Promise<SubmitLeadResponseAnswer>;
  noteUnansweredLead(leadId: string, reason: string): Promise<void>;
}

/** Somebody else answers, or has answered: nothing to note on the lead. */
const ANSWERED_ELSEWHERE = new Set(["answered_as_reply", "greeted_before", "lease_lost", "gone"]);

/** Greets a lead that came without a question, once, through the output gate and the send gate. */
export async function respondToLead(job: Job, deps: RespondToLeadDeps): Promise<JobOutcome> {
  const payload = RespondToLeadPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot greet lead: bad payload", { permanent: true });
  const { lead_id } = payload.data;
  const loaded = await deps.loadLeadResponse(lead_id, job.lease_token);
  if (loaded.decision === "stand_down") return await standDown(lead_id, loaded.reason, deps);
  const greeting = await writeGreeting(loaded, deps.facts(loaded.dealership.id));
  const submitted = await deps.submitLeadResponse({
    lead_id,
    reply: { ...greeting, persona_id: loaded.persona?.id ?? null },
    lease_token: job.lease_token,
  });
  if (submitted.outcome === "stood_down") {
    return await standDown(lead_id, submitted.reason ?? "unknown", deps);
  }
  return { kind: "finished", result: { ...submitted } };
}

async function standDown(
  leadId: string,
  reason: string,
  deps: RespondToLeadDeps,
): Promise<JobOutcome> {
  if (!ANSWERED_ELSEWHERE.has(reason)) await deps.noteUnansweredLead(leadId, reason);
  return { kind: "finished", result: { outcome: "stood_down", reason } };
}

/** The fullest greeting that passes the gate which every reply passes. */
async function writeGreeting(loaded: LoadedLead, facts: FactFinder): Promise<LeadGreeting> {
  const record = factRecord();
  const { vehicle_id, alternatives } = loaded.lead;
  const ids = [...(vehicle_id === null ? [] : [vehicle_id]), ...alternatives];
  const finder = recordingFinder(facts, record);
  const vehicles = ids.length === 0
    ? []
    : await finder.searchVehicles(vehicleQuerySchema.parse({ ids }));
  for (const greeting of [leadGreeting(loaded, vehicles), plainGreeting(loaded)]) {
    const content = normaliseForSms(greeting.content);
    record.deeds.handover = greeting.handover !== null;
    if (checkReply(content, gathered(record, asSaid(loaded))).length === 0) {
      return { ...greeting, content };
    }
  }
  throw new JobError("Cannot greet lead: no greeting passes the gate", { permanent: true });
}

/** The car as the lead names it counts as the customer's words: it may be echoed and proves nothing. */
function asSaid(loaded: LoadedLead): LoadedLead {
  const { year, make, model } = loaded.lead.wanted;
  const content = [year, make, model].filter((part) => part !== null).join(" ");
  const said = {
    id: 0,
    author: "customer" as const,
    content,
    created_at: loaded.now,
    vehicle_ids: [],
    intent: null,
  };
  return content === "" ? loaded : { ...loaded, messages: [said, ...loaded.messages] };
}
