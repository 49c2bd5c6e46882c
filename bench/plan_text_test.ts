import { deepEqual, equal } from "node:assert/strict";
import type { PlanNode, RanStatement } from "./plan_capture.ts";
import { judge, planLines } from "./plan_text.ts";

const scan = (change: Partial<PlanNode>): PlanNode => ({
  "Node Type": "Index Scan",
  "Relation Name": "messages",
  "Index Name": "messages_thread_idx",
  "Actual Rows": 50,
  "Actual Loops": 1,
  "Actual Total Time": 0.2,
  "Shared Hit Blocks": 12,
  ...change,
});
const ran = (plan: PlanNode): RanStatement => ({ text: "select 1", ms: 1, plan });
const big = new Set(["messages"]);

Deno.test("judge: index access to what is needed is good", () => {
  equal(judge([ran(scan({}))], big), "Good: indexes all the way, 12 pages.");
});

Deno.test("judge: names whole tables, dropped rows and large sorts", () => {
  const plan = scan({
    "Node Type": "Sort",
    Plans: [scan({ "Node Type": "Seq Scan", "Rows Removed by Filter": 5000, "Actual Rows": 9000 })],
  });
  equal(
    judge([ran(plan)], big),
    "Look: sorts 9,000 rows; reads all of messages; drops 5,000 rows of messages; 12 pages.",
  );
});

Deno.test("judge: a node that never ran costs nothing", () => {
  const plan = scan({ Plans: [scan({ "Node Type": "Seq Scan", "Actual Loops": 0 })] });
  equal(judge([ran(plan)], big), "Good: indexes all the way, 12 pages.");
});

Deno.test("planLines: indents children and counts all loops", () => {
  const plan = scan({ "Node Type": "Limit", Plans: [scan({ "Actual Loops": 3 })] });
  deepEqual(planLines(plan).slice(1), [
    "  Index Scan using messages_thread_idx on messages  (50 rows, x 3, 0.60 ms)",
  ]);
});
