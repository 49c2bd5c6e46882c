import { deepEqual, equal } from "node:assert/strict";
import { TeamStore } from "./team_store.ts";

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
  deepEqual(team.viewing("a", "me"), ["Dana Novak"]);
  deepEqual(team.viewing("b", "me"), ["A colleague"]);
});
