import * as z from "zod/mini";

const Evidence = z.array(z.object({ kind: z.string(), fields: z.catch(z.array(z.string()), []) }));

/** What the AI looked up before it wrote: `Price and stock checked`; null when nothing. */
export function checkedWords(evidence: unknown): string | null {
  const parsed = Evidence.safeParse(evidence);
  if (!parsed.success || parsed.data.length === 0) return null;
  const words = [...new Set(parsed.data.flatMap(wordsOf))];
  const [first = ""] = words;
  const list = words.length < 2 ? first : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} checked`;
}

function wordsOf(source: { readonly kind: string; readonly fields: readonly string[] }): string[] {
  if (source.kind === "vehicle") {
    return source.fields.includes("price_cents") ? ["price", "stock"] : ["stock"];
  }
  if (source.kind === "hours") return ["hours"];
  if (source.kind === "knowledge") return ["approved answer"];
  if (source.kind === "dealership") return ["store details"];
  return [source.kind.replaceAll("_", " ")];
}
