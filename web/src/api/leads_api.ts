import * as z from "zod/mini";
import { t } from "../i18n/t.ts";
import { ApiProblem } from "./api_problem.ts";
import { columnsOf } from "./rows.ts";
import { type Client, unwrap } from "./supabase.ts";

const text = z.nullable(z.string());

/** How far a lead has got. */
export const LeadStatus = z.enum(["new", "working", "appointment", "shown", "sold", "lost"]);
/** How far a lead has got. */
export type LeadStatus = z.infer<typeof LeadStatus>;

/** What comes next for a lead: the thing that is due first. */
export const NextStep = z.object({
  kind: z.enum(["task", "appointment", "follow_up", "answer", "owner"]),
  words: text,
  due_at: z.string(),
});
/** What comes next for a lead: the thing that is due first. */
export type NextStep = z.infer<typeof NextStep>;

/** One shopper's wish to buy, with the names a board needs. */
export const Lead = z.object({
  id: z.string(),
  status: LeadStatus,
  outcome: text,
  interest: text,
  score: z.nullable(z.number()),
  score_reasons: z.catch(z.array(z.object({ reason: z.string(), points: z.number() })), []),
  assigned_to: text,
  routing_reason: text,
  received_at: z.string(),
  first_response_at: text,
  first_response_author: text,
  conversation_id: text,
  vehicle_id: text,
  vehicle_label: text,
  vehicle_stock: text,
  customer_name: text,
  /** Of somebody without a name: where they are reached, a number first. */
  customer_address: text,
  source_name: text,
  is_urgent: z.boolean(),
  times_received: z.number(),
  owner_late_at: text,
  answer_late_at: text,
  unanswered_because: text,
  next_step: z.catch(z.nullable(NextStep), null),
});
/** One shopper's wish to buy, with the names a board needs. */
export type Lead = z.infer<typeof Lead>;

const Car = z.catch(
  z.nullable(z.object({
    year: z.optional(z.nullable(z.number())),
    make: z.optional(text),
    model: z.optional(text),
    odometer: z.optional(z.nullable(z.number())),
  })),
  null,
);

/** One time that a source sent a lead. */
export const LeadCredit = z.object({
  source: z.string(),
  outcome: z.string(),
  received_at: z.string(),
  inquiry: text,
});
/** One time that a source sent a lead. */
export type LeadCredit = z.infer<typeof LeadCredit>;

/** Something that a person has to do for a lead. */
export const LeadTask = z.object({
  id: z.string(),
  kind: z.string(),
  body: z.string(),
  due_at: z.string(),
});
/** Something that a person has to do for a lead. */
export type LeadTask = z.infer<typeof LeadTask>;

/** Another customer who may be the same person. */
export const MergeSuggestion = z.object({
  id: z.string(),
  other_id: z.string(),
  other_name: text,
  reason: z.string(),
});
/** Another customer who may be the same person. */
export type MergeSuggestion = z.infer<typeof MergeSuggestion>;

/** Somebody who buys together with the shopper. */
export const CoBuyer = z.object({
  full_name: z.optional(text),
  phones: z.catch(z.array(z.object({ e164: z.optional(text), raw: z.string() })), []),
  emails: z.catch(z.array(z.object({ address: z.string() })), []),
});
/** Somebody who buys together with the shopper. */
export type CoBuyer = z.infer<typeof CoBuyer>;

/** What only the sheet of a lead shows. */
export const LeadDetail = z.object({
  id: z.string(),
  customer_id: z.string(),
  type: z.string(),
  inquiry: text,
  vehicle_match: text,
  vehicle_status: text,
  trade_in: Car,
  details: z.catch(
    z.object({ comments: z.optional(z.string()), staff_note: z.optional(z.string()) }),
    {},
  ),
  credits: z.catch(z.array(LeadCredit), []),
  tasks: z.catch(z.array(LeadTask), []),
  merge_suggestion: z.catch(z.nullable(MergeSuggestion), null),
  alternatives: z.catch(z.array(z.object({ id: z.string(), label: text })), []),
  co_buyers: z.catch(z.array(CoBuyer), []),
});
/** What only the sheet of a lead shows. */
export type LeadDetail = z.infer<typeof LeadDetail>;

/** What became of the leads of one source that one persona answered. */
export const LeadOutcome = z.object({
  source_name: z.string(),
  persona_name: text,
  persona_version: z.nullable(z.number()),
  leads: z.number(),
  answered: z.number(),
  appointments: z.number(),
  shown: z.number(),
  sold: z.number(),
  lost: z.number(),
});
/** What became of the leads of one source that one persona answered. */
export type LeadOutcome = z.infer<typeof LeadOutcome>;

/** How soon the leads of one source were first answered. */
export const ResponseTime = z.object({
  source_name: z.string(),
  leads: z.number(),
  answered: z.number(),
  within_a_minute: z.number(),
  median_seconds: z.nullable(z.number()),
  p95_seconds: z.nullable(z.number()),
});
/** How soon the leads of one source were first answered. */
export type ResponseTime = z.infer<typeof ResponseTime>;

/** What became of the leads of the last 90 days, and how soon those of the last 30 were answered. */
export interface LeadReport {
  readonly outcomes: readonly LeadOutcome[];
  readonly times: readonly ResponseTime[];
}

/** What the leads need from the outside. */
export interface LeadsApi {
  /** The open leads and the newest of the closed ones. */
  readLeads(): Promise<readonly Lead[]>;
  /** Moves a lead; a lost one needs a reason. */
  move(id: string, status: LeadStatus, outcome: string | null): Promise<void>;
  /** Null when the reader may not see it. */
  readLead(id: string): Promise<LeadDetail | null>;
  readReport(): Promise<LeadReport>;
  /** Gives a lead to somebody, or to nobody. */
  assign(id: string, userId: string | null): Promise<void>;
  finishTask(taskId: string): Promise<void>;
  dismissMerge(suggestionId: string): Promise<void>;
}

const OPEN: readonly LeadStatus[] = ["new", "working", "appointment", "shown"];
const OPEN_LIMIT = 300;
const CLOSED_LIMIT = 40;

/** The leads of one dealership. */
export function leadsApi(supabase: Client, dealershipId: string): LeadsApi {
  return {
    ...readCalls(supabase, dealershipId),
    ...writeCalls(supabase, dealershipId),
    ...personCalls(supabase),
  };
}

function readCalls(
  supabase: Client,
  dealershipId: string,
): Pick<LeadsApi, "readLeads" | "readLead" | "readReport"> {
  const board = (columns: string) =>
    supabase.from("lead_board").select(columns).eq("dealership_id", dealershipId);
  const read = async (statuses: readonly LeadStatus[], limit: number): Promise<readonly Lead[]> => {
    const query = board(columnsOf(Lead)).in("status", [...statuses])
      .order("received_at", { ascending: false }).limit(limit);
    return z.array(Lead).parse((await unwrap(query)).data);
  };
  return {
    async readLeads(): Promise<readonly Lead[]> {
      const [open, closed] = await Promise.all([
        read(OPEN, OPEN_LIMIT),
        read(["sold", "lost"], CLOSED_LIMIT),
      ]);
      return [...open, ...closed];
    },
    async readLead(id): Promise<LeadDetail | null> {
      const query = board(columnsOf(LeadDetail)).eq("id", id).limit(1);
      return z.array(LeadDetail).parse((await unwrap(query)).data)[0] ?? null;
    },
    async readReport(): Promise<LeadReport> {
      const [outcomes, times] = await Promise.all([
        unwrap(
          supabase.from("lead_outcomes").select(columnsOf(LeadOutcome))
            .eq("dealership_id", dealershipId).order("leads", { ascending: false }).limit(200),
        ),
        unwrap(
          supabase.from("lead_response_times").select(columnsOf(ResponseTime))
            .eq("dealership_id", dealershipId).order("leads", { ascending: false }).limit(100),
        ),
      ]);
      return {
        outcomes: z.array(LeadOutcome).parse(outcomes.data),
        times: z.array(ResponseTime).parse(times.data),
      };
    },
  };
}

function writeCalls(supabase: Client, dealershipId: string): Pick<LeadsApi, "move" | "assign"> {
  const change = async (
    id: string,
    to: { status?: LeadStatus; outcome?: string | null; assigned_to?: string | null },
  ): Promise<void> => {
    const query = supabase.from("leads").update(to)
      .eq("dealership_id", dealershipId).eq("id", id).select("id");
    const { data } = await unwrap(query);
    if (z.array(z.unknown()).parse(data).length === 0) {
      throw new ApiProblem(t("It is a colleague’s lead, or it is gone"), 403, "not_yours");
    }
  };
  return {
    move: (id, status, outcome) => change(id, { status, outcome }),
    assign: (id, userId) => change(id, { assigned_to: userId }),
  };
}

function personCalls(
  supabase: Client,
): Pick<LeadsApi, "finishTask" | "dismissMerge"> {
  return {
    async finishTask(task_id): Promise<void> {
      await unwrap(supabase.rpc("finish_lead_task", { task_id }));
    },
    async dismissMerge(suggestion_id): Promise<void> {
      await unwrap(supabase.rpc("dismiss_merge_suggestion", { suggestion_id }));
    },
  };
}
