import assert from "node:assert/strict";
import type { Job } from "../../contract/jobs.ts";
import { factsOf, knowledgeWorkers } from "../../platform/knowledge_deps.ts";
import { asService } from "../../data/client.ts";
import { callsOf, fakePostgrest, type RpcAnswers, testConfig } from "../../testing/door.ts";
import type { FakeServer } from "../../testing/fakes.ts";
import { embeddingsOf, fakeOpenAi } from "../../testing/openai.ts";
import { DOC_FEE, OAK_ID } from "../../testing/reply.ts";

const JOB: Job = {
  id: 1,
  dealership_id: OAK_ID,
  kind: "embed_knowledge",
  payload: { dealership_id: OAK_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: "embed",
  run_at: "2026-11-21T12:00:00+00:00",
};
const ENTRIES = [
  { id: "0a000000-0000-4000-8000-0000000000d1", words: "documentation fee" },
  { id: "0a000000-0000-4000-8000-0000000000d2", words: "pets welcome" },
];
const NOT_THERE = () =>
  Response.json({ code: "PGRST202", message: "no such function" }, { status: 404 });

interface Stage {
  readonly database: FakeServer;
  readonly facts: ReturnType<ReturnType<typeof factsOf>>;
  run(): Promise<unknown>;
}

async function onStage(
  answers: RpcAnswers,
  play: (stage: Stage) => Promise<void>,
  embeddings: Parameters<typeof fakeOpenAi>[2] = embeddingsOf,
): Promise<void> {
  await using database = fakePostgrest({
    ai_budget_allows: () => true,
    spend_ai_budget: () => null,
    ...answers,
  });
  await using model = fakeOpenAi([], undefined, embeddings);
  const config = testConfig(database.url, {
    OPENAI_API_KEY: "sk-test",
    OPENAI_BASE_URL: `${model.url}/v1`,
  });
  const service = asService(config);
  await play({
    database,
    facts: factsOf(service, config)(OAK_ID),
    run: () => knowledgeWorkers(service, config).embed_knowledge(JOB, new AbortController().signal),
  });
}

Deno.test("embedKnowledge() saves one embedding of length 1 an entry, with the words it is of", () => {
  const left = [...ENTRIES];
  return onStage({
    knowledge_to_embed: () => left.splice(0),
    save_knowledge_embeddings: ({ embeddings }) => (embeddings as unknown[]).length,
  }, async ({ database, run }) => {
    assert.deepEqual(await run(), {
      kind: "finished",
      result: { outcome: "embedded", embedded: 2 },
    });
    const [call] = callsOf(database, "save_knowledge_embeddings");
    const saved = call?.["embeddings"] as { id: string; words: string; embedding: string }[];
    assert.deepEqual(saved.map(({ id, words }) => ({ id, words })), ENTRIES);
    const vectors = saved.map((one) => JSON.parse(one.embedding) as number[]);
    for (const vector of vectors) {
      assert.equal(vector.length, 384);
      assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-9);
    }
    assert.notDeepEqual(vectors[0], vectors[1]);
  });
});

Deno.test("embedKnowledge() ends quietly where the database has no vectors", () =>
  onStage({ knowledge_to_embed: NOT_THERE }, async ({ run }) => {
    assert.deepEqual(await run(), {
      kind: "finished",
      result: { outcome: "embedded", embedded: 0 },
    });
  }));

Deno.test("searchKnowledge() asks all three legs with the question's embedding, its numbers masked", () =>
  onStage({ search_knowledge_by_meaning: () => [DOC_FEE] }, async ({ database, facts }) => {
    const found = await facts.searchKnowledge("doc fee? my ssn is 078-05-1120");
    assert.deepEqual(found.map((one) => one.id), [DOC_FEE.id]);
    const [call] = callsOf(database, "search_knowledge_by_meaning");
    assert.equal(JSON.parse(String(call?.["query_embedding"])).length, 384);
    assert.equal(callsOf(database, "search_knowledge").length, 0);
  }));

Deno.test("searchKnowledge() goes by words where there are no vectors, and asks for them once", () =>
  onStage({
    search_knowledge_by_meaning: NOT_THERE,
    search_knowledge: () => [DOC_FEE],
  }, async ({ database, facts }) => {
    for (let asked = 0; asked < 3; asked += 1) {
      assert.equal((await facts.searchKnowledge("doc fee")).length, 1);
    }
    assert.equal(callsOf(database, "search_knowledge_by_meaning").length, 1);
    assert.equal(callsOf(database, "search_knowledge").length, 3);
  }));

Deno.test("searchKnowledge() goes by words when the embedding fails, is late or makes no sense", async () => {
  const faults: readonly (() => Response)[] = [
    () => new Response("{}", { status: 503 }),
    () => new Response("{}", { status: 404 }),
    () => Response.json({ object: "list", data: [{ index: 0, embedding: [1, 2, 3] }] }),
    () => new Response(new ReadableStream({}), { headers: { "content-type": "application/json" } }),
  ];
  for (const fault of faults) { // bound: the table above
    await onStage({ search_knowledge: () => [DOC_FEE] }, async ({ database, facts }) => {
      const before = performance.now();
      assert.equal((await facts.searchKnowledge("doc fee")).length, 1);
      assert.ok(performance.now() - before < 20_000, "nobody waits for an embedding");
      assert.equal(callsOf(database, "search_knowledge_by_meaning").length, 0);
    }, fault);
  }
});

const costs = (database: FakeServer) =>
  callsOf(database, "spend_ai_budget").map((call) => call["cost_microcents"]);

Deno.test("embeddings are booked on the dealership's budget: entries by the batch, questions one by one", async () => {
  const left = [...ENTRIES];
  await onStage({
    knowledge_to_embed: () => left.splice(0),
    save_knowledge_embeddings: ({ embeddings }) => (embeddings as unknown[]).length,
    search_knowledge_by_meaning: () => [DOC_FEE],
  }, async ({ database, facts, run }) => {
    await run();
    assert.deepEqual(callsOf(database, "spend_ai_budget"), [
      { dealership_id: OAK_ID, cost_microcents: 400 },
    ]);
    await facts.searchKnowledge("doc fee");
    assert.deepEqual(costs(database), [400, 200]);
  });
});

Deno.test("embeddings are not bought once the budget is spent: entries wait, questions go by words", async () => {
  await onStage({
    ai_budget_allows: () => false,
    knowledge_to_embed: () => ENTRIES,
    search_knowledge: () => [DOC_FEE],
  }, async ({ database, facts, run }) => {
    assert.deepEqual(await run(), {
      kind: "finished",
      result: { outcome: "budget_spent", embedded: 0 },
    });
    assert.equal((await facts.searchKnowledge("doc fee")).length, 1);
    assert.deepEqual(costs(database), []);
    assert.equal(callsOf(database, "save_knowledge_embeddings").length, 0);
  });
});
