import type { InventoryVocabulary } from "../contract/intelligence.ts";
import type { VehicleMention } from "../contract/understanding.ts";
import { isRefused } from "./pick_entities.ts";
import { boundedDistance, squash, type Token, tokens } from "./text.ts";
import {
  KNOWN_MAKES,
  NAME_ALIASES,
  NEVER_MISSPELT,
  PLACE_NAMES,
  RISKY_NAMES,
} from "./vehicle_lexicon.ts";

/** A make or model a text may name. */
export interface VehicleName {
  kind: "make" | "model";
  name: string;
  make: string | null;
  body: string | null;
  squashed: string;
  stocked: boolean;
}

/** Names by their squashed form. */
export type NameIndex = ReadonlyMap<string, VehicleName>;

interface Hit {
  name: VehicleName;
  first: number;
  last: number;
}

const LONGEST_NAME = 4;
const KNOWN_NAMES = knownNames();
const COMMON_PARTNERS = new Set(
  "a an the any your that this those these used new another other blue black white red silver gray grey un una el la los las otro otra"
    .split(" "),
);
const YEAR = /^(?:19[89]\d|20[0-4]\d)$/;
const OWNED_BEFORE =
  /(?:\b(?:my|mine|our|(?:my|our) (?:last|old|first|current|previous) (?:one|car|truck|suv|van|vehicle|ride) (?:is|was)|been an?|my (?:car|truck|suv|van|vehicle|ride|trade(?:[- ]?in)?) is|(?:have|got|with|w\/) an? trade(?:[- ]?in)?[,:]?|i have|i've got|ive got|i've|i got|i own|i drive|(?:i|we|just|recently|already) (?:just |recently |already )?(?:bought|purchased|leased)|trading(?: in)?|trade(?: in)?|have got|owe on|upside down (?:on|in)|underwater on|mi|tengo|tenemos|cambio|entregar|dar)(?: (?:an?|the|my|in|mi|un|una|old|little|current|used|viejo|vieja|'?\d{2,4}))*) *$/;
/** "It's a 2019 Highlander with 80k miles" tells of the speaker's own car. */
const STATES_MILES = /^[^.?!]{0,20}\b\d[\d,.]*k? ?(?:miles|mi|millas)\b/;
const OWNED_AFTER =
  /^[^.?!\n]{0,25}\b(?:to trade|trade[- ]?in|as (?:a )?trade|for trade|(?:para|a) cambio)\b/;

/** Returns the names a dealership's shoppers may use: its own inventory's first, then known ones. */
export function nameIndex(vocabulary: InventoryVocabulary): NameIndex {
  const index = new Map(KNOWN_NAMES);
  for (const make of vocabulary.makes) addName(index, make, "make");
  for (const model of vocabulary.models) addName(index, model, "model");
  return index;
}

/** Returns the vehicles a folded text names, in order, tolerant of spacing and misspelling. */
export function vehicleMentions(folded: string, index: NameIndex): VehicleMention[] {
  const words = tokens(folded);
  const hits: Hit[] = [];
  for (let i = 0; i < words.length;) {
    const hit = hitAt(words, i, { folded, index, previous: hits[hits.length - 1] });
    if (hit) hits.push(hit);
    i = hit ? hit.last + 1 : i + 1;
  }
  return mentionsOf(hits, words).map((mention) => ({ ...mention, role: roleOf(folded, mention) }));
}

/** Returns what is known about a model name, for body and make guesses. */
export function knownModel(name: string, index: NameIndex): VehicleName | null {
  const found = index.get(squash(name));
  return found?.kind === "model" ? found : null;
}

interface Surroundings {
  folded: string;
  index: NameIndex;
  previous: Hit | undefined;
}

function hitAt(words: readonly Token[], first: number, around: Surroundings): Hit | null {
  for (let size = Math.min(LONGEST_NAME, words.length - first); size >= 1; size--) {
    const last = first + size - 1;
    const parts = words.slice(first, last + 1);
    if (!joins(parts, around.folded)) continue;
    const joined = parts.map((part) => part.text.replace(/'s?$|'(?=s$)/, "")).join("").replace(
      /'/g,
      "",
    );
    const name = lookUp(joined, around.index);
    if (name && counts({ name, first, last }, words, around)) return { name, first, last };
  }
  const word = words[first]?.text.replace(/'s$/, "") ?? "";
  const near = nearestName(word, around.index);
  return near ? { name: near, first, last: first } : null;
}

/** "rav 4" and "rav-4" join; "rav, 4" does not. */
function joins(parts: readonly Token[], folded: string): boolean {
  return parts.every((part, i) => {
    const previous = parts[i - 1];
    return !previous || /^[ \-.]?$/.test(folded.slice(previous.end, part.start));
  });
}

function lookUp(joined: string, index: NameIndex): VehicleName | null {
  const direct = index.get(joined);
  if (direct) return direct;
  const alias = Object.hasOwn(NAME_ALIASES, joined) ? NAME_ALIASES[joined] : undefined;
  if (alias) return index.get(squash(alias)) ?? null;
  return joined.length > 3 && joined.endsWith("s") ? index.get(joined.slice(0, -1)) ?? null : null;
}

/** An everyday word is a vehicle only in the company of a make, a year or, if stocked, "the". */
function counts(hit: Hit, words: readonly Token[], around: Surroundings): boolean {
  const { name, first, last } = hit;
  const before = words[first - 1]?.text ?? "";
  const besideMake = around.previous?.last === first - 1 && around.previous.name.kind === "make";
  if (besideMake || YEAR.test(before)) return true;
  const split = last > first;
  if (name.squashed.length <= 2 && (split || /^[a-z]+$/.test(name.squashed))) return false;
  if (PLACE_NAMES.has(name.squashed) && /^(?:in|from|to|near|en|de)$/.test(before)) return false;
  if (split && name.squashed.length < 3) return false;
  if (split && words[first]?.text === "a") return false;
  const written = words.slice(first, last + 1).map((word) => word.text).join("");
  if (!RISKY_NAMES.has(name.squashed) && !RISKY_NAMES.has(written)) return true;
  return name.stocked && name.squashed.length > 3 &&
    (words.length <= 2 || COMMON_PARTNERS.has(before));
}

function nearestName(word: string, index: NameIndex): VehicleName | null {
  if (word.length < 5 || !/^[a-z]+$/.test(word)) return null;
  if (NEVER_MISSPELT.has(word) || lookUp(word, index)) return null;
  let best: VehicleName | null = null;
  let bestDistance = 3;
  for (const [squashed, name] of index) {
    if (squashed[0] !== word[0] || squashed.length < 5 || RISKY_NAMES.has(squashed)) continue;
    const limit = squashed.length >= 7 && word.length >= 6 ? 2 : 1;
    const distance = boundedDistance(word, squashed, limit);
    const closer = distance < bestDistance || (distance === bestDistance && name.stocked);
    if (distance <= limit && closer) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

function mentionsOf(hits: readonly Hit[], words: readonly Token[]): Omit<VehicleMention, "role">[] {
  const mentions: Omit<VehicleMention, "role">[] = [];
  for (let i = 0; i < hits.length; i++) {
    const hit = hits[i];
    if (!hit) continue;
    const next = hits[i + 1];
    const paired = hit.name.kind === "make" && next?.name.kind === "model" &&
      next.first - hit.last <= 2 && (next.name.make === null || next.name.make === hit.name.name);
    const last = paired && next ? next.last : hit.last;
    const model = paired && next ? next.name : hit.name.kind === "model" ? hit.name : null;
    const year = yearBeside(words, hit.first, last);
    mentions.push({
      make: hit.name.kind === "make" ? hit.name.name : model?.make ?? null,
      model: model?.name ?? null,
      year: year?.year ?? null,
      start: words[Math.min(hit.first, year?.index ?? hit.first)]?.start ?? 0,
      end: words[Math.max(last, year?.index ?? last)]?.end ?? 0,
    });
    if (paired) i++;
  }
  return mentions;
}

function yearBeside(words: readonly Token[], first: number, last: number) {
  for (const index of [first - 1, first - 2, last + 1]) {
    const text = words[index]?.text ?? "";
    const newer = /^(?:or|and|o)$/.test(words[index + 1]?.text ?? "");
    if (YEAR.test(text) && !newer) return { year: Number(text), index };
    if (index === first - 1 && isShortYear(words, index)) {
      return { year: 2000 + Number(text), index };
    }
  }
  return null;
}

/** "The 25 Camry", "my 14 Civic"; "under 20 Corollas" names no year. */
function isShortYear(words: readonly Token[], index: number): boolean {
  const before = words[index - 1]?.text ?? "";
  return /^(?:0[5-9]|1\d|2[0-7])$/.test(words[index]?.text ?? "") &&
    /^(?:the|that|this|a|an|my|our|your|el|la|mi|un|una)$/.test(before);
}

function roleOf(folded: string, mention: Omit<VehicleMention, "role">): VehicleMention["role"] {
  const before = folded.slice(Math.max(0, mention.start - 40), mention.start);
  const clause = before.slice(
    Math.max(...[".", "?", "!", ";"].map((sign) => before.lastIndexOf(sign))) + 1,
  );
  if (/\b(?:for|toward|towards|into|por)(?: (?:an?|the|your|un|una|el|la))? *$/.test(clause)) {
    return "wanted";
  }
  if (OWNED_BEFORE.test(clause)) return "owned";
  const rest = folded.slice(mention.end);
  if (isRefused(clause)) return "refused";
  const described = /^\W*(?:it'?s|it is)(?: an?)? *$/.test(clause) && STATES_MILES.test(rest);
  if (described) return "owned";
  return OWNED_AFTER.test(rest) ? "owned" : "wanted";
}

function knownNames(): Map<string, VehicleName> {
  const index = new Map<string, VehicleName>();
  for (const [make, bodies] of Object.entries(KNOWN_MAKES)) {
    const squashed = squash(make);
    index.set(squashed, { kind: "make", name: make, make, body: null, squashed, stocked: false });
    for (const [body, models] of Object.entries(bodies)) {
      for (const model of models.split("|")) {
        const name = { kind: "model" as const, name: model, make, body, stocked: false };
        index.set(squash(model), { ...name, squashed: squash(model) });
      }
    }
  }
  return index;
}

function addName(index: Map<string, VehicleName>, name: string, kind: "make" | "model"): void {
  const squashed = squash(name);
  const known = index.get(squashed);
  const make = kind === "make" ? name : known?.make ?? null;
  index.set(squashed, { kind, name, make, body: known?.body ?? null, squashed, stocked: true });
}
