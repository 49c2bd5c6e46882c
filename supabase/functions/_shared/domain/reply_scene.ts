import type { BookingDesk } from "../contract/bookings.ts";
import type {
  FactFinder,
  HandoverReasonCode,
  ReplyContext,
  ReplyEvidence,
  VehicleFact,
} from "../contract/intelligence.ts";
import type { Understanding } from "../contract/understanding.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { sentencesFor, templateId } from "./template_catalogue.ts";
import { foldText, hashText } from "./text.ts";
import { pendingMessages, type ThreadMemory, threadMemory, timesSaid } from "./thread_memory.ts";
import type { ReplyLanguage } from "./time_wording.ts";
import { type LocalMoment, localMoment } from "./zoned_time.ts";

/** Words to put into a sentence's slots. */
export type Slots = Readonly<Record<string, string>>;

/** Everything the parts of one reply share. */
export interface Scene {
  context: ReplyContext;
  understanding: Understanding;
  facts: FactFinder;
  /** The store's calendar; null when times are a person's to give. */
  desk: BookingDesk | null;
  memory: ThreadMemory;
  language: ReplyLanguage;
  now: LocalMoment;
  /** Intent names, strongest use first. */
  wants: ReadonlySet<string>;
  /** Sentences written so far; not all of them make it into the reply. */
  used: UsedTemplate[];
  /** Returns one sentence for a purpose, in the thread's language, not said before if possible. */
  say(key: TemplateKey, slots?: Slots): string;
}

/** A sentence and the template it was made of. */
export interface UsedTemplate {
  id: string;
  text: string;
}

/** A matter that goes to the team, and how it is said. */
export interface Pass {
  reason: HandoverReasonCode;
  /** The sentence when it is the only matter passed. */
  line: TemplateKey;
  /** A noun phrase for when several are passed at once. */
  topic: { en: string; es: string };
  wants: string | null;
  brings?: string | null;
  blocked_by?: string | null;
}

/** What one intent adds to the reply. */
export interface Part {
  sentences: string[];
  ask: TemplateKey | null;
  passes: Pass[];
  evidence: ReplyEvidence[];
  vehicle_ids: string[];
  confidence: number;
  closes?: boolean;
}

/** Returns the scene of one reply. */
export function makeScene(
  context: ReplyContext,
  understanding: Understanding,
  { facts, desk }: { facts: FactFinder; desk: BookingDesk | null },
): Scene {
  const memory = threadMemory(context);
  const language: ReplyLanguage = understanding.language === "es" ? "es" : "en";
  const channel = context.channel ?? "sms";
  const used: UsedTemplate[] = [];
  const seed = `${context.conversation_id}:${memory.said.length}`;
  const base = voiceSlots(context, language, memory.said.length === 0);
  return {
    context,
    understanding,
    facts,
    desk,
    memory,
    language,
    now: localMoment(context.now, context.dealership.timezone),
    wants: new Set(understanding.intents.map((intent) => intent.name)),
    used,
    say: (key, slots = {}) => {
      const variants = sentencesFor(key, language, channel);
      const template = chooseVariant(variants, `${seed}:${key}`, memory.said);
      const text = fill(template, { ...base, ...slots });
      used.push({ id: templateId(language, key, template), text });
      return text;
    },
  };
}

/** Returns a part that says nothing yet; parts override what they have. */
export function part(filled: Partial<Part>): Part {
  return {
    sentences: [],
    ask: null,
    passes: [],
    evidence: [],
    vehicle_ids: [],
    confidence: 0.85,
    ...filled,
  };
}

/** Returns the folded words of the pending messages. */
export function pendingWords(scene: Scene): string {
  return foldText(pendingText(scene));
}

/** Returns what the customer wrote and nobody has answered yet, as it was written. */
export function pendingText(scene: Scene): string {
  return pendingMessages(scene.context).map((one) => one.content).join(" ");
}

/** Returns evidence that a vehicle's columns were used. */
export function vehicleEvidence(vehicle: VehicleFact, fields: readonly string[]): ReplyEvidence {
  return { kind: "vehicle", id: vehicle.id, fields: [...new Set(fields)] };
}

/** The least used variant wins; among equals a hash of thread, turn and purpose decides. */
function chooseVariant(variants: readonly string[], seed: string, said: readonly string[]): string {
  const start = hashText(seed) % variants.length;
  const turned = [...variants.slice(start), ...variants.slice(0, start)];
  let best = turned[0] ?? "";
  let fewest = timesSaid(best, said);
  for (const variant of turned) {
    const times = timesSaid(variant, said);
    if (times < fewest) {
      best = variant;
      fewest = times;
    }
  }
  return best;
}

function fill(template: string, slots: Slots): string {
  const text = template.replace(/\{(\w+)\}/g, (_, slot: string) => slots[slot] ?? "");
  // "6 p.m." at the end of a sentence brings its own full stop.
  const ended = text.replace(/\.\.(?!\.)/g, ".");
  return ended.slice(0, 1).toUpperCase() + ended.slice(1);
}

/** The first turn already greets by name, so its other sentences leave the name out. */
function voiceSlots(context: ReplyContext, language: ReplyLanguage, isFirst: boolean): Slots {
  const first = context.customer.first_name?.trim() || null;
  const formal = isFormal(context.persona.personality_traits) ||
    isFormal(context.persona.response_style);
  return {
    hi: language === "es" ? "Hola" : formal ? "Hello" : "Hi",
    name: first === null ? "" : ` ${first}`,
    comma_name: first === null || isFirst ? "" : `, ${first}`,
    persona: context.persona.name,
    store: context.dealership.name,
  };
}

/** Traits and style come as free jsonb: a list of words, or words by name. */
function isFormal(voice: unknown): boolean {
  return /\bformal\b/i.test(JSON.stringify(voice ?? "")) &&
    !/\b(?:in|not |less )formal\b|"formal":(?:false|0)/i.test(JSON.stringify(voice ?? ""));
}
