import assert from "node:assert/strict";
import { fakePostgrest, SERVICE_KEY } from "../testing/door.ts";
import { DOC_FEE, OAK_ID } from "../testing/reply.ts";
import { asService } from "./client.ts";
import { searchKnowledge } from "./knowledge.ts";

Deno.test("searchKnowledge() brings what surely answers and nothing doubtful", async () => {
  const scored = (score: number) => ({ ...DOC_FEE, id: `entry-${score}`, score });
  await using server = fakePostgrest({
    search_knowledge: () => [1.4, 0.61, 0.6, 0.4].map(scored),
  });
  const database = asService({ supabaseUrl: server.url, serviceKeys: [SERVICE_KEY] });
  const found = await searchKnowledge(database, OAK_ID, "whats ur doc fee");
  assert.deepEqual(found.map(({ id, score }) => [id, score]), [["entry-1.4", 1], [
    "entry-0.61",
    0.61,
  ]]);
});
