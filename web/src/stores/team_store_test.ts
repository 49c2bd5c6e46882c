import { deepEqual, equal, rejects } from "node:assert/strict";
import { effect } from "@preact/signals";
import { TeamStore, viewingNames } from "./team_store.ts";

const person = (id: string, full_name: string) => ({
  id,
  full_name,
  email: `${id}@oak.example`,
  role: "user",
  isActive: true,
  availability: "available" as const,
});

Deno.test("team: names who else has a conversation open, each once and not oneself", async () => {
  const team = new TeamStore({
    readPersonaName: () => Promise.resolve("Rylie"),
    readColleagues: () => Promise.resolve([person("me", "Sam Rivera"), person("d", "Dana Novak")]),
    saveAvailability: () => Promise.resolve(),
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
    saveAvailability: () => Promise.resolve(),
  });
  const shown: number[] = [];
  const stop = effect(() => void shown.push(viewingNames(team, "a", "me").length));
  team.see([{ userId: "d", conversationId: "a" }]);
  team.see([]);
  stop();
  deepEqual(shown, [0, 1, 0]);
});

Deno.test("team: one's own availability shows at once, and is taken back when the server refuses", async () => {
  let isRefused = false;
  const team = new TeamStore({
    readPersonaName: () => Promise.resolve(null),
    readColleagues: () => Promise.resolve([person("me", "Sam Rivera"), person("d", "Dana Novak")]),
    saveAvailability: () => isRefused ? Promise.reject(new Error("no")) : Promise.resolve(),
  });
  await team.load();
  const shown = () => team.colleagues.value.map((one) => one.availability);
  const saved = team.setAvailability("me", "away");
  deepEqual(shown(), ["away", "available"]);
  await saved;
  isRefused = true;
  await rejects(team.setAvailability("me", "off"));
  deepEqual(shown(), ["away", "available"]);
});
