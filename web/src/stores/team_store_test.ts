import { deepEqual, equal } from "node:assert/strict";
import { effect } from "@preact/signals";
import { TeamStore, viewingNames } from "./team_store.ts";

Deno.test("team: names who else has a conversation open, each once and not oneself", async () => {
  const person = (id: string, full_name: string) => ({
    id,
    full_name,
    email: `${id}@oak.example`,
    role: "user",
    isActive: true,
  });
  const team = new TeamStore({
    readPersonaName: () => Promise.resolve("Rylie"),
    readColleagues: () => Promise.resolve([person("me", "Sam Rivera"), person("d", "Dana Novak")]),
  });
  await team.load();
  equal(team.aiName.value, "Rylie");
  team.see([
    { userId: "me", conversationId: "a" },
    { userId: "d", conversationId: "a" },
    { userId: "d", conversationId: "a" },
    { userId: "x", conversationId: "b" },
  ]);
  deepEqual(viewingNames(team, "a", "me"), ["Dana Novak"]);
  deepEqual(viewingNames(team, "b", "me"), ["A colleague"]);
});

Deno.test("team: whoever shows the names hears of each that comes and goes", () => {
  const team = new TeamStore({
    readPersonaName: () => Promise.resolve(null),
    readColleagues: () => Promise.resolve([]),
  });
  const shown: number[] = [];
  const stop = effect(() => void shown.push(viewingNames(team, "a", "me").length));
  team.see([{ userId: "d", conversationId: "a" }]);
  team.see([]);
  stop();
  deepEqual(shown, [0, 1, 0]);
});
