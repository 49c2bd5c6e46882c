import { deepEqual } from "node:assert/strict";
import type { RoutingRule } from "../api/routing_api.ts";
import { conditionWords, limitWords, ruleDraft, ruleForm } from "./routing.ts";

const RULE: RoutingRule = {
  id: "r",
  position: 1,
  name: "Portals",
  conditions: { sources: ["AutoTrader", "Cars.com"], returning: false, min_score: 40 },
  strategy: "round_robin",
  team_id: "t",
  user_id: null,
  on_duty_only: true,
  max_open_leads: 20,
  is_active: true,
};

Deno.test("ruleDraft(): a form that nobody touched means the rule it came from", () => {
  const { id: _id, position: _position, is_active: _active, ...draft } = RULE;
  deepEqual(ruleDraft(ruleForm(RULE), RULE), draft);
});

Deno.test("ruleDraft(): what is empty is not asked, and nobody has no limits", () => {
  const form = { ...ruleForm(null), name: " Rest ", strategy: "nobody", onDuty: true, most: "3" };
  deepEqual(ruleDraft(form, null), {
    name: "Rest",
    conditions: {},
    strategy: "nobody",
    team_id: null,
    user_id: null,
    on_duty_only: false,
    max_open_leads: null,
  });
});

Deno.test("conditionWords() and limitWords() say a rule in words", () => {
  deepEqual(conditionWords(RULE.conditions), [
    "from AutoTrader, Cars.com",
    "a new shopper",
    "score 40 or more",
  ]);
  deepEqual(limitWords(RULE, new Map()), "In turn · on duty only · 20 open leads at most");
});
