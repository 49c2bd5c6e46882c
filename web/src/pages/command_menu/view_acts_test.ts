import { deepEqual } from "node:assert/strict";
import { parseRoute } from "../../router.ts";
import { viewActs } from "./view_acts.ts";

const hrefs = (path: string, search: string, may: boolean) =>
  viewActs(parseRoute(path, search), () => may).map(({ href }) => href);

Deno.test("viewActs() keeps what narrows the view, and leaves out what the role may not do", () => {
  deepEqual(hrefs("/oak/inventory", "?body=suv", false), [
    "/oak/inventory?body=suv",
    "/oak/inventory?body=suv&as=stickers",
  ]);
  deepEqual(hrefs("/oak/inventory", "?body=suv", true).at(-1), "/oak/inventory/import");
});

Deno.test("viewActs() has none for a view without choices", () => {
  deepEqual(hrefs("/oak/dashboard", "", true), []);
  deepEqual(hrefs("/oak/conversations", "", true), []);
});
