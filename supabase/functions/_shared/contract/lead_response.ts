import { z } from "zod";
import { replyEvidenceSchema } from "./intelligence.ts";
import { LEAD_DEPARTMENTS, LEAD_TYPES } from "./lead.ts";
import { LoadedReply } from "./reply.ts";

const text = z.string().nullish().transform((value) => value ?? null);

/** What a `respond_to_lead` job carries. */
export const RespondToLeadPayload = z.object({ lead_id: z.guid() });

/** A lead as its greeting needs it. */
export const GreetedLead = z.object({
  id: z.string(),
  type: z.enum(LEAD_TYPES).catch("sales"),
  department: z.enum(LEAD_DEPARTMENTS).catch("sales"),
  vehicle_id: text,
  vehicle_match: z.enum(["vin", "stock", "model", "missing", "unnamed"]).nullable().catch(null),
  /** Units on the lot near to one that is sold or missing. */
  alternatives: z.array(z.string()).catch([]),
  /** The car in the words of the lead's sender. */
  wanted: z.object({
    year: z.number().int().nullish().transform((year) => year ?? null).catch(null),
    make: text.catch(null),
    model: text.catch(null),
  }).catch({ year: null, make: null, model: null }),
});
/** A lead as its greeting needs it. */
export type GreetedLead = z.infer<typeof GreetedLead>;

/** What a greeting may be made from. */
export const LoadedLead = LoadedReply.extend({
  pending: z.array(z.coerce.number()).max(0),
  lead: GreetedLead,
});
/** What a greeting may be made from. */
export type LoadedLead = z.infer<typeof LoadedLead>;

/** Answer of `load_lead_response`. */
export const LoadLeadResponseAnswer = z.discriminatedUnion("decision", [
  LoadedLead,
  z.object({ decision: z.literal("stand_down"), reason: z.string() }),
]);
/** Answer of `load_lead_response`. */
export type LoadLeadResponseAnswer = z.infer<typeof LoadLeadResponseAnswer>;

/** What `submit_lead_response` takes. */
export const LeadGreeting = z.object({
  content: z.string().min(1).max(1500),
  evidence: z.array(replyEvidenceSchema),
  vehicle_ids: z.array(z.string()),
  template_ids: z.array(z.string()),
  handover: z.object({
    reason: z.enum(["finance", "service"]),
    wants: z.string(),
    brings: z.string().nullable(),
    blocked_by: z.string().nullable(),
  }).nullable(),
});
/** What `submit_lead_response` takes. */
export type LeadGreeting = z.infer<typeof LeadGreeting>;

/** Answer of `submit_lead_response`. */
export const SubmitLeadResponseAnswer = z.object({
  outcome: z.enum(["queued", "stood_down"]),
  reason: text,
  message_id: z.number().int().nullish().transform((id) => id ?? null),
});
/** Answer of `submit_lead_response`. */
export type SubmitLeadResponseAnswer = z.infer<typeof SubmitLeadResponseAnswer>;
