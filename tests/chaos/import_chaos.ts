/** A stock list on its way in while its worker is killed again and again. */
import { createClient } from "@supabase/supabase-js";
import assert from "node:assert/strict";
import type postgres from "postgres";
import { apiUrl, type StackConfig } from "../../local/config.ts";
import { testVin } from "../../supabase/functions/_shared/testing/feed.ts";
import { PINE } from "../support/people.ts";
import { waitFor } from "../support/wait.ts";

const UNITS = 2_500;
const KILLS = 3;

/** Imports a file and ends the worker by `kill` several times; each unit is there once in the end. */
export async function importThroughKills(
  config: StackConfig,
  sql: postgres.Sql,
  kill: () => Promise<number>,
): Promise<void> {
  const run = await beginImport(config, sql);
  const standing = async () => {
    const [row] = await sql<{ status: string; stand: string }[]>`
      select status, read_offset::text || '/' || applied::text as stand
      from public.feed_runs where id = ${run}`;
    assert.ok(row);
    return row;
  };
  let killed = 0;
  let stand = "";
  await waitFor("the import to end", async () => {
    const now = await standing();
    assert.notEqual(now.status, "failed");
    if (now.status === "done") return true;
    if (killed < KILLS && now.stand !== stand) {
      stand = now.stand;
      killed += await kill();
      // Time flies: the dead worker's lease has run out.
      await sql`update private.jobs set lease_until = now()
        where kind = 'import_feed' and status = 'leased'`;
      await sql`select private.redrive_jobs()`;
    }
    return null;
  }, 90_000);
  const [counts] = await sql`
    select r.added, r.skipped, count(distinct v.id)::int as units, count(h.id)::int as arrivals
    from public.feed_runs as r
    join public.vehicles as v on v.vehicle_feed_id = r.vehicle_feed_id
    join public.vehicle_status_changes as h on h.vehicle_id = v.id
    where r.id = ${run} group by 1, 2`;
  assert.deepEqual({ ...counts }, { added: UNITS, skipped: 0, units: UNITS, arrivals: UNITS });
}

async function beginImport(config: StackConfig, sql: postgres.Sql): Promise<string> {
  const rows = Array.from(
    { length: UNITS },
    (_, at) => `${testVin(at)},K${at},2021,Kia,EV6,30000,"${"Well kept. ".repeat(60)}"`,
  );
  const file = ["vin,stock,year,make,model,price,description", ...rows].join("\n");
  const path = `${PINE}/chaos.csv`;
  const service = createClient(apiUrl(config), config.keys.secret, {
    auth: { persistSession: false, autoRefreshToken: false },
  });
  const stored = await service.storage.from("imports").upload(path, new Blob([file]));
  assert.equal(stored.error, null);
  const [run] = await sql<{ id: string }[]>`
    with feed as (
      insert into public.vehicle_feeds (dealership_id, name) values (${PINE}, 'Chaos') returning id
    ), run as (
      insert into public.feed_runs (dealership_id, vehicle_feed_id, commits_itself, path, file_name, file_size)
      select ${PINE}, feed.id, true, ${path}, 'chaos.csv', ${file.length} from feed returning *
    )
    select run.id, private.enqueue_feed_run(run) from run`;
  assert.ok(run);
  return run.id;
}
