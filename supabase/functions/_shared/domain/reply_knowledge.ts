import type { KnowledgeFact } from "../contract/intelligence.ts";
import { languageOf } from "./language.ts";
import { pass } from "./reply_handover.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";

const KNOWLEDGE_FLOOR = 0.3;
const SURE_KNOWLEDGE = 0.6;
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
  const found = (await scene.facts.searchKnowledge(question))[0];
  if (found && found.score >= KNOWLEDGE_FLOOR && speaksTheirLanguage(scene, found)) {
    return knowledgePart(found);
  }
  return part({
    passes: [pass("fact_missing", "pass_general", ["your question", "su pregunta"], {
      wants: `An answer to: "${question.slice(0, 160)}"`,
      blocked_by: found ? "The answer is in another language" : "Nothing in the knowledge base",
    })],
    confidence: 0.55,
  });
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

async function sureAnswer(scene: Scene): Promise<KnowledgeFact | null> {
  const found = (await scene.facts.searchKnowledge(pendingWords(scene)))[0];
  const fits = found && found.score >= SURE_KNOWLEDGE && speaksTheirLanguage(scene, found);
  return fits ? found : null;
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
