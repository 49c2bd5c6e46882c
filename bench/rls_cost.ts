/** What row-level security costs: each read as the person it is for and as the owner, in turns. */
import type { Sql } from "postgres";
import { type DataSet, openDatabase } from "./data_set.ts";
import type { Figure } from "./figures.ts";
import { PAGE_QUERIES, type PageQuery, pickReaders, type Reader } from "./page_queries.ts";
import { interleave, timeOf } from "./samples.ts";

/** How many times each read is made in either role. */
const ROUNDS = 200;
const QUICK_ROUNDS = 40;
const READERS = 40;
const WARM_UP = 8;

/** Measures every page's reads. */
export async function measureRlsCost(set: DataSet, quick: boolean): Promise<readonly Figure[]> {
  const owner = openDatabase(set.config, "postgres");
  const person = openDatabase(set.config, "authenticator");
  try {
    await person.unsafe("set role authenticated; set statement_timeout = '60s'");
    const readers = await pickReaders(owner, READERS);
    const figures: Figure[] = [];
    for (const query of PAGE_QUERIES) { // bound: the queries of a fixed list
      figures.push(
        await measureQuery({ owner, person }, query, readers, quick ? QUICK_ROUNDS : ROUNDS),
      );
    }
    return figures;
  } finally {
    await Promise.all([owner.end({ timeout: 1 }), person.end({ timeout: 1 })]);
  }
}

interface Callers {
  /** Has BYPASSRLS, as on a hosted project. */
  readonly owner: Sql;
  readonly person: Sql;
}

async function measureQuery(
  { owner, person }: Callers,
  query: PageQuery,
  readers: readonly Reader[],
  rounds: number,
): Promise<Figure> {
  const readerOf = (round: number): Reader => {
    const reader = readers[round % readers.length];
    if (reader === undefined) throw new Error("Cannot measure: the data set has no long thread");
    return reader;
  };
  const asOwner = (round: number) => timeOf(() => run(owner, query, readerOf(round)));
  const asPerson = async (round: number) => {
    await become(person, readerOf(round).user_id);
    return await timeOf(() => run(person, query, readerOf(round)));
  };
  // Prepared statements settle on a plan in their first runs.
  await interleave(WARM_UP, asPerson, asOwner);
  const { first, second } = await interleave(rounds, asPerson, asOwner);
  return {
    key: `rls.${query.key}`,
    label: query.label,
    value: first.p50,
    unit: "ms",
    yardstick: { label: "no RLS", value: second.p50 },
  };
}

function run(sql: Sql, query: PageQuery, reader: Reader): Promise<unknown> {
  return sql.unsafe(query.text, [...query.params(reader)], { prepare: true });
}

/** Makes the connection's next statements those of a signed-in person. */
async function become(sql: Sql, userId: string): Promise<void> {
  const claims = JSON.stringify({ sub: userId, role: "authenticated", aal: "aal1" });
  await sql`select set_config('request.jwt.claims', ${claims}, false)`;
}
