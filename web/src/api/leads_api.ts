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
  source_name: text,
});
/** One shopper's wish to buy, with the names a board needs. */
export type Lead = z.infer<typeof Lead>;

/** What the leads need from the outside. */
export interface LeadsApi {
  /** The open leads and the newest of the closed ones. */
  readLeads(): Promise<readonly Lead[]>;
  /** Moves a lead; a lost one needs a reason. */
  move(id: string, status: LeadStatus, outcome: string | null): Promise<void>;
}

const OPEN: readonly LeadStatus[] = ["new", "working", "appointment", "shown"];
const OPEN_LIMIT = 300;
const CLOSED_LIMIT = 40;

/** The leads of one dealership. */
export function leadsApi(supabase: Client, dealershipId: string): LeadsApi {
  const read = async (statuses: readonly LeadStatus[], limit: number): Promise<readonly Lead[]> => {
    const query = supabase.from("lead_board").select(columnsOf(Lead)).eq(
      "dealership_id",
      dealershipId,
    )
      .in("status", [...statuses]).order("received_at", { ascending: false }).limit(limit);
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
    async move(id, status, outcome): Promise<void> {
      const query = supabase.from("leads").update({ status, outcome })
        .eq("dealership_id", dealershipId).eq("id", id).select("id");
      const { data } = await unwrap(query);
      if (z.array(z.unknown()).parse(data).length === 0) {
        throw new ApiProblem(t("It is a colleague’s lead, or it is gone"), 403, "not_yours");
      }
    },
  };
}
