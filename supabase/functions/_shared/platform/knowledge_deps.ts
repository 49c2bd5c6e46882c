/** Wires the real things to what is known at a dealership; deps.ts takes them from here. */
import type { Worker } from "../actions/jobs/run_job.ts";
import { embedKnowledge } from "../actions/knowledge/embed_knowledge.ts";
import type { FactFinder } from "../contract/intelligence.ts";
import type { Database } from "../data/client.ts";
import { factFinder } from "../data/facts.ts";
import type { MeaningLeg } from "../data/knowledge.ts";
import { knowledgeToEmbed, saveKnowledgeEmbeddings } from "../data/knowledge_meaning.ts";
import { budgetAllows, spendBudget } from "../data/reply_deeds.ts";
import { type Embedder, openAiEmbedder } from "../providers/embeddings.ts";
import { statusOf } from "../providers/model_error.ts";
import type { Config } from "./config.ts";

/** A question that is not embedded by then is answered by words alone. */
const QUESTION_TIMEOUT_MS = 800;
const NOT_OFFERED = new Set([404, 405, 501]);

/** The reads a reply may make, by dealership; with a key, knowledge is searched by meaning too. */
export function factsOf(
  database: Database,
  config: Pick<Config, "openai">,
): (dealershipId: string) => FactFinder {
  const embedder = embedderOf(config);
  const meaning = embedder === null ? null : meaningLeg(database, embedder);
  return (dealershipId) => factFinder(database, dealershipId, meaning);
}

function meaningLeg(database: Database, embedder: Embedder): MeaningLeg {
  const leg: MeaningLeg = {
    isThere: true,
    embed: async (question, dealershipId) => {
      if (!await budgetAllows(database, dealershipId)) throw new Error("The AI budget is spent");
      const { vectors: [embedding = []], cost_micros } = await embedder
        .embed([question], QUESTION_TIMEOUT_MS)
        .catch((thrown: unknown) => {
          // A server without embeddings is not asked for them before each reply.
          if (NOT_OFFERED.has(statusOf(thrown) ?? 0)) leg.isThere = false;
          throw thrown;
        });
      await spendBudget(database, dealershipId, cost_micros);
      return embedding;
    },
  };
  return leg;
}

/** The workers of the jobs about knowledge. */
export function knowledgeWorkers(
  database: Database,
  config: Pick<Config, "openai">,
): { readonly embed_knowledge: Worker } {
  const deps = {
    embedder: embedderOf(config),
    budgetAllows: budgetAllows.bind(null, database),
    spendBudget: spendBudget.bind(null, database),
    knowledgeToEmbed: knowledgeToEmbed.bind(null, database),
    saveKnowledgeEmbeddings: saveKnowledgeEmbeddings.bind(null, database),
  };
  return { embed_knowledge: (job) => embedKnowledge(job, deps) };
}

function embedderOf({ openai }: Pick<Config, "openai">): Embedder | null {
  if (openai === null) return null;
  const { apiKeys, baseUrl, embeddingModel } = openai;
  return openAiEmbedder({ apiKeys, baseUrl, model: embeddingModel });
}
