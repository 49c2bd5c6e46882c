import { equal } from "node:assert/strict";
import { keyHints } from "../../components/key_hints.ts";
import { keyChoice, keyOf, moveKey, readKeyChoice, resetKeys, switchKeys } from "./key_choice.ts";
import { listCommand } from "./list_keys.ts";

const where = { inField: false, inList: false };
const press = (key: string) => ({ key, ctrlKey: false, metaKey: false, altKey: false });
const command = (key: string) => listCommand(press(key), where, keyChoice.value);

Deno.test("keys: a command moves to a free key, its hint follows, and a reload keeps it", () => {
  localStorage.clear();
  readKeyChoice();
  equal(moveKey("take_over", "y"), true);
  equal(command("y"), "take_over");
  equal(command("t"), null);
  equal(keyHints.value?.get("T"), "Y");
  readKeyChoice();
  equal(keyOf(keyChoice.value, "take_over"), "y");
  resetKeys();
  equal(command("t"), "take_over");
});

Deno.test("keys: two commands may change places, and a reload keeps that too", () => {
  localStorage.clear();
  readKeyChoice();
  moveKey("take_over", "y");
  moveKey("reply", "t");
  moveKey("take_over", "r");
  readKeyChoice();
  equal(command("t"), "reply");
  equal(command("r"), "take_over");
  resetKeys();
});

Deno.test("keys: one that is taken, or is no single key, is refused", () => {
  localStorage.clear();
  readKeyChoice();
  for (const key of ["r", "g", "Enter", "", " "]) equal(moveKey("take_over", key), false, key);
  equal(moveKey("take_over", "T"), true);
});

Deno.test("keys: off leaves Escape and takes the hints away", () => {
  localStorage.clear();
  readKeyChoice();
  switchKeys(false);
  equal(command("t"), null);
  equal(command("Escape"), "back");
  equal(keyHints.value, null);
  switchKeys(true);
  localStorage.clear();
});
