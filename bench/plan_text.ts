/** Plans as a person reads them, and what is to be said of them. */
import { nodesOf, type PlanNode, type RanStatement } from "./plan_capture.ts";

/** More rows than this read for nothing, or sorted, are worth a word. */
const MANY_ROWS = 1_000;

/** Returns a plan as indented lines: node, access path, rows, time. */
export function planLines(plan: PlanNode, depth = 0): readonly string[] {
  const time = plan["Actual Total Time"];
  const loops = plan["Actual Loops"];
  const facts = [
    loops === 0 ? "never run" : `${count(plan["Actual Rows"])} rows`,
    loops > 1 ? `x ${count(loops)}` : "",
    time === undefined || loops === 0 ? "" : `${(time * loops).toFixed(2)} ms`,
    removed(plan) > 0 ? `${count(removed(plan))} filtered out` : "",
  ].filter((fact) => fact !== "");
  const line = `${"  ".repeat(depth)}${nodeName(plan)}  (${facts.join(", ")})`;
  return [line, ...(plan.Plans ?? []).flatMap((child) => planLines(child, depth + 1))];
}

/** Says in one line whether statements that make one answer read only what they need. */
export function judge(statements: readonly RanStatement[], bigTables: ReadonlySet<string>): string {
  const faults = [...new Set(statements.flatMap(({ plan }) => faultsOf(plan, bigTables)))];
  // The outermost statement counts the pages of those that it called.
  const pages = Math.max(...statements.map(({ plan }) => pagesOf(plan)));
  const cost = `${count(pages)} pages`;
  return faults.length === 0
    ? `Good: indexes all the way, ${cost}.`
    : `Look: ${faults.join("; ")}; ${cost}.`;
}

function faultsOf(plan: PlanNode, bigTables: ReadonlySet<string>): readonly string[] {
  return nodesOf(plan).filter((node) => node["Actual Loops"] > 0).flatMap((node) => {
    const relation = node["Relation Name"] ?? "a join";
    const sorted = node["Node Type"] === "Sort" ? sortedRows(node) : 0;
    const isCorrelated = node["Parent Relationship"] === "SubPlan" && node["Actual Loops"] > 100;
    return [
      node["Node Type"] === "Seq Scan" && bigTables.has(relation) ? `reads all of ${relation}` : "",
      removed(node) >= MANY_ROWS ? `drops ${count(removed(node))} rows of ${relation}` : "",
      sorted >= MANY_ROWS ? `sorts ${count(sorted)} rows` : "",
      isCorrelated ? `asks a subquery ${count(node["Actual Loops"])} times` : "",
    ].filter((fault) => fault !== "");
  });
}

function pagesOf(plan: PlanNode): number {
  return (plan["Shared Hit Blocks"] ?? 0) + (plan["Shared Read Blocks"] ?? 0);
}

function sortedRows(sort: PlanNode): number {
  const [input] = sort.Plans ?? [];
  return input === undefined ? 0 : input["Actual Rows"] * input["Actual Loops"];
}

function removed(node: PlanNode): number {
  return (node["Rows Removed by Filter"] ?? 0) * node["Actual Loops"];
}

function nodeName(plan: PlanNode): string {
  const subplan = plan["Subplan Name"];
  const target = plan["Relation Name"] ?? plan["Function Name"];
  return [
    subplan === undefined ? "" : `${subplan}: `,
    plan["Node Type"],
    plan["Index Name"] === undefined ? "" : ` using ${plan["Index Name"]}`,
    target === undefined ? "" : ` on ${target}`,
    plan["Sort Key"] === undefined ? "" : ` by ${plan["Sort Key"].join(", ")}`,
  ].join("");
}

function count(rows: number): string {
  return Math.round(rows).toLocaleString("en-US");
}
