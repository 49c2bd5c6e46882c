/** Leads as a way in hands them over. */
import assert from "node:assert/strict";
import { become, type Sql } from "./db.ts";
import { OAK } from "./people.ts";

/** Answer of `record_lead`. */
export interface RecordedLead {
  readonly outcome: "created" | "credited" | "updated" | "duplicate";
  readonly lead_id: string;
  readonly customer_id: string;
  readonly conversation_id: string | null;
}

/** Records one lead at Oak as the service does; fields are those of LeadIntake. */
export async function recordLead(
  sql: Sql,
  lead: Readonly<Record<string, unknown>>,
): Promise<RecordedLead> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: RecordedLead }[]>`
    select public.record_lead(${OAK}, ${
    sql.json({ source: "AutoTrader", ...lead } as never)
  }) as answer`;
  await become(sql, "owner");
  assert.ok(row);
  return row.answer;
}
