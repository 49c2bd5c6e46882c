import * as z from "zod/mini";
import { columnsOf } from "./rows.ts";
import { type Client, type Relation, unwrap } from "./supabase.ts";

const Counts = z.catch(z.record(z.string(), z.number()), {});
const text = z.nullable(z.string());

/** The last 14 local days of a dealership, each count by date. */
export const Dashboard = z.object({
  first_day: z.string(),
  today: z.string(),
  first_reply_seconds: z.nullable(z.number()),
  first_reply_p95_seconds: z.nullable(z.number()),
  first_replies: Counts,
  handovers: Counts,
  handover_reasons: Counts,
  leads: Counts,
  lead_sources: Counts,
  appointments: Counts,
});
/** The last 14 local days of a dealership, each count by date. */
export type Dashboard = z.infer<typeof Dashboard>;

/** A visit or call that is due soon. */
export const Appointment = z.object({
  id: z.string(),
  kind: z.string(),
  status: z.string(),
  starts_at: z.string(),
  conversation_id: text,
  customer_name: text,
});
/** A visit or call that is due soon. */
export type Appointment = z.infer<typeof Appointment>;

/** One line of what happened. */
export const Happening = z.object({
  id: z.number(),
  author: z.enum(["customer", "ai", "staff", "system"]),
  author_user_id: text,
  kind: z.string(),
  content: text,
  conversation_id: z.string(),
  created_at: z.string(),
  customer_address: text,
  customer_name: text,
});
/** One line of what happened. */
export type Happening = z.infer<typeof Happening>;

/** One reply or draft that the AI wrote, and why without the model it was meant to have. */
export const AiRun = z.object({ model: z.string(), fallback: text, created_at: z.string() });
/** One reply or draft that the AI wrote. */
export type AiRun = z.infer<typeof AiRun>;

const Budget = z.object({ ceiling_cents: z.number(), spent_microcents: z.number() });

/** How the AI does. */
export interface AiHealth {
  readonly isEnabled: boolean;
  /** The newest replies first. */
  readonly runs: readonly AiRun[];
  /** When it last wrote to somebody; a greeting needs no run. */
  readonly lastAt: string | null;
  /** This month's money; null when the role may not see it. */
  readonly budget: z.infer<typeof Budget> | null;
  /** Work that was given up; null when the role may not see it. */
  readonly deadJobs: number | null;
}

/** What a new dealership still has to do, each true once done. */
export interface Setup {
  readonly number: boolean;
  readonly vehicles: boolean;
  /** A persona has passed its test. */
  readonly tested: boolean;
  readonly colleague: boolean;
}

/** Whether the reader holds a permission. */
export type May = (permission: string) => boolean;

/** What the dashboard needs from the outside. */
export interface DashboardApi {
  readDashboard(): Promise<Dashboard | null>;
  /** How many open leads have nobody, or no answer, in time. */
  readLateLeads(): Promise<number>;
  readAppointments(from: string, to: string): Promise<readonly Appointment[]>;
  readHappenings(): Promise<readonly Happening[]>;
  readHealth(may: May): Promise<AiHealth>;
  readSetup(): Promise<Setup>;
}

const HAPPENINGS = 30;

/** The dashboard of one dealership. */
export function dashboardApi(supabase: Client, dealershipId: string): DashboardApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  return {
    async readDashboard(): Promise<Dashboard | null> {
      const { data } = await unwrap(from("dashboards", columnsOf(Dashboard)).limit(1));
      return z.array(Dashboard).parse(data)[0] ?? null;
    },
    async readLateLeads(): Promise<number> {
      const query = supabase.from("leads").select("id", { count: "exact", head: true })
        .eq("dealership_id", dealershipId).in("status", ["new", "working"])
        .or(
          "and(owner_late_at.not.is.null,assigned_to.is.null),and(answer_late_at.not.is.null,first_response_at.is.null)",
        );
      return (await unwrap(query)).count ?? 0;
    },
    async readAppointments(start, end): Promise<readonly Appointment[]> {
      const query = from("agenda", columnsOf(Appointment)).gte("starts_at", start).lt(
        "starts_at",
        end,
      )
        .in("status", ["unconfirmed", "confirmed"]).order("starts_at").limit(50);
      return z.array(Appointment).parse((await unwrap(query)).data);
    },
    async readHappenings(): Promise<readonly Happening[]> {
      const query = from("activity", columnsOf(Happening)).order("id", { ascending: false })
        .limit(HAPPENINGS);
      return z.array(Happening).parse((await unwrap(query)).data);
    },
    readHealth: (may) => readHealth(supabase, dealershipId, may),
    readSetup: () => readSetup(supabase, dealershipId),
  };
}

async function readSetup(supabase: Client, dealershipId: string): Promise<Setup> {
  const of = (table: Relation) =>
    supabase.from(table).select("id", { count: "exact", head: true })
      .eq("dealership_id", dealershipId);
  const [numbers, vehicles, tests, people] = await Promise.all([
    unwrap(of("phone_numbers")),
    unwrap(of("vehicles")),
    unwrap(of("persona_evaluations").eq("passed", true)),
    unwrap(of("memberships")),
  ]);
  return {
    number: (numbers.count ?? 0) > 0,
    vehicles: (vehicles.count ?? 0) > 0,
    tested: (tests.count ?? 0) > 0,
    colleague: (people.count ?? 0) > 1,
  };
}

const Switch = z.object({ ai_enabled: z.boolean() });
const Last = z.object({ created_at: z.string() });
const RUNS = 5;

async function readHealth(supabase: Client, dealershipId: string, may: May): Promise<AiHealth> {
  const of = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  const [dealership, runs, last, budgets, jobs] = await Promise.all([
    unwrap(supabase.from("dealerships").select("ai_enabled").eq("id", dealershipId).limit(1)),
    unwrap(
      of("ai_runs", columnsOf(AiRun)).in("kind", ["reply", "draft"])
        .order("id", { ascending: false }).limit(RUNS),
    ),
    unwrap(
      of("messages", "created_at").eq("author", "ai").order("id", { ascending: false }).limit(1),
    ),
    may("ai.manage")
      ? unwrap(
        of("ai_budgets", columnsOf(Budget)).order("on_month", { ascending: false }).limit(1),
      )
      : Promise.resolve({ data: [] }),
    may("jobs.read")
      ? unwrap(
        supabase.from("jobs").select("id", { count: "exact", head: true })
          .eq("dealership_id", dealershipId).eq("status", "dead"),
      )
      : Promise.resolve(null),
  ]);
  return {
    isEnabled: z.array(Switch).parse(dealership.data)[0]?.ai_enabled ?? true,
    runs: z.array(AiRun).parse(runs.data),
    lastAt: z.array(Last).parse(last.data)[0]?.created_at ?? null,
    budget: z.array(Budget).parse(budgets.data)[0] ?? null,
    deadJobs: jobs === null ? null : jobs.count ?? 0,
  };
}
