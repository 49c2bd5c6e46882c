import type { HandoverRule } from "../contract/handover_rules.ts";
import { foldText } from "./text.ts";

/** What a rule looks at. */
export interface RuleSigns {
  /** The customer's words that are answered now. */
  readonly texts: readonly string[];
  readonly intents: readonly string[];
  /** How sure the AI is of its reply, 0 to 1; null while there is none. */
  readonly confidence: number | null;
  /** Unhappy messages of the customer in a row, this one included. */
  readonly negative_streak: number;
}

/** Returns the first rule that wants a person, or null. */
export function firedRule(rules: readonly HandoverRule[], signs: RuleSigns): HandoverRule | null {
  return rules.find((rule) => fires(rule, signs)) ?? null;
}

function fires(rule: HandoverRule, signs: RuleSigns): boolean {
  switch (rule.kind) {
    case "words":
      return signs.texts.some((text) => rule.words.some((word) => holdsPhrase(text, word)));
    case "intent":
      return signs.intents.includes(rule.intent);
    case "confidence":
      return signs.confidence !== null && signs.confidence < rule.below;
    case "unhappy":
      return signs.negative_streak >= rule.messages;
  }
}

/** Whole words only: "lease" is not in "release". */
function holdsPhrase(text: string, phrase: string): boolean {
  const wanted = wordsOf(phrase);
  return wanted !== "" && ` ${wordsOf(text)} `.includes(` ${wanted} `);
}

function wordsOf(text: string): string {
  return foldText(text).replaceAll(/[^\p{L}\p{N}']+/gu, " ").trim();
}

/** Says in a few words why a rule wants a person, for those who take over. */
export function ruleWords(rule: HandoverRule): string {
  switch (rule.kind) {
    case "words":
      return `Rule: they wrote one of ${rule.words.join(", ")}`;
    case "intent":
      return `Rule: it is about ${rule.intent.replaceAll("_", " ")}`;
    case "confidence":
      return `Rule: the AI was less than ${Math.round(rule.below * 100)} % sure`;
    case "unhappy":
      return `Rule: unhappy messages in a row: ${rule.messages}`;
  }
}

/** The longest answer that still has room for a promise of a person; longer ones make way. */
const LONGEST_WITH_PROMISE = 480;

/**
 * The answer with the promise that a person goes on; an answer the AI is unsure of gives way to the
 * promise alone.
 */
export function withPersonPromised(
  answer: string,
  rule: HandoverRule,
  { language, store }: { readonly language: string; readonly store: string },
): string {
  const promise = language === "es"
    ? `Una persona de ${store} le responderá aquí.`
    : `A person at ${store} will reply to you here.`;
  if (rule.kind === "confidence") return promise;
  const stated = answer.replace(/\s*[^.!?]*\?\s*$/, "");
  const both = `${stated} ${promise}`.trim();
  return both.length <= LONGEST_WITH_PROMISE ? both : promise;
}
