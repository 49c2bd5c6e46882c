import { deepEqual, equal, rejects } from "node:assert/strict";
import { ApiProblem } from "../api/api_problem.ts";
import type { Lead } from "../api/leads_api.ts";
import { createLeads } from "./leads_store.ts";

const lead: Lead = {
  id: "a",
  status: "new",
  outcome: null,
  interest: null,
  score: 80,
  score_reasons: [],
  assigned_to: null,
  routing_reason: null,
  received_at: "2026-11-21T10:00:00Z",
  first_response_at: null,
  first_response_author: null,
  conversation_id: null,
  vehicle_id: null,
  vehicle_label: null,
  vehicle_stock: null,
  customer_name: "Lena Ortiz",
  customer_address: null,
  source_name: null,
  is_urgent: false,
  times_received: 1,
  owner_late_at: null,
  answer_late_at: null,
  unanswered_because: null,
  next_step: null,
};

function bench() {
  const moves: string[] = [];
  const state = { refusing: false };
  const store = createLeads({
    readLeads: () => Promise.resolve([lead]),
    move(id, status, outcome) {
      if (state.refusing) return Promise.reject(new ApiProblem("Not yours", 403));
      moves.push(`${id} ${status} ${outcome}`);
      return Promise.resolve();
    },
    assign(id, userId) {
      if (state.refusing) return Promise.reject(new ApiProblem("Not yours", 403));
      moves.push(`${id} to ${userId}`);
      return Promise.resolve();
    },
    readLead: () => Promise.resolve(null),
    readReport: () => Promise.resolve({ outcomes: [], times: [] }),
    finishTask: () => Promise.resolve(),
    dismissMerge: () => Promise.resolve(),
  });
  const status = () =>
    store.leads.state.value.kind === "ready" ? store.leads.state.value.value[0]?.status : null;
  return { moves, state, store, status };
}

Deno.test("leads: a move shows at once and tells how it stood before", async () => {
  const { moves, store, status } = bench();
  await store.leads.refresh();
  const moving = store.move("a", "lost", "unreachable");
  equal(status(), "lost");
  equal((await moving)?.status, "new");
  deepEqual(moves, ["a lost unreachable"]);
  equal(await store.move("a", "lost"), null);
});

Deno.test("leads: a refused move goes back", async () => {
  const { state, store, status } = bench();
  await store.leads.refresh();
  state.refusing = true;
  await rejects(store.move("a", "sold"));
  equal(status(), "new");
});

Deno.test("leads: undo takes a lost lead back over being worked on", async () => {
  const { moves, store, status } = bench();
  await store.leads.refresh();
  const before = await store.move("a", "lost", "other");
  if (before === null) throw new Error("Cannot undo: nothing moved");
  await store.undo(before);
  equal(status(), "new");
  deepEqual(moves, ["a lost other", "a working null", "a new null"]);
});

Deno.test("leads: a lead given to somebody shows it at once, and a refusal takes it back", async () => {
  const { moves, state, store } = bench();
  await store.leads.refresh();
  const owner = () =>
    store.leads.state.value.kind === "ready"
      ? store.leads.state.value.value[0]?.assigned_to
      : undefined;
  await store.assign("a", "kim");
  deepEqual([owner(), moves], ["kim", ["a to kim"]]);
  state.refusing = true;
  await rejects(store.assign("a", null));
  equal(owner(), "kim");
});
