import type { SupabaseClient } from "@supabase/supabase-js";
import { z } from "zod";
import { knowledgeFactSchema } from "../contract/intelligence.ts";
import { type Database, RpcError } from "./client.ts";

/** PostgREST's word for a function that the schema lacks: there is no pgvector here. */
const NOT_THERE = "PGRST202";

/** Entries that match a question in words or in meaning; null where the database has no vectors. */
export async function searchByMeaning(
  database: Database,
  args: {
    readonly dealership_id: string;
    readonly query: string;
    readonly query_embedding: string;
    readonly max: number;
  },
): Promise<z.output<typeof knowledgeFactSchema>[] | null> {
  return await callIfThere(
    database,
    "search_knowledge_by_meaning",
    args,
    z.array(knowledgeFactSchema),
  );
}

const ToEmbed = z.array(z.object({ id: z.guid(), words: z.string() }));
/** One entry whose words have no embedding yet. */
export type EntryToEmbed = z.infer<typeof ToEmbed>[number];

/** The next entries without an embedding; null where the database has no vectors. */
export function knowledgeToEmbed(
  database: Database,
  dealershipId: string,
  max: number,
): Promise<EntryToEmbed[] | null> {
  return callIfThere(
    database,
    "knowledge_to_embed",
    { dealership_id: dealershipId, max },
    ToEmbed,
  );
}

/** Keeps embeddings where the words are still the same; returns how many. */
export async function saveKnowledgeEmbeddings(
  database: Database,
  dealershipId: string,
  embeddings: readonly (EntryToEmbed & { readonly embedding: string })[],
): Promise<number> {
  const args = { dealership_id: dealershipId, embeddings };
  return await callIfThere(database, "save_knowledge_embeddings", args, z.number().int()) ?? 0;
}

/** These functions exist only beside pgvector, so the generated types cannot name them. */
async function callIfThere<Shape extends z.ZodType>(
  database: Database,
  rpc: string,
  args: Readonly<Record<string, unknown>>,
  schema: Shape,
): Promise<z.output<Shape> | null> {
  const untyped: SupabaseClient = database;
  const { data, error, status } = await untyped.rpc(rpc, args);
  if (error?.code === NOT_THERE) return null;
  if (error) throw new RpcError(rpc, { status, code: error.code || null, message: error.message });
  return schema.parse(data);
}
