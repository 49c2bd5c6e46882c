import { DEAL_CASES } from "./cases_deal.ts";
import type { EvalCase } from "./eval_case.ts";
import { INVENTORY_CASES } from "./cases_inventory.ts";
import { SAFETY_CASES } from "./cases_safety.ts";
import { STORE_CASES } from "./cases_store.ts";
import { VISIT_CASES } from "./cases_visit.ts";

/** Every case; a failure seen on a real thread becomes one more. */
export const EVAL_CASES: readonly EvalCase[] = [
  ...INVENTORY_CASES,
  ...DEAL_CASES,
  ...STORE_CASES,
  ...VISIT_CASES,
  ...SAFETY_CASES,
];
