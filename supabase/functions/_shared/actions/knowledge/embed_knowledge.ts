import { EmbedKnowledgePayload, type Job, type JobOutcome } from "../../contract/jobs.ts";
import type { EntryToEmbed } from "../../data/knowledge_meaning.ts";
import { JobError } from "../../platform/job_error.ts";
import type { Embedder } from "../../providers/embeddings.ts";

/** What embedding takes from outside. */
export interface EmbedKnowledgeDeps {
  /** Null without a key: then the search goes by words alone. */
  readonly embedder: Embedder | null;
  budgetAllows(dealershipId: string): Promise<boolean>;
  spendBudget(dealershipId: string, costMicros: number): Promise<void>;
  knowledgeToEmbed(dealershipId: string, max: number): Promise<EntryToEmbed[] | null>;
  saveKnowledgeEmbeddings(
    dealershipId: string,
    embeddings: readonly (EntryToEmbed & { readonly embedding: string })[],
  ): Promise<number>;
}

const BATCH = 50;
/** 1,000 entries a job; a larger knowledge base goes on with the timer's next promise. */
const BATCHES = 20;
const TIMEOUT_MS = 15_000;

/** Embeds the entries of one dealership that have no embedding yet. */
export async function embedKnowledge(job: Job, deps: EmbedKnowledgeDeps): Promise<JobOutcome> {
  const payload = EmbedKnowledgePayload.safeParse(job.payload);
  if (!payload.success) {
    throw new JobError("Cannot embed knowledge: bad payload", { permanent: true });
  }
  const { embedder } = deps;
  if (embedder === null) return { kind: "finished", result: { outcome: "no_model" } };
  const { dealership_id } = payload.data;
  let embedded = 0;
  for (let batch = 0; batch < BATCHES; batch += 1) { // bound: BATCHES, one after the other
    const entries = await deps.knowledgeToEmbed(dealership_id, BATCH);
    if (entries === null || entries.length === 0) break;
    // The timer promises what is left again; until then words alone find it.
    if (!await deps.budgetAllows(dealership_id)) {
      return { kind: "finished", result: { outcome: "budget_spent", embedded } };
    }
    const saved = await embedBatch(dealership_id, entries, { ...deps, embedder });
    embedded += saved;
    // Nothing was saved: all of them were edited meanwhile, and each edit promised a job.
    if (saved === 0 || entries.length < BATCH) break;
  }
  return { kind: "finished", result: { outcome: "embedded", embedded } };
}

async function embedBatch(
  dealershipId: string,
  entries: readonly EntryToEmbed[],
  deps: EmbedKnowledgeDeps & { readonly embedder: Embedder },
): Promise<number> {
  const words = entries.map((entry) => entry.words);
  const { vectors, cost_micros } = await deps.embedder.embed(words, TIMEOUT_MS);
  await deps.spendBudget(dealershipId, cost_micros);
  const embeddings = entries.map((entry, index) => ({
    ...entry,
    embedding: JSON.stringify(vectors[index] ?? []),
  }));
  return await deps.saveKnowledgeEmbeddings(dealershipId, embeddings);
}
