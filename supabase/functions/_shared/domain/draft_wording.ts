import type { DraftRewrite, LoadedReply } from "../contract/reply.ts";
import { amountsIn, sentencesOf } from "./reply_facts.ts";

/** A way in which a draft can be put differently. */
export type DraftVariant = DraftRewrite["variant"];

const GREETING =
  /^(?:hi|hello|hey|hola|good (?:morning|afternoon|evening)|thanks|thank you|gracias|great question)\b/i;
/** A greeting more must not turn one text message into three. */
const LONGEST_WITH_GREETING = 480;

/** What the person who looks at a draft wants to know beside its sources. */
export function draftChecks(content: string): string[] {
  return [amountsIn(content).length > 0 ? "price" : "no_price"];
}

/** The rewrites that can be done to a text without a model. */
export function localVariants(content: string): DraftVariant[] {
  const variants: DraftVariant[] = [];
  if (shorter(content) !== null) variants.push("shorter");
  if (!GREETING.test(content.trim()) && content.length < LONGEST_WITH_GREETING - 60) {
    variants.push("warmer");
  }
  return variants;
}

/** The same words in fewer, or with a greeting before them; null when that cannot be done. */
export function rewrittenLocally(
  { variant, content, language }: DraftRewrite,
  loaded: Pick<LoadedReply, "customer">,
): string | null {
  if (variant === "shorter") return shorter(content);
  if (!localVariants(content).includes("warmer")) return null;
  const name = loaded.customer?.first_name?.trim() ?? "";
  const greeting = language === "es"
    ? `Hola${name === "" ? "" : ` ${name}`}, gracias por su mensaje.`
    : `Hi${name === "" ? "" : ` ${name}`}, thanks for your message.`;
  return `${greeting} ${content}`;
}

/** Courtesies go first, then a closing question, then all but the first sentence. */
function shorter(content: string): string | null {
  const sentences = sentencesOf(content).map((one) => one.text.trim());
  if (sentences.length < 2) return null;
  const plain = sentences.filter((one) => !GREETING.test(one));
  const kept = plain.length > 0 && plain.length < sentences.length
    ? plain
    : sentences.at(-1)?.endsWith("?")
    ? sentences.slice(0, -1)
    : sentences.slice(0, 1);
  return kept.join(" ");
}
