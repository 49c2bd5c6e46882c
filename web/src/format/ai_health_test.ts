import { equal } from "node:assert/strict";
import { aiTrouble } from "./ai_health.ts";

function trouble(fallbacks: readonly (string | null)[], isEnabled = true) {
  const runs = fallbacks.map((fallback) => ({ fallback, model: "local", created_at: "" }));
  return aiTrouble({ isEnabled, runs, lastAt: null, budget: null, deadJobs: null });
}

Deno.test("aiTrouble() names a spent budget from the newest reply, and forgets it with the next month's", () => {
  equal(trouble(["budget_exceeded", null]), "out_of_budget");
  equal(trouble([null, "budget_exceeded"]), null);
});

Deno.test("aiTrouble() takes two failures of the provider in a row for a failing one", () => {
  equal(trouble(["timeout", "rate_limited", null]), "failing");
  equal(trouble(["timeout", null]), null);
  equal(trouble(["timeout"]), null);
  equal(trouble(["gate_refused", "moderated"]), null);
});

Deno.test("aiTrouble() says off before anything else", () => {
  equal(trouble(["budget_exceeded"], false), "off");
  equal(trouble([]), null);
});
