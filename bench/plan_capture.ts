/** The plans of statements as they run, those inside functions included. */
import postgres, { type Sql } from "postgres";
import { databaseUrl, type StackConfig } from "../local/config.ts";

/** One node of a plan, as `explain (analyze, buffers, format json)` writes it. */
export interface PlanNode {
  readonly "Node Type": string;
  readonly "Parent Relationship"?: string;
  readonly "Subplan Name"?: string;
  readonly "Relation Name"?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Filter"?: string;
  readonly "Function Name"?: string;
  readonly "Sort Key"?: readonly string[];
  readonly "Sort Space Type"?: string;
  readonly "Rows Removed by Filter"?: number;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Actual Total Time"?: number;
  readonly "Shared Hit Blocks"?: number;
  readonly "Shared Read Blocks"?: number;
  readonly "Plans"?: readonly PlanNode[];
}

/** One statement that ran, with its plan. */
export interface RanStatement {
  readonly text: string;
  readonly ms: number;
  readonly plan: PlanNode;
}

/** A connection on which every statement tells its plan. */
export interface PlanCapture {
  readonly sql: Sql;
  /** Returns what ran since the last call; a statement comes after those that it called. */
  take(): readonly RanStatement[];
  end(): Promise<void>;
}

const SETTINGS = {
  "auto_explain.log_min_duration": "0",
  "auto_explain.log_analyze": "on",
  "auto_explain.log_buffers": "on",
  "auto_explain.log_nested_statements": "on",
  "auto_explain.log_format": "json",
  "auto_explain.log_level": "notice",
};

/** Opens such a connection as superuser, who may become anybody in a transaction. */
export async function openPlanCapture(config: StackConfig): Promise<PlanCapture> {
  const ran: RanStatement[] = [];
  const sql = postgres(databaseUrl(config, "supabase_admin"), {
    max: 1,
    onnotice: (notice) => {
      const statement = parseNotice(notice["message"] ?? "");
      if (statement !== null) ran.push(statement);
    },
  });
  await sql.unsafe("load 'auto_explain'");
  for (const [name, value] of Object.entries(SETTINGS)) { // bound: the settings above
    await sql`select set_config(${name}, ${value}, false)`;
  }
  ran.length = 0;
  return { sql, take: () => ran.splice(0), end: () => sql.end({ timeout: 1 }) };
}

function parseNotice(message: string): RanStatement | null {
  const found = /^duration: ([\d.]+) ms {2}plan:\s*(\{[\s\S]*\})\s*$/.exec(message);
  if (found === null) return null;
  const told = JSON.parse(found[2] ?? "{}") as { "Query Text": string; Plan: PlanNode };
  return { text: told["Query Text"], ms: Number(found[1]), plan: told.Plan };
}

/** Returns every node of a plan. */
export function nodesOf(plan: PlanNode): readonly PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
