import type { VehicleFact } from "../contract/intelligence.ts";
import type { ReplyFacts, Sentence } from "./reply_facts.ts";
import { sentencesOf } from "./reply_facts.ts";
import { type Mention, mentionsIn } from "./reply_mentions.ts";

/** Which vehicle each statement of a text is about. */
export interface Subjects {
  readonly mentions: readonly Mention[];
  readonly sentences: readonly Sentence[];
  /**
   * Vehicles a statement is about. `named` is the mention it stands beside in its own sentence;
   * without one it is about what was named before, here or in the thread.
   */
  at(
    start: number,
    end: number,
    all: readonly number[],
  ): { vehicles: readonly VehicleFact[]; named: Mention | null };
}

/** "RAV4 and Camry": mentions with nothing but this between them share what follows. */
const JOINT = /^[\s,]*(?:and|or|&|y|o)?[\s,]*(?:(?:the|our|a|el|la)\s)?\s*$/i;
const FOLLOWS =
  /^\s*(?:for|on|gets you|buys|por|para)\s+(?:the|our|an?|this|that|el|la|un|una)?\s*$/i;
const ANOTHER = /\b(?:another|other|also have|instead|similar|otro|otra|tambi[eé]n tenemos)\b/i;

/** Reads which vehicles a text speaks about, and where. */
export function subjectsOf(text: string, facts: ReplyFacts): Subjects {
  const mentions = mentionsIn(text, facts);
  const sentences = sentencesOf(text);
  return {
    mentions,
    sentences,
    at: (start, end, all) => {
      const sentence = sentenceAt(sentences, start);
      const inside = mentions.filter((one) => within(one, sentence));
      const following = inside.find((one) =>
        one.start >= end && FOLLOWS.test(text.slice(end, one.start))
      );
      if (following) return { vehicles: following.vehicles, named: following };
      const before = inside.findLast((one) => one.start <= start);
      if (before) return { vehicles: joint(text, { before, inside, start, all }), named: before };
      const [after] = inside;
      if (after) return { vehicles: after.vehicles, named: after };
      const earlier = mentions.findLast((one) => one.end <= sentence.start);
      if (earlier) return { vehicles: earlier.vehicles, named: null };
      return { vehicles: implied(sentence.text, facts), named: null };
    },
  };
}

interface Beside {
  before: Mention;
  inside: readonly Mention[];
  start: number;
  /** Where statements of the same kind stand. */
  all: readonly number[];
}

/** "The RAV4 and the Camry are $31,480 and $25,990": one each if there are as many, else any. */
function joint(text: string, { before, inside, start, all }: Beside): readonly VehicleFact[] {
  const group = [before];
  for (const one of inside.filter((other) => other.start < before.start).reverse()) {
    const next = group[0];
    if (next === undefined || !JOINT.test(text.slice(one.end, next.start))) break;
    group.unshift(one);
  }
  if (group.length === 1) return before.vehicles;
  const nextMention = inside.find((one) => one.start > before.start)?.start ?? Infinity;
  const last = inside[inside.length - 1];
  const stop = last === before ? (sentenceEnd(text, before.end)) : nextMention;
  const statements = all.filter((place) => place >= before.end && place < stop);
  const own = statements.length === group.length ? group[statements.indexOf(start)] : undefined;
  return own?.vehicles ?? [...new Set(group.flatMap((one) => one.vehicles))];
}

/** What "it" means: the vehicle named last in the thread, unless the sentence offers another. */
function implied(sentence: string, facts: ReplyFacts): readonly VehicleFact[] {
  if (ANOTHER.test(sentence)) return facts.vehicles;
  for (const message of facts.loaded.messages.slice(-6).reverse()) {
    const named = mentionsIn(message.content.slice(0, 1_000), facts)
      .flatMap((mention) => mention.vehicles);
    if (named.length > 0) return [...new Set(named)];
  }
  const focus = facts.vehicles.filter((one) => one.id === facts.loaded.focus_vehicle_id);
  return focus.length > 0 ? focus : facts.vehicles;
}

function sentenceAt(sentences: readonly Sentence[], place: number): Sentence {
  return sentences.findLast((one) => one.start <= place) ?? { text: "", start: 0 };
}

function sentenceEnd(text: string, from: number): number {
  const rest = text.slice(from).search(/[.!?](?=\s|$)|\n/);
  return rest === -1 ? text.length : from + rest;
}

function within(mention: Mention, sentence: Sentence): boolean {
  return mention.start >= sentence.start && mention.start < sentence.start + sentence.text.length;
}
