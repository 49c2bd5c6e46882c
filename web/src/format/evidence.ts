import * as z from "zod/mini";
import { locale, t } from "../i18n/t.ts";

const Evidence = z.array(z.object({ kind: z.string(), fields: z.catch(z.array(z.string()), []) }));

/** What the AI looked up before it wrote: `Price and stock checked`; null when nothing. */
export function checkedWords(evidence: unknown): string | null {
  const parsed = Evidence.safeParse(evidence);
  if (!parsed.success || parsed.data.length === 0) return null;
  const words = [...new Set(parsed.data.flatMap(wordsOf))];
  const list = new Intl.ListFormat(locale(), { type: "conjunction" }).format(words);
  return t("{list} checked", { list: list.charAt(0).toUpperCase() + list.slice(1) });
}

function wordsOf(source: { readonly kind: string; readonly fields: readonly string[] }): string[] {
  if (source.kind === "vehicle") {
    return source.fields.includes("price_cents") ? [t("price"), t("stock")] : [t("stock")];
  }
  if (source.kind === "hours") return [t("hours")];
  if (source.kind === "knowledge") return [t("approved answer")];
  if (source.kind === "dealership") return [t("store details")];
  return [source.kind.replaceAll("_", " ")];
}
