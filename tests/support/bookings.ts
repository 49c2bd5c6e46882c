/** Appointments as staff and the service book them, on resources of one test's own. */
import { attempt, become, type Caller, type Outcome, type Sql } from "./db.ts";
import { OAK, PEOPLE } from "./people.ts";

/** A shopper of the seed at Oak. */
export const MARIA = "0a000000-0000-4000-8000-00000000c001";

/** What to book; the rest is filled in. */
export interface Wish {
  readonly startsAt: string;
  readonly kind?: string;
  readonly token?: string;
  readonly resource?: string | null;
  readonly vehicle?: string | null;
  readonly customer?: string;
}

/** The columns of a booking that tests look at. */
export interface Booked {
  readonly id: string;
  readonly status: string;
  readonly resource_id: string | null;
  readonly starts_at: Date;
}

/** A delivery bay of its own, so that no other test's booking is in the way. */
export async function bay(
  sql: Sql,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  await become(sql, "owner");
  const row = {
    dealership_id: OAK,
    kind: "bay",
    name: `Bay ${crypto.randomUUID()}`,
    appointment_kinds: ["delivery"],
    ...columns,
  };
  const [made] = await sql<{ id: string }[]>`insert into public.resources ${
    sql(row as never)
  } returning id`;
  return made?.id ?? "";
}

/** Books at Oak as a salesperson, unless told otherwise. */
export function book(
  sql: Sql,
  wish: Wish,
  caller: Caller = PEOPLE.oakSales,
  tenant = OAK,
): Promise<Outcome<Booked>> {
  return attempt<Booked>(
    sql,
    caller,
    (tx) =>
      tx`select id, status, resource_id, starts_at from public.book_appointment(
      dealership_id => ${tenant}, kind => ${wish.kind ?? "delivery"}, starts_at => ${wish.startsAt},
      customer_id => ${wish.customer ?? MARIA}, idempotency_token => ${
        wish.token ?? crypto.randomUUID()
      },
      resource_id => ${wish.resource ?? null}, vehicle_id => ${wish.vehicle ?? null})`,
  );
}

/** A test drive of tomorrow for whom a conversation is with, stored without asking for a free slot. */
export async function storeTestDrive(
  sql: Sql,
  conversationId: string,
  by: "ai" | "staff",
): Promise<void> {
  await sql`insert into public.appointments (dealership_id, kind, status, customer_id, conversation_id, starts_at,
      ends_at, idempotency_token, booked_by)
    select dealership_id, 'test_drive', 'confirmed', customer_id, id, now() + interval '1 day',
      now() + interval '25 hours', gen_random_uuid(), ${by} from public.conversations where id = ${conversationId}`;
}

/** The instant of a local time at Oak on the Tuesday after next: open from 9 to 20. */
export async function tuesday(sql: Sql, time: string): Promise<string> {
  const [row] = await sql<{ at: string }[]>`
    select (((date_trunc('week', now() at time zone 'America/New_York') + interval '15 days')::date + ${time}::time)
      at time zone 'America/New_York')::text as at`;
  return row?.at ?? "";
}
