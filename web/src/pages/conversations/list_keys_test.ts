import { equal } from "node:assert/strict";
import { listCommand } from "./list_keys.ts";

const press = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});
const nowhere = { inField: false, inList: false };

Deno.test("shortcuts: single keys name commands, in either case", () => {
  equal(listCommand(press("j"), nowhere), "next");
  equal(listCommand(press("T"), nowhere), "take_over");
  equal(listCommand(press("Escape"), nowhere), "back");
  equal(listCommand(press("x"), nowhere), null);
});

Deno.test("shortcuts: never fire in a field or with a modifier", () => {
  equal(listCommand(press("j"), { inField: true, inList: false }), null);
  equal(listCommand(press("r", { ctrlKey: true }), nowhere), null);
  equal(listCommand(press("t", { metaKey: true }), nowhere), null);
});

Deno.test("shortcuts: arrows move only inside the list, elsewhere they scroll", () => {
  equal(listCommand(press("ArrowDown"), nowhere), null);
  equal(listCommand(press("ArrowDown"), { inField: false, inList: true }), "next");
});
