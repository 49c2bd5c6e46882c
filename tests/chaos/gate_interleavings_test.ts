import assert from "node:assert/strict";
import { join } from "node:path";
import { checkoutDir } from "../../local/open_stack.ts";
import { connectTo, startFreshDatabase } from "../support/database.ts";

/** Two connections, each with a dealership of its own, so that neither waits for the other. */
const TENANTS = ["0a", "0b"] as const;
const WALKS_EACH = 5_000;
const WALKS_PER_TRANSACTION = 2_500;
/** What must have come up, or the walks prove nothing. */
const MUST_HAPPEN = [
  "sent ai",
  "sent staff",
  "verify ",
  "done lease_lost",
  "done none",
  "refused take",
  "reply superseded",
  "reply handed_over",
  "lease expires",
  "staff retry",
  "recorded transient: queued",
  "recorded accepted: sent",
  "carrier opted_out: recorded",
  "blocked ai_off",
  "blocked ai_channel_off",
  "blocked ai_paused",
  "blocked taken_over",
  "blocked closed",
  "blocked opted_out",
  "blocked overtaken",
] as const;

/** Runs `walks` seeded walks and undoes them; a forbidden message raises with its walk's seed and steps. */
async function runWalks(
  url: string,
  tenant: string,
  walks: { readonly from: number; readonly count: number },
): Promise<Map<string, number>> {
  const script = await Deno.readTextFile(
    join(checkoutDir(), "tests", "support", "gate_walk.sql"),
  );
  const sql = connectTo(url, 1);
  const seen = new Map<string, number>();
  try {
    // One connection, closed at the end: what was begun on it is undone with it.
    await sql.unsafe(script);
    await sql`begin`;
    await sql`select setseed(0.5)`;
    await sql`select pg_temp.walk_prepare(${tenant})`;
    const rows = await sql<{ what: string; times: string }[]>`
      select what, times from pg_temp.gate_walks(${walks.from}, ${walks.count})`;
    for (const { what, times } of rows) seen.set(what, Number(times));
    return seen;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

Deno.test("send gate GAT-01: over 10,000 random interleavings no forbidden message leaves and no allowed one is held", async () => {
  const database = await startFreshDatabase();
  const firstSeed = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seen = new Map<string, number>();
  try {
    const sql = connectTo(database.url, 1);
    await sql`delete from private.jobs`;
    await sql.end();
    await Promise.all(TENANTS.map(async (tenant, lane) => {
      for (let done = 0; done < WALKS_EACH; done += WALKS_PER_TRANSACTION) { // bound: 2 rounds
        const from = firstSeed + lane * WALKS_EACH + done;
        const part = await runWalks(database.url, tenant, { from, count: WALKS_PER_TRANSACTION });
        for (const [what, times] of part) seen.set(what, (seen.get(what) ?? 0) + times);
      }
    }));
  } finally {
    await database.stop();
  }
  const missing = MUST_HAPPEN.filter((what) => !seen.has(what));
  assert.deepEqual(missing, [], `from seed ${firstSeed} these never happened`);
});
