import { deepEqual } from "node:assert/strict";
import { readInventoryFilter } from "./inventory_filters.ts";

Deno.test("inventory filter: is read from the address, and nonsense is no filter", () => {
  deepEqual(readInventoryFilter({ q: "rav4", max: "35000", condition: "used", sort: "price" }), {
    words: "rav4",
    condition: "used",
    body: "",
    maxCents: 3_500_000,
    status: "on_lot",
    sort: "price",
  });
  const none = readInventoryFilter({ max: "cheap", condition: "broken", status: "gone" });
  deepEqual([none.maxCents, none.condition, none.status], [null, "", "on_lot"]);
});
