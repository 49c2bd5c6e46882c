import { deepEqual, ok } from "node:assert/strict";
import { LOOKALIKES, OPT_OUTS, optOutCorpus } from "../testing/opt_out_corpus.ts";
import { optOutIntent } from "./opt_out.ts";

const HELD_BACK = optOutCorpus("held_back").map((one) => ({
  ...one,
  verdict: optOutIntent(one.text),
}));

function share(part: readonly unknown[], whole: readonly unknown[]): number {
  return whole.length === 0 ? 1 : part.length / whole.length;
}

Deno.test("opt-out corpus: large, without repeats, halves that share nothing", () => {
  const all = [...OPT_OUTS, ...LOOKALIKES];
  ok(all.length >= 320);
  deepEqual(all.length, new Set(all).size);
  const tuning = optOutCorpus("tuning");
  deepEqual(tuning.length + HELD_BACK.length, all.length);
  for (const half of [tuning, HELD_BACK]) {
    ok(half.filter((one) => one.opts_out).length >= 70);
    ok(half.filter((one) => !one.opts_out).length >= 70);
  }
});

Deno.test("opt-out corpus: of the held-back opt-outs 99 % are caught", () => {
  const wanted = HELD_BACK.filter((one) => one.opts_out);
  const caught = wanted.filter((one) => one.verdict !== "none");
  ok(share(caught, wanted) >= 0.99, `${caught.length} of ${wanted.length}`);
});

Deno.test("opt-out corpus: of what is caught in the held-back half 95 % opts out", () => {
  const caught = HELD_BACK.filter((one) => one.verdict !== "none");
  const right = caught.filter((one) => one.opts_out);
  ok(share(right, caught) >= 0.95, `${right.length} of ${caught.length}`);
});

Deno.test("opt-out corpus: what is certain in the held-back half is right in 99 %", () => {
  const certain = HELD_BACK.filter((one) => one.verdict === "certain");
  const right = certain.filter((one) => one.opts_out);
  ok(share(right, certain) >= 0.99, `${right.length} of ${certain.length}`);
});

Deno.test("opt-out corpus: the tuning half holds to the same figures", () => {
  const tuning = optOutCorpus("tuning").map((one) => ({ ...one, verdict: optOutIntent(one.text) }));
  const wanted = tuning.filter((one) => one.opts_out);
  const caught = tuning.filter((one) => one.verdict !== "none");
  const certain = tuning.filter((one) => one.verdict === "certain");
  ok(share(wanted.filter((one) => one.verdict !== "none"), wanted) >= 0.99);
  ok(share(caught.filter((one) => one.opts_out), caught) >= 0.95);
  ok(share(certain.filter((one) => one.opts_out), certain) >= 0.99);
});
