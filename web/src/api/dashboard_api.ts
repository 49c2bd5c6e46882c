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

/** How the AI does. */
export interface AiHealth {
  readonly isEnabled: boolean;
  readonly lastModel: string | null;
  readonly lastAt: string | null;
  /** Work that was given up; null when the role may not see it. */
  readonly deadJobs: number | null;
}

/** What a new dealership still has to do, each true once done. */
export interface Setup {
  readonly number: boolean;
  readonly vehicles: boolean;
  readonly persona: boolean;
}

/** What the dashboard needs from the outside. */
export interface DashboardApi {
  readDashboard(): Promise<Dashboard | null>;
  /** How many open leads have nobody, or no answer, in time. */
  readLateLeads(): Promise<number>;
  readAppointments(from: string, to: string): Promise<readonly Appointment[]>;
  readHappenings(): Promise<readonly Happening[]>;
  readHealth(mayReadJobs: boolean): Promise<AiHealth>;
  readSetup(): Promise<Setup>;
}

const HAPPENINGS = 30;

/** The dashboard of one dealership. */
export function dashboardApi(supabase: Client, dealershipId: string): DashboardApi {
  const from = (table: Relation, columns: string) =>
    supabase.from(table).select(columns).eq("dealership_id", dealershipId);
  const count = async (table: Relation): Promise<number> => {
    const query = supabase.from(table).select("id", { count: "exact", head: true })
      .eq("dealership_id", dealershipId);
    return (await unwrap(query)).count ?? 0;
  };
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
    readHealth: (mayReadJobs) => readHealth(supabase, dealershipId, mayReadJobs),
    async readSetup(): Promise<Setup> {
      const [numbers, vehicles, personas] = await Promise.all([
        count("phone_numbers"),
        count("vehicles"),
        count("personas"),
      ]);
      return {
        number: (numbers ?? 0) > 0,
        vehicles: (vehicles ?? 0) > 0,
        persona: (personas ?? 0) > 0,
      };
    },
  };
}

const Switch = z.object({ ai_enabled: z.boolean() });
const Last = z.object({ ai_model: text, created_at: z.string() });

async function readHealth(
  supabase: Client,
  dealershipId: string,
  mayReadJobs: boolean,
): Promise<AiHealth> {
  const [dealership, last, jobs] = await Promise.all([
    unwrap(supabase.from("dealerships").select("ai_enabled").eq("id", dealershipId).limit(1)),
    unwrap(
      supabase.from("messages").select("ai_model,created_at").eq("dealership_id", dealershipId)
        .eq("author", "ai").order("id", { ascending: false }).limit(1),
    ),
    mayReadJobs
      ? unwrap(
        supabase.from("jobs").select("id", { count: "exact", head: true })
          .eq("dealership_id", dealershipId).eq("status", "dead"),
      )
      : Promise.resolve(null),
  ]);
  const newest = z.array(Last).parse(last.data)[0];
  return {
    isEnabled: z.array(Switch).parse(dealership.data)[0]?.ai_enabled ?? true,
    lastModel: newest?.ai_model ?? null,
    lastAt: newest?.created_at ?? null,
    deadJobs: jobs === null ? null : jobs.count ?? 0,
  };
}
