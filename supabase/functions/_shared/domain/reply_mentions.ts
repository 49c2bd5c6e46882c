import type { VehicleFact } from "../contract/intelligence.ts";
import { colorFamily, colorFamilyOfWord } from "./inventory_match.ts";
import type { ReplyFacts } from "./reply_facts.ts";
import { KNOWN_MAKES, RISKY_NAMES } from "./vehicle_lexicon.ts";

/** A place in a text that names a vehicle, with the known vehicles it can mean. */
export interface Mention {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
  /** Known vehicles that fit every word of it; none when it names another vehicle. */
  readonly vehicles: readonly VehicleFact[];
  /** True when words that are each known contradict each other: "the Camry, stock T4417". */
  readonly contradicts: boolean;
}

type Kind = "code" | "year" | "make" | "model" | "trim" | "color";

interface Word {
  kind: Kind;
  start: number;
  end: number;
  fits: (vehicle: VehicleFact) => boolean;
}

/** What may stand between the words of one mention. */
const GAP =
  /^[\s,()#:-]*(?:(?:in|with|stock|stk|number|no|vin|used|new|certified|pre-owned|a|an|awd|fwd|rwd|4wd|suv|sedan|truck)\b[\s,()#:.-]*){0,3}$/i;
/** A stock number may stand further behind its name, but not behind another statement. */
const CODE_GAP =
  /^(?!.*\b(?:is|are|was|but|and|or|we|have|has|while|sold|also|y|pero)\b)[^.;!?\n]{0,60}$/i;
const KNOWN_MODELS = Object.values(KNOWN_MAKES).flatMap((bodies) =>
  Object.values(bodies).flatMap((models) => models.split("|"))
).filter((name) => name.length > 2 && !/^\d+$/.test(name) && !RISKY_NAMES.has(squashed(name)));

/** Finds the vehicles a text names, in order. */
export function mentionsIn(text: string, facts: ReplyFacts): Mention[] {
  const bare = withoutStoreName(text, facts.loaded.dealership.name);
  const clusters: Word[][] = [];
  for (const word of wordsIn(bare, facts)) {
    const cluster = clusters[clusters.length - 1];
    if (cluster !== undefined && joins(cluster, word, bare)) cluster.push(word);
    else clusters.push([word]);
  }
  return clusters.filter((cluster) => names(cluster, bare)).map((cluster) =>
    mentionOf(cluster, bare, facts.vehicles)
  );
}

function mentionOf(
  cluster: readonly Word[],
  text: string,
  vehicles: readonly VehicleFact[],
): Mention {
  const start = Math.min(...cluster.map((word) => word.start));
  const end = Math.max(...cluster.map((word) => word.end));
  const fitting = vehicles.filter((vehicle) => cluster.every((word) => word.fits(vehicle)));
  const known = cluster.filter((word) => vehicles.some(word.fits));
  return {
    start,
    end,
    shown: text.slice(start, end),
    vehicles: fitting,
    contradicts: fitting.length === 0 && known.length > 1 &&
      !vehicles.some((vehicle) => known.every((word) => word.fits(vehicle))),
  };
}

/** A year, a make or a trim alone names nothing; "the Limited" or "a Honda" does. */
function names(cluster: readonly Word[], text: string): boolean {
  if (cluster.some((word) => ["code", "model", "color"].includes(word.kind))) return true;
  const start = Math.min(...cluster.map((word) => word.start));
  const led = /\b(?:the|an?|our|this|that|el|la|un|una)\s+$/i.test(text.slice(0, start));
  return led && cluster.some((word) => word.kind === "make" || word.kind === "trim");
}

function joins(cluster: readonly Word[], word: Word, text: string): boolean {
  const last = cluster[cluster.length - 1];
  if (last === undefined || cluster.some((one) => one.kind === word.kind)) return false;
  const gap = text.slice(last.end, word.start);
  return GAP.test(gap) || (word.kind === "code" && CODE_GAP.test(gap));
}

function wordsIn(text: string, facts: ReplyFacts): Word[] {
  const found = [
    ...codeWords(text, facts),
    ...modelWords(text, facts),
    ...makeWords(text, facts),
    ...trimWords(text, facts),
    ...yearWords(text),
    ...colorWords(text),
  ].sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Word[] = [];
  for (const word of found) if (word.start >= (kept[kept.length - 1]?.end ?? 0)) kept.push(word);
  return kept;
}

function codeWords(text: string, { vehicles }: ReplyFacts): Word[] {
  return vehicles.flatMap((vehicle) =>
    [vehicle.stock_number, vehicle.vin].filter((code) => code !== null && code.length > 2)
      .flatMap((code) =>
        placesOf(text, [String(code)], "i").map(({ start, end }) => ({
          kind: "code" as const,
          start,
          end,
          fits: (one: VehicleFact) => one.id === vehicle.id,
        }))
      )
  );
}

function modelWords(text: string, { vehicles, loaded }: ReplyFacts): Word[] {
  const own = [...loaded.vocabulary.models, ...vehicles.map((vehicle) => vehicle.model)];
  const short = own.map((name) => name.split(" ")[0] ?? "")
    .filter((name) => name.length > 2 && !/^(?:grand|model|santa|super|land|town)$/i.test(name));
  return placesOf(text, [...own, ...short, ...KNOWN_MODELS], "i").map(({ start, end, name }) => ({
    kind: "model" as const,
    start,
    end,
    fits: (one: VehicleFact) => startsWithWords(one.model, name),
  }));
}

function makeWords(text: string, { vehicles, loaded }: ReplyFacts): Word[] {
  const makes = [
    ...loaded.vocabulary.makes,
    ...vehicles.map((vehicle) => vehicle.make),
    ...Object.keys(KNOWN_MAKES),
    "Chevy",
  ];
  return placesOf(text, makes, "").map(({ start, end, name }) => ({
    kind: "make" as const,
    start,
    end,
    fits: (one: VehicleFact) => one.make.toLowerCase() === name.replace(/^chevy$/, "chevrolet"),
  }));
}

/** Trims are everyday words ("Sport", "Limited"), so case counts. */
function trimWords(text: string, { vehicles, loaded }: ReplyFacts): Word[] {
  const trims = [...loaded.vocabulary.trims, ...vehicles.map((vehicle) => vehicle.trim ?? "")]
    .flatMap((trim) => [trim, trim.split(" ")[0] ?? ""]);
  return placesOf(text, trims, "").map(({ start, end, name }) => ({
    kind: "trim" as const,
    start,
    end,
    fits: (one: VehicleFact) => startsWithWords(one.trim ?? "", name),
  }));
}

function yearWords(text: string): Word[] {
  const pattern =
    /(?<![$\d,.#/-])\b(?:19[89]\d|20[0-4]\d)\b(?![,.]\d|\s?(?:k|miles?|mi)\b|[/-]\d)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    kind: "year" as const,
    start: match.index,
    end: match.index + match[0].length,
    fits: (one: VehicleFact) => one.year === Number(match[0]),
  }));
}

function colorWords(text: string): Word[] {
  return [...text.matchAll(/\b(?:the|our)\s(\w{3,12})\sone\b/gi)].flatMap((match) => {
    const family = colorFamilyOfWord((match[1] ?? "").toLowerCase());
    if (family === null) return [];
    const start = match.index;
    return [{
      kind: "color" as const,
      start,
      end: start + match[0].length,
      fits: (one: VehicleFact) => colorFamily(one.ext_color) === family,
    }];
  });
}

interface Place {
  start: number;
  end: number;
  /** Lower case, as it stands in the list. */
  name: string;
}

/** Where any of the names stands as whole words, the longest name first; a plural counts too. */
function placesOf(text: string, names: readonly string[], flag: "i" | ""): Place[] {
  const unique = [...new Set(names.filter((name) => name.trim().length > 1))]
    .sort((a, b) => b.length - a.length);
  if (unique.length === 0) return [];
  const pattern = new RegExp(
    `(?<![\\w$-])(${unique.map(escaped).join("|")})(?:'s|s)?(?![\\w])`,
    `g${flag}`,
  );
  return [...text.matchAll(pattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    name: (match[1] ?? "").toLowerCase(),
  }));
}

function startsWithWords(value: string, name: string): boolean {
  const folded = value.toLowerCase();
  return folded === name || folded.startsWith(`${name} `);
}

function withoutStoreName(text: string, name: string): string {
  return name === "" ? text : text.replaceAll(name, " ".repeat(name.length));
}

function squashed(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

function escaped(name: string): string {
  return name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll(" ", "\\s");
}
