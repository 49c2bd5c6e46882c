import { modelCost } from "../domain/model_cost.ts";
import { KeyRing, type OpenAiAccess } from "./key_ring.ts";

/** Length of every embedding, as the column `knowledge_entries.embedding` has it. */
export const EMBEDDING_SIZE = 384;

/** What a server made of some texts. */
export interface Embedded {
  /** One embedding of length 1 a text, in their order. */
  readonly vectors: readonly (readonly number[])[];
  /** Millionths of a dollar. */
  readonly cost_micros: number;
}

/** Puts the meaning of texts into numbers; throws when the server cannot. */
export interface Embedder {
  embed(texts: readonly string[], timeoutMs: number): Promise<Embedded>;
}

/** Embeds with any server that speaks OpenAI's `/embeddings`. */
export function openAiEmbedder(access: OpenAiAccess & { readonly model: string }): Embedder {
  const keys = new KeyRing(access);
  return {
    async embed(texts, timeoutMs) {
      const { data, model, usage } = await keys.use((client) =>
        client.embeddings.create({
          model: access.model,
          input: [...texts],
          dimensions: EMBEDDING_SIZE,
          encoding_format: "float",
        }, { timeout: timeoutMs, signal: AbortSignal.timeout(timeoutMs) })
      );
      const byIndex = new Map(data.map((one) => [one.index, one.embedding]));
      // A server of one's own may leave the count out: then nothing is known to have been paid.
      const tokens = { input: usage?.prompt_tokens ?? 0, output: 0 };
      return {
        vectors: texts.map((_text, index) => unit(byIndex.get(index))),
        cost_micros: modelCost([model, access.model], tokens).micros,
      };
    },
  };
}

/** The same direction with length 1, as an inner product wants it. */
function unit(embedding: readonly number[] | undefined): readonly number[] {
  const length = Math.hypot(...(embedding ?? []));
  if (embedding?.length !== EMBEDDING_SIZE || !(length > 0)) {
    throw new Error(`Cannot read embedding: it has not ${EMBEDDING_SIZE} numbers`);
  }
  return embedding.map((number) => number / length);
}
