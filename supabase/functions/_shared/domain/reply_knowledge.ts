import type { KnowledgeFact } from "../contract/intelligence.ts";
import { languageOf } from "./language.ts";
import { pass } from "./reply_handover.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import { foldText, tokens } from "./text.ts";
import { asksSomething } from "./understanding.ts";

const ANSWER_LENGTH = 240;
/** Somebody tries whether the number answers. */
const TRYING = /^\W*(?:test(?:ing)?|ping)\W*$/;
const A_WORD = /\p{L}{3}/u;

/** Returns a part with the general answer to what the listing leaves out, if one is approved. */
export async function withGeneral(scene: Scene, own: Part): Promise<Part> {
  const missing = own.passes.some((one) => one.reason === "fact_missing") ||
    (own.evidence.length === 0 && own.ask === "ask_vehicle");
  return missing ? await withKnowledge(scene, own) : own;
}

/** Returns an approved answer, when the knowledge base has one in the customer's language. */
export async function generalPart(scene: Scene, question: string): Promise<Part> {
  // The finder abstains by itself: what it brings is believed.
  const found = (await scene.facts.searchKnowledge(question))[0];
  const known = found && speaksTheirLanguage(scene, found) ? knowledgePart(found) : null;
  const told = known !== null && wasTold(scene, known);
  if (known !== null && !told) return known;
  return part({
    passes: [pass("fact_missing", "pass_general", ["your question", "su pregunta"], {
      wants: `An answer to: "${question.slice(0, 160)}"`,
      blocked_by: told
        ? "The approved answer was given already"
        : found
        ? "The answer is in another language"
        : "Nothing in the knowledge base",
    })],
    confidence: 0.55,
  });
}

/** "How much" after "yes, we ship" or "holds go through the team" asks for no car's price. */
export function asksOfAnswer(
  { memory, understanding }: Scene,
  { kind }: { kind: string },
): boolean {
  const ofOther = kind === "none" && memory.said.length > 0 && memory.last_ask === null;
  return (ofOther || memory.last_keys.includes("pass_hold")) && !understanding.names_vehicle;
}

/** Returns a part with an approved word on trade-ins or service, unless it states figures a person must state. */
export async function withKnowledge(scene: Scene, own: Part): Promise<Part> {
  const found = await sureAnswer(scene);
  if (found === null || /[$%]/.test(found.answer)) return own;
  const known = knowledgePart(found);
  return {
    ...own,
    sentences: [...own.sentences, ...known.sentences],
    evidence: [...own.evidence, ...known.evidence],
  };
}

/** Returns the approved answer that surely fits words no rule understands; null when none does. */
export async function knownPart(scene: Scene): Promise<Part | null> {
  const words = pendingWords(scene);
  const found = A_WORD.test(words) && !TRYING.test(words) ? await sureAnswer(scene) : null;
  return found === null ? null : knowledgePart(found);
}

/** Matters of the stock, which a list would answer; all others keep their own care. */
const OF_STOCK = new Set(["greeting", "search", "availability", "details", "overview", "price"]);
const FILLERS = new Set(
  "hi hello hey hola please pls just so and a an the any some your".split(" "),
);
const SHORT: Readonly<Record<string, string>> = { u: "you", ya: "you", ur: "your", r: "are" };
/** A title of fewer words is a topic, not a question. */
const LEAST_WORDS = 3;

/** Returns the approved answer to what is asked in the words of its title; null for all else. */
export async function askedAsSaved(scene: Scene): Promise<Part | null> {
  const words = pendingWords(scene);
  const asked = questionWords(words);
  const ofStock = scene.understanding.intents.every((one) => OF_STOCK.has(one.name));
  const isQuestion = asksSomething(words) || asksSomething(asked.join(" "));
  if (!ofStock || !isQuestion || asked.length < LEAST_WORDS) return null;
  const found = await sureAnswer(scene);
  const isSame = found !== null &&
    questionWords(foldText(found.title)).join(" ") === asked.join(" ");
  const known = isSame ? knowledgePart(found) : null;
  return known === null || wasTold(scene, known) ? null : known;
}

/** The words that make two questions the same, without what is said around them. */
function questionWords(folded: string): string[] {
  return tokens(folded).map(({ text }) => SHORT[text] ?? text)
    .filter((word) => !FILLERS.has(word))
    .map((word) => word.length > 3 ? word.replace(/s$/, "") : word);
}

/** Who asks on after an answer wants to know what it leaves open. */
function wasTold(scene: Scene, known: Part): boolean {
  return known.sentences.every((one) => scene.memory.said.some((text) => text.includes(one)));
}

async function sureAnswer(scene: Scene): Promise<KnowledgeFact | null> {
  const found = (await scene.facts.searchKnowledge(pendingWords(scene)))[0];
  return found && speaksTheirLanguage(scene, found) ? found : null;
}

function knowledgePart(found: KnowledgeFact): Part {
  return part({
    sentences: [shortened(found.answer)],
    evidence: [{ kind: "knowledge", id: found.id, fields: ["answer"] }],
    confidence: Math.min(0.95, 0.6 + found.score / 3),
  });
}

function speaksTheirLanguage(scene: Scene, found: KnowledgeFact): boolean {
  const answer = languageOf(found.answer)?.code;
  return answer === undefined || answer === scene.language;
}

/** Whole sentences up to the length of a text message. */
function shortened(answer: string): string {
  const sentences = answer.replace(/\s+/g, " ").trim().split(/(?<=[.!?])\s+/);
  let text = "";
  for (const sentence of sentences) {
    if (text !== "" && text.length + sentence.length + 1 > ANSWER_LENGTH) break;
    text = text === "" ? sentence : `${text} ${sentence}`;
  }
  return text.replace(/!+/g, ".");
}
