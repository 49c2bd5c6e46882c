/** A dealership of its own with one manager, so that importing stock disturbs no other test. */
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "./db.ts";
import { PASSWORD } from "./people.ts";
import { testStack, testUrls } from "./stack.ts";
import { waitFor } from "./wait.ts";

/** A run as staff read it. */
export interface RunRow {
  readonly id: string;
  readonly status: string;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly missing: number;
  readonly retiring: number;
  readonly skipped: number;
  readonly problems: number;
  readonly row_problems: readonly {
    readonly line: number;
    readonly column: string | null;
    readonly code: string;
  }[];
  readonly layout: { readonly columns: readonly { readonly name: string }[] } | null;
  readonly hold_reason: string | null;
  readonly error: string | null;
  readonly vehicle_feed_id: string;
}

/** A store and the person who keeps its stock. */
export interface Store {
  readonly id: string;
  readonly manager: SupabaseClient;
  readonly sql: postgres.Sql;
  /** Uploads a file and starts its import; returns the run's id. */
  drop(file: string, name?: string): Promise<string>;
  /** Calls one of the import's RPCs and returns the code of its refusal, or null. */
  call(rpc: string, args: Readonly<Record<string, unknown>>): Promise<string | null>;
  run(id: string): Promise<RunRow>;
  /** Waits until a run has one of these statuses. */
  until(id: string, ...statuses: readonly string[]): Promise<RunRow>;
  /** The stock by stock number. */
  stock(): Promise<Readonly<Record<string, { price_cents: number | null; status: string }>>>;
}

/** Runs a test with such a store and takes it away afterwards. */
export async function withStore(test: (store: Store) => Promise<void>): Promise<void> {
  const sql = await connect();
  const { keys } = await testStack();
  const { api } = await testUrls();
  const options = { auth: { persistSession: false, autoRefreshToken: false } };
  const service = createClient(api, keys.secret, options);
  const manager = createClient(api, keys.publishable, options);
  const name = `elm-${crypto.randomUUID().slice(0, 8)}`;
  const email = `${name}@elm.example`;
  const [store] = await sql<{ id: string }[]>`
    insert into public.dealerships (name, subdomain, contact_email, timezone)
    values ('Elm Street Kia', ${name}, ${email}, 'America/Chicago') returning id`;
  assert.ok(store);
  const made = await service.auth.admin.createUser({
    email,
    password: PASSWORD,
    email_confirm: true,
  });
  assert.equal(made.error, null);
  const userId = made.data.user?.id ?? "";
  await sql`insert into public.memberships (dealership_id, user_id, role)
    values (${store.id}, ${userId}, 'manager')`;
  const signedIn = await manager.auth.signInWithPassword({ email, password: PASSWORD });
  assert.equal(signedIn.error, null);
  try {
    await test(storeOf(store.id, manager, sql));
  } finally {
    await sql`delete from public.dealerships where id = ${store.id}`;
    await service.auth.admin.deleteUser(userId);
    await sql.end();
  }
}

function storeOf(id: string, manager: SupabaseClient, sql: postgres.Sql): Store {
  const run = async (runId: string) => {
    const { data, error } = await manager.from("feed_runs").select("*").eq("id", runId).single();
    assert.equal(error, null);
    return data as RunRow;
  };
  return {
    id,
    manager,
    sql,
    run,
    async drop(file, name = "stock.csv") {
      const path = `${id}/${crypto.randomUUID()}/${name}`;
      const stored = await manager.storage.from("imports").upload(path, new Blob([file]));
      assert.equal(stored.error, null);
      const args = { dealership_id: id, path, file_name: name };
      const { data, error } = await manager.rpc("start_import", args);
      assert.equal(error, null);
      return data as string;
    },
    async call(rpc, args) {
      const { error } = await manager.rpc(rpc, args);
      return error === null ? null : error.details || error.code;
    },
    until: (runId, ...statuses) =>
      waitFor(`run ${statuses.join(" or ")}`, async () => {
        const row = await run(runId);
        if (statuses.includes(row.status)) return row;
        assert.notEqual(row.status, "failed", row.error ?? "");
        return null;
      }, 30_000),
    async stock() {
      const { data } = await manager.from("vehicles").select("stock_number, price_cents, status")
        .eq("dealership_id", id);
      return Object.fromEntries(
        (data ?? []).map(({ stock_number, ...rest }) => [stock_number, rest]),
      );
    },
  };
}

/** A delimited file of units by stock number, price and, when told, more columns. */
export function stockFile(
  units: readonly {
    readonly stock: string;
    readonly vin: string;
    readonly price: number | string;
  }[],
): string {
  const rows = units.map(({ stock, vin, price }) => `${vin},${stock},2021,Kia,EV6,${price},Blue`);
  return ["VIN,Stock #,Year,Make,Model,Price,Color", ...rows].join("\n");
}
