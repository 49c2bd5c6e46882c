import { deepEqual, equal } from "node:assert/strict";
import { matchOptions, stepOption } from "./picker_options.ts";

Deno.test("picker: every word typed must be in the name or the detail", () => {
  const options = [
    { name: "Dana Novak", detail: "Manager" },
    { name: "Sam Rivera", detail: null },
  ];
  const names = (words: string) => matchOptions(options, words).map((option) => option.name);
  deepEqual(names(""), ["Dana Novak", "Sam Rivera"]);
  deepEqual(names("  nov MAN "), ["Dana Novak"]);
  deepEqual(names("dana sam"), []);
});

Deno.test("picker: the arrows go round and other keys go nowhere", () => {
  equal(stepOption("ArrowDown", 2, 3), 0);
  equal(stepOption("ArrowUp", 0, 3), 2);
  equal(stepOption("ArrowDown", 0, 0), null);
  equal(stepOption("x", 0, 3), null);
});
