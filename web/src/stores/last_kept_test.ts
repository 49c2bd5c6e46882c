import { deepEqual, equal } from "node:assert/strict";
import { keepLast, type LastKept, withRestored } from "./last_kept.ts";

interface Kept {
  readonly id: string;
  readonly said: string;
}

function kept(...ids: readonly string[]): LastKept<Kept> {
  const all: LastKept<Kept> = new Map();
  for (const id of ids) keepLast(all, { id, said: "now" });
  return all;
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at));

Deno.test("keepLast() puts the newest at the end, and lets go of the oldest of twenty-one", () => {
  deepEqual([...kept("a", "b", "a").keys()], ["b", "a"]);
  const all = [...kept(...numbers(21)).keys()];
  deepEqual([all.length, all.at(0), all.at(-1)], [20, "1", "20"]);
});

Deno.test("withRestored() keeps what is known since, and of the rest the newest", () => {
  const restored = ["a", "b"].map((id) => ({ id, said: "before" }));
  const all = withRestored(restored, kept("b", "c"));
  equal(all.get("b")?.said, "now");
  deepEqual([...all.keys()], ["a", "b", "c"]);
  const full = withRestored(restored, kept(...numbers(20)));
  deepEqual([...full.keys()], numbers(20));
});
