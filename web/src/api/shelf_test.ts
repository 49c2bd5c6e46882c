import "fake-indexeddb/auto";
import { deepEqual, equal } from "node:assert/strict";
import { createStore, entries } from "idb-keyval";
import { openShelf } from "./shelf.ts";

const SAM = { at: Date.now(), name: "Sam Rivera", workplaces: [] };

/** What lies on the shelf, past its own reading. */
const held = () => entries<string, unknown>(createStore("rylie", "kept"));

Deno.test("shelf: a person is kept until nobody is, and nobody else beside them", async () => {
  const shelf = openShelf();
  await shelf.keepPerson("dana", { ...SAM, name: "Dana Novak" });
  await shelf.keepPerson("sam", SAM);
  deepEqual(await held(), [["sam", SAM]]);
  equal(await shelf.readPerson("dana"), null);
  await shelf.clear();
  deepEqual(await held(), []);
});

Deno.test("shelf KEP-04: signing out while the server's word is being kept leaves nothing of it", async () => {
  const shelf = openShelf();
  await shelf.keepPerson("sam", SAM);
  const keeping = shelf.keepPerson("sam", SAM);
  const clearing = shelf.clear();
  await Promise.all([keeping, clearing]);
  deepEqual(await held(), []);
});
