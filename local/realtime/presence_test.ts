import assert from "node:assert/strict";
import { Presence } from "./presence.ts";
import { PresenceQuota } from "./presence_quota.ts";

Deno.test("Presence: clients under one key are listed together", () => {
  const presence = new Presence<string>();
  presence.track("tab 1", "ann", { at: "inbox" });
  presence.track("tab 2", "ann", { at: "leads" });
  const metas = presence.state().ann?.metas;
  assert.deepEqual(metas?.map(({ at }) => at), ["inbox", "leads"]);
  assert.notEqual(metas?.[0]?.phx_ref, metas?.[1]?.phx_ref);
});

Deno.test("Presence: a change is a leave and a join that names its predecessor", () => {
  const presence = new Presence<string>();
  const first = presence.track("tab", "ann", { at: "inbox" })?.joins.ann?.metas[0];
  const change = presence.track("tab", "ann", { at: "leads" });
  assert.deepEqual(change?.leaves.ann?.metas, [first]);
  assert.equal(change?.joins.ann?.metas[0]?.phx_ref_prev, first?.phx_ref);
});

Deno.test("Presence: what changes nothing is told to nobody", () => {
  const presence = new Presence<string>();
  presence.track("tab", "ann", { at: "inbox" });
  assert.equal(presence.track("tab", "ann", { at: "inbox" }), null);
  assert.equal(presence.untrack("other tab"), null);
  assert.deepEqual(Object.keys(presence.untrack("tab")?.leaves ?? {}), ["ann"]);
  assert.deepEqual(presence.state(), {});
});

Deno.test("Presence: a key may be called __proto__", () => {
  const presence = new Presence<string>();
  presence.track("a", "__proto__", { n: 1 });
  presence.track("b", "__proto__", { n: 2 });
  const text = JSON.stringify(presence.state());
  assert.match(text, /^\{"__proto__":\{"metas":\[\{"n":1,.*\{"n":2,/);
});

Deno.test("PresenceQuota: allows five calls in half a minute", () => {
  const quota = new PresenceQuota();
  const taken = [1, 2, 3, 4, 5, 6].map((second) => quota.take(second * 1000));
  assert.deepEqual(taken, [true, true, true, true, true, false]);
  assert.equal(quota.take(32_000), true);
});
