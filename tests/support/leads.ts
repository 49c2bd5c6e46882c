/** Leads as a way in hands them over. */
import assert from "node:assert/strict";
import type postgres from "postgres";
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

/** Exchanges of Guam that stand for people: numbers there are valid, and nobody of the seed has one. */
const EXCHANGES = [300, 333, 339, 343, 344, 349, 355, 362, 366, 400, 456, 471, 472, 473, 474, 475];

/** A valid number where it is noon just now, so that a text which we begin need not wait. */
export async function noonShopper(sql: postgres.Sql): Promise<string> {
  const hour = new Date().getUTCHours();
  // Etc/GMT-5 is five hours ahead of Greenwich: the sign is turned around.
  const zone = hour === 12 ? "Etc/GMT" : `Etc/GMT${hour < 12 ? "-" : "+"}${Math.abs(12 - hour)}`;
  await sql`update private.calling_areas set timezones = array[${zone}]
    where kind = 'area_code' and first_prefix = '671'`;
  const [exchange = 0, line = 0] = crypto.getRandomValues(new Uint16Array(2));
  return `+1671${EXCHANGES[exchange % EXCHANGES.length]}${String(line % 10_000).padStart(4, "0")}`;
}

/** A customer as LeadIntake describes one. */
export interface LeadPerson {
  readonly full_name: string;
  readonly phones: readonly Readonly<Record<string, unknown>>[];
  readonly emails: readonly { readonly address: string }[];
}

/** A shopper with these addresses. */
export function leadPerson(phone: string | null, email: string | null = null): LeadPerson {
  return {
    full_name: "Lee Fox",
    phones: phone === null ? [] : [{ e164: phone, raw: phone, kind: "cell", textable: true }],
    emails: email === null ? [] : [{ address: email }],
  };
}

/** The whole row of a lead. */
export async function leadRow(sql: Sql, id: string): Promise<Record<string, unknown>> {
  const [row] = await sql`select * from public.leads where id = ${id}`;
  assert.ok(row);
  return row;
}
