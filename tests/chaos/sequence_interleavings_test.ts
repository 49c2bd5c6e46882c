import assert from "node:assert/strict";
import { join } from "node:path";
import { checkoutDir } from "../../local/open_stack.ts";
import { connectTo, startFreshDatabase } from "../support/database.ts";

const WALKS = 160;
/** What must have come up, or the walks prove nothing. */
const MUST_HAPPEN = [
  "tick 1",
  "claimed send ",
  "claimed done blocked",
  "handed back",
  "stop replied",
  "stop opted_out",
  "stop taken_over",
  "stop unit_sold",
  "stop appointment",
  "stop sold",
  "stop lost",
  "touches 0",
  "touches 1",
  "touches 2",
  "touches 3",
];

Deno.test("sequences SEQ-01: over random interleavings no touch leaves after anything that stops it", async () => {
  const script = await Deno.readTextFile(join(checkoutDir(), "tests/support/sequence_walk.sql"));
  const seed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  // A database of its own: the walks hold locks that other tests would wait for.
  const database = await startFreshDatabase();
  const sql = connectTo(database.url, 1);
  try {
    await sql`delete from cron.job`;
    // Daylight everywhere.
    await sql`delete from private.calling_hours`;
    await sql`insert into private.calling_hours (weekdays, opens_at, closes_at, source, entered_on)
      values ('{0,1,2,3,4,5,6}', '00:00', '24:00', 'A test', '2026-01-01')`;
    await sql.unsafe(script);
    const rows = await sql<{ what: string }[]>`
      select what, times from pg_temp.sequence_walks(${seed}, ${WALKS})`;
    const seen = new Set(rows.map(({ what }) => what));
    const missing = MUST_HAPPEN.filter((what) => !seen.has(what));
    assert.deepEqual(missing, [], `from seed ${seed} these never happened`);
  } finally {
    await sql.end();
    await database.stop();
  }
});
