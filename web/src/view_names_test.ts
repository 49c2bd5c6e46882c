import { deepEqual } from "node:assert/strict";
import { viewsFor } from "./view_names.ts";

const names = (...permissions: string[]) =>
  viewsFor("oak", (one) => permissions.includes(one)).map((view) => view.name);

Deno.test("views: a person sees what one of their permissions opens", () => {
  deepEqual(names(), ["Dashboard", "Conversations", "Settings"]);
  deepEqual(names("vehicles.read", "jobs.read"), [
    "Dashboard",
    "Conversations",
    "Inventory",
    "Admin",
    "Settings",
  ]);
});
