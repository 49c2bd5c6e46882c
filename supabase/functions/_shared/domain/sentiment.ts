import type { Sentiment, Urgency } from "../contract/intelligence.ts";
import { foldText, tokens } from "./text.ts";

const GOOD = new Set(
  "great good nice awesome perfect love excellent thanks thank appreciate wonderful amazing helpful happy excited cool beautiful best gracias excelente perfecto bueno buena genial encanta feliz bonito amable"
    .split(" "),
);
const BAD = new Set(
  "bad terrible horrible awful worst hate angry upset mad frustrated frustrating annoyed annoying disappointed disappointing ridiculous unacceptable rude useless scam ripoff liar liars lied lying waste wasted pathetic disgusting unprofessional joke furious broken sucks stupid nobody ignored ignoring malo mala pesimo terrible horrible molesto molesta enojado enojada decepcionado inaceptable estafa mentira ridiculo grosero nadie"
    .split(" "),
);
const NEGATIONS = new Set(
  "not no never isn't isnt wasn't wasnt don't dont didn't didnt doesn't doesnt can't cant nunca nada"
    .split(" "),
);
const HARSH =
  /\b(?:fed up|rip ?off|waste of (?:my )?time|never again|how dare|wtf|fuck|shit|bullshit|still waiting|no one (?:has )?(?:called|answered|replied)|nobody (?:has )?(?:called|answered|replied))\b/;

const SOON =
  /\b(?:asap|a\.s\.a\.p|urgent|urgently|emergency|immediately|right (?:now|away)|today|tonight|this (?:morning|afternoon|evening)|in an hour|on my way|hurry|now|ahora mismo|urgente|hoy|ya mismo|cuanto antes)\b/;
const LATER =
  /\b(?:just (?:looking|browsing|curious)|no (?:rush|hurry)|next (?:month|year)|in a few (?:weeks|months)|someday|eventually|sin prisa|solo (?:mirando|viendo)|el proximo (?:mes|ano))\b/;

/** Returns how one message sounds, by weighed words with negation turned around. */
export function sentimentOf(text: string): Sentiment {
  const folded = foldText(text);
  const words = tokens(folded).map((token) => token.text);
  let score = HARSH.test(folded) ? -2 : 0;
  words.forEach((word, i) => {
    const weight = GOOD.has(word) ? 1 : BAD.has(word) ? -1 : 0;
    const negated = weight !== 0 &&
      words.slice(Math.max(0, i - 3), i).some((before) => NEGATIONS.has(before));
    score += negated ? (weight > 0 ? -1 : 0) : weight;
  });
  if (/\p{L}/u.test(text) && isShouted(text)) score -= 1;
  return score > 0 ? "positive" : score < 0 ? "negative" : "neutral";
}

/** Returns how soon a message wants an answer. */
export function urgencyOf(text: string): Urgency {
  const folded = foldText(text);
  if (LATER.test(folded)) return "low";
  return SOON.test(folded) ? "high" : "normal";
}

/** Long all-capital messages with repeated signs; a stock number or "RAV4" alone is not shouting. */
function isShouted(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, "");
  return letters.length >= 15 && letters === letters.toUpperCase() && /!{2,}|\?{2,}/.test(text);
}
