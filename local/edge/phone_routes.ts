import postgres from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import type { EventStream } from "./event_stream.ts";
import type { Route } from "./router.ts";

/** The phone page's own questions: which numbers there are, and what is happening. */
export interface PhoneRoutes {
  readonly routes: readonly Route[];
  close(): Promise<void>;
}

/** Makes them; the database may come up later than this. */
export function createPhoneRoutes(config: StackConfig, events: EventStream): PhoneRoutes {
  const sql = postgres(databaseUrl(config, "supabase_admin"), {
    max: 1,
    idle_timeout: 20,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "local phone" },
  });
  const numbers = () =>
    sql`
      select number.e164, number.label, dealership.name as dealership_name
      from public.phone_numbers as number
      join public.dealerships as dealership on dealership.id = number.dealership_id
      where number.is_active
      order by dealership.name, number.e164
      limit 200`;
  return {
    routes: [
      {
        method: "GET",
        path: "/api/phone/numbers",
        handle: () =>
          numbers().then(
            (rows) => Response.json({ numbers: [...rows] }),
            () => Response.json({ error: "The database does not answer yet" }, { status: 503 }),
          ),
      },
      { method: "GET", path: "/api/phone/events", handle: () => events.open() },
    ],
    close: () => sql.end({ timeout: 0 }),
  };
}
