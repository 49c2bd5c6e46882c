/** The README's chapter on plans: every read of a page, every call of a webhook, worker or person. */
import type { Sql } from "postgres";
import { type DataSet, openDatabase } from "./data_set.ts";
import { markdownTable } from "./figures.ts";
import { PAGE_QUERIES, type PageQuery, pickReaders, type Reader } from "./page_queries.ts";
import { nodesOf, openPlanCapture, type PlanCapture, type RanStatement } from "./plan_capture.ts";
import { judge, planLines } from "./plan_text.ts";
import { type CallPlans, captureCalls } from "./rpc_plans.ts";

/** Tables of at least this many rows are not to be read whole. */
const BIG_TABLE = 2_000;
const RUNS = 3;

/** Why a plan that the judge would look at stays as it is. */
const REMARKS: Readonly<Record<string, string>> = {
  "inbox: how many closed ones":
    "Counting 12,000 rows is the work itself; it happens when somebody opens the closed lane.",
  "inbox: search by digits of a number":
    "A part of a word is looked for in the open lane of one dealership only, which fits memory.",
  "names of the colleagues": "One probe per colleague, 2 µs each; most dealerships have ten.",
  load_reply_context:
    "The words of the inventory (makes, models, trims) are gathered from every car on each reply.",
  search_vehicles: "Narrowed by dealership, then by reading its cars: 7,400 here, 100 on average.",
  alternative_vehicles: "Ranked by nearness in price over the cars of one dealership, as above.",
};

/** Runs everything once on the largest dealership and returns the chapter as Markdown. */
export async function planPage(set: DataSet): Promise<string> {
  const owner = openDatabase(set.config, "supabase_admin");
  const capture = await openPlanCapture(set.config);
  try {
    const reader = await largestReader(owner);
    const bigTables = await namesOfBigTables(owner);
    const reads: string[] = [];
    for (const query of PAGE_QUERIES) { // bound: a fixed list
      reads.push(readSection(query, await captureRead(capture, query, reader), bigTables));
    }
    const calls = await captureCalls(capture, reader);
    return [
      "### Reads of the web app's pages, as a salesperson of the largest dealership",
      ...reads,
      "### Calls of webhooks, workers and staff",
      ...calls.map((call) => callSection(call, bigTables)),
    ].join("\n\n");
  } finally {
    await Promise.all([owner.end({ timeout: 1 }), capture.end()]);
  }
}

/** What a call costs where there is most to search. */
async function largestReader(sql: Sql): Promise<Reader> {
  const readers = await pickReaders(sql, 200);
  const [{ id } = { id: "" }] = await sql<{ id: string }[]>`
    select dealership_id as id from bench.sizes where n = 1`;
  const reader = readers.find(({ dealership_id }) => dealership_id === id);
  if (reader === undefined) {
    throw new Error("Cannot show plans: nobody reads the largest dealership");
  }
  return reader;
}

async function namesOfBigTables(sql: Sql): Promise<ReadonlySet<string>> {
  const rows = await sql<{ relname: string }[]>`
    select relname from pg_class
    where relkind = 'r' and relnamespace in ('public'::regnamespace, 'private'::regnamespace)
      and reltuples >= ${BIG_TABLE}`;
  return new Set(rows.map(({ relname }) => relname));
}

async function captureRead(
  { sql, take }: PlanCapture,
  query: PageQuery,
  reader: Reader,
): Promise<RanStatement> {
  const claims = JSON.stringify({ sub: reader.user_id, role: "authenticated", aal: "aal1" });
  const ran = await sql.begin(async (tx) => {
    await tx`select set_config('role', 'authenticated', true),
      set_config('request.jwt.claims', ${claims}, true)`;
    for (let run = 0; run < RUNS; run++) { // bound: three, so that caches are warm
      take();
      await tx.unsafe(query.text, [...query.params(reader)]);
    }
    // A statement tells its plan when it is put away, which the next one sees to.
    await tx.unsafe("select 1");
    return take();
  });
  const outermost = ran.findLast(({ text }) => text === query.text);
  if (outermost === undefined) throw new Error(`Cannot show plans: ${query.key} told none`);
  return outermost;
}

function readSection(
  { label, text }: PageQuery,
  ran: RanStatement,
  bigTables: ReadonlySet<string>,
): string {
  return [
    `#### ${label}`,
    judgement(label, [ran], bigTables),
    `\`\`\`sql\n${text.replace(/\n {4,6}/g, "\n  ").trim()}\n\`\`\``,
    `\`\`\`text\n${planLines(ran.plan).join("\n")}\n\`\`\``,
  ].join("\n\n");
}

function judgement(
  label: string,
  statements: readonly RanStatement[],
  bigTables: ReadonlySet<string>,
): string {
  const words = judge(statements, bigTables);
  const remark = words.startsWith("Look") ? REMARKS[label] : undefined;
  return remark === undefined ? words : `${words} ${remark}`;
}

function callSection({ label, statements }: CallPlans, bigTables: ReadonlySet<string>): string {
  const own = statements.filter(({ text }) => !isForeignKeyProbe(text));
  const rows = statementRows(own);
  return [
    `#### ${label}`,
    `${judgement(label, own, bigTables)} Foreign-key probes: ${statements.length - own.length}.`,
    ...(rows.length === 0 ? [] : [markdownTable([["statement", "reads", "times", "ms"], ...rows])]),
  ].join("\n\n");
}

/** One row for each statement that read a table or index; the same one twice is one row. */
function statementRows(statements: readonly RanStatement[]): readonly (readonly string[])[] {
  const found = new Map<string, { paths: string; times: number; ms: number }>();
  for (const { text, plan, ms } of statements) {
    const before = found.get(text) ?? { paths: accessPaths(plan), times: 0, ms: 0 };
    found.set(text, { ...before, times: before.times + 1, ms: before.ms + ms });
  }
  return [...found].filter(([, { paths }]) => paths !== "").map(([text, { paths, times, ms }]) => [
    `\`${shortened(text)}\``,
    paths,
    String(times),
    ms.toFixed(2),
  ]);
}

function isForeignKeyProbe(text: string): boolean {
  return /^SELECT 1 FROM ONLY /.test(text.trim());
}

/** The statement in one short line that fits a table cell. */
function shortened(text: string): string {
  const line = text.replace(/--.*$/gm, "").replace(/\s+/g, " ").replaceAll("|", "¦").trim();
  return line.length <= 70 ? line : `${line.slice(0, 69)}…`;
}

/** Where the rows come from: each index, or a table read whole. */
function accessPaths(plan: RanStatement["plan"]): string {
  const paths = nodesOf(plan).filter((node) => node["Actual Loops"] > 0).map((node) => {
    if (node["Index Name"] !== undefined) return node["Index Name"];
    return node["Node Type"] === "Seq Scan" ? `all of ${node["Relation Name"]}` : "";
  });
  return [...new Set(paths.filter((path) => path !== ""))].join(", ");
}
