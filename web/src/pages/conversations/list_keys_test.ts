import { equal } from "node:assert/strict";
import { COMMANDS, listCommand } from "./list_keys.ts";

const press = (key: string, change = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...change,
});
const nowhere = { inField: false, inList: false };

const USUAL = { isOn: true, commands: COMMANDS };

Deno.test("shortcuts: single keys name commands, in either case", () => {
  equal(listCommand(press("j"), nowhere, USUAL), "next");
  equal(listCommand(press("T"), nowhere, USUAL), "take_over");
  equal(listCommand(press("Escape"), nowhere, USUAL), "back");
  equal(listCommand(press("x"), nowhere, USUAL), "select");
  equal(listCommand(press("q"), nowhere, USUAL), null);
});

Deno.test("shortcuts: never fire in a field or with a modifier", () => {
  equal(listCommand(press("j"), { inField: true, inList: false }, USUAL), null);
  equal(listCommand(press("r", { ctrlKey: true }), nowhere, USUAL), null);
  equal(listCommand(press("t", { metaKey: true }), nowhere, USUAL), null);
});

Deno.test("shortcuts: arrows, Home and End move only inside the list, elsewhere they scroll", () => {
  const inList = { inField: false, inList: true };
  equal(listCommand(press("ArrowDown"), nowhere, USUAL), null);
  equal(listCommand(press("ArrowDown"), inList, USUAL), "next");
  equal(listCommand(press("End"), nowhere, USUAL), null);
  equal(listCommand(press("End"), inList, USUAL), "last");
  equal(listCommand(press("Home"), inList, USUAL), "first");
});
