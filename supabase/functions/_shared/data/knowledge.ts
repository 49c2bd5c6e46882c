import { z } from "zod";
import { type KnowledgeFact, knowledgeFactSchema } from "../contract/intelligence.ts";
import { callRpc, type Database } from "./client.ts";

/** Below this `search_knowledge` says of itself that nothing fits well. */
const ABSTAIN_BELOW = 0.5;

/** Approved answers of one dealership to a question, best first; empty when none fits well. */
export async function searchKnowledge(
  database: Database,
  dealershipId: string,
  text: string,
): Promise<KnowledgeFact[]> {
  const args = { dealership_id: dealershipId, query: text.slice(0, 500), max: 3 };
  const found = await callRpc(database, "search_knowledge", args, z.array(knowledgeFactSchema));
  return found.filter((entry) => entry.score >= ABSTAIN_BELOW)
    .map((entry) => ({ ...entry, score: Math.min(1, entry.score) }));
}
