import { z } from "zod";
import { type KnowledgeFact, knowledgeFactSchema } from "../contract/intelligence.ts";
import { maskNumbers } from "../domain/redaction.ts";
import { callRpc, type Database } from "./client.ts";
import { searchByMeaning } from "./knowledge_meaning.ts";

/**
 * A match is believed from here on. Of 91 questions the right answers scored 0.61 and more, and the
 * wrong ones ("what do I need to bring to buy a car" for delivery) 0.60 and less.
 */
const BELIEVED = 0.605;
const MOST = 3;

/** Embeds one question at a dealership's cost; throws when it cannot in time or in budget. */
export type EmbedQuestion = (
  question: string,
  dealershipId: string,
) => Promise<readonly number[]>;

/** The third leg of the search, and whether this database has turned out to have it. */
export interface MeaningLeg {
  readonly embed: EmbedQuestion;
  isThere: boolean;
}

/**
 * Approved answers of one dealership to a question, best first; empty when none fits well.
 *
 * With a leg for meaning the question is embedded first. Whatever goes wrong with that, the two legs
 * that need nobody else answer alone.
 */
export async function searchKnowledge(
  database: Database,
  dealershipId: string,
  text: string,
  meaning: MeaningLeg | null = null,
): Promise<KnowledgeFact[]> {
  const query = text.slice(0, 500);
  const found = await foundByMeaning(database, dealershipId, query, meaning) ??
    await callRpc(
      database,
      "search_knowledge",
      { dealership_id: dealershipId, query, max: MOST },
      z.array(knowledgeFactSchema),
    );
  return found.filter((entry) => entry.score >= BELIEVED)
    .map((entry) => ({ ...entry, score: Math.min(1, entry.score) }));
}

async function foundByMeaning(
  database: Database,
  dealershipId: string,
  query: string,
  meaning: MeaningLeg | null,
): Promise<KnowledgeFact[] | null> {
  if (meaning === null || !meaning.isThere || query.trim() === "") return null;
  try {
    const embedding = await meaning.embed(maskNumbers(query), dealershipId);
    const found = await searchByMeaning(database, {
      dealership_id: dealershipId,
      query,
      query_embedding: JSON.stringify(embedding),
      max: MOST,
    });
    meaning.isThere = found !== null;
    return found;
  } catch {
    // A better answer was possible and is not needed: no customer waits for it.
    return null;
  }
}
