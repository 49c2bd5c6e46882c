import type { InventoryVocabulary, VehicleQuery } from "../contract/intelligence.ts";
import type { VehicleMention } from "../contract/understanding.ts";
import { featuresIn } from "./feature_lexicon.ts";
import { colorFamilyOfWord } from "./inventory_match.ts";
import { isRefused } from "./pick_entities.ts";
import { foldText, squash, tokens } from "./text.ts";
import { BODY_WORDS } from "./vehicle_lexicon.ts";

const AMBIGUOUS_TRIMS = new Set(
  "se le el si es ex lx s l sr st gt sel ses xl sport limited premium touring base plus pro select unlimited"
    .split(" "),
);

/** Returns the body families a text names; "camioneta" is an SUV to some, a pickup to others. */
export function bodyFamilies(folded: string, language: string): string[] {
  if (/\bcamionetas?\b/.test(folded)) return ["suv", "truck"];
  const padded = ` ${tokens(folded).map((token) => token.text).join(" ")} `;
  const found = Object.entries(BODY_WORDS)
    .map(([family, phrases]) => {
      const places = phrases.split("|").map((phrase) => padded.indexOf(` ${phrase} `));
      const seen = places.filter((place) => place >= 0);
      return { family, place: seen.length > 0 ? Math.min(...seen) : -1 };
    })
    .filter(({ family, place }) => place >= 0 && !(family === "van" && language === "es"))
    .sort((a, b) => a.place - b.place);
  return found.map((one) => one.family);
}

/** Returns the colour families a text asks for on the outside of a car. */
export function wantedColors(folded: string): string[] {
  const words = tokens(folded);
  const inside = /^ ?(?:friday|interior|leather|seats?|inside|piel|cuero)/;
  const found = words.filter((word, i) =>
    colorFamilyOfWord(word.text) !== null && !inside.test(folded.slice(word.end)) &&
    !/^(?:not|no|than|except|but)$/.test(words[i - 1]?.text ?? "") &&
    !isRefused(folded.slice(0, word.start))
  );
  const families = found.map((word) => colorFamilyOfWord(word.text));
  return [...new Set(families)].filter((family) => family !== null);
}

/** Returns the trim of the inventory that a text names, if any. */
export function wantedTrim(
  text: string,
  mention: VehicleMention | undefined,
  { vocabulary, language }: { vocabulary: InventoryVocabulary; language: string },
): string | null {
  const folded = foldText(text);
  const tail = mention ? squash(folded.slice(mention.end, mention.end + 24)) : "";
  const words = new Set(tokens(folded).map((token) => token.text));
  // "4Runner TRD" names every TRD there is.
  const families = vocabulary.trims.flatMap((trim) => /^(\S{3,}) \S/.exec(trim)?.[1] ?? [])
    .filter((family) => !AMBIGUOUS_TRIMS.has(squash(family)));
  const behind = (trim: string) =>
    mention !== undefined && tail.startsWith(squash(trim)) &&
    trimIsWhole(folded, mention.end, squash(trim));
  const trims = vocabulary.trims.filter((trim) => trim !== "")
    .sort((a, b) => squash(b).length - squash(a).length);
  const found = trims.find((trim) => {
    const squashed = squash(trim);
    if (squash(mention?.model ?? "").includes(squashed)) return false;
    if (mention && tail.startsWith(squashed) && trimIsWhole(folded, mention.end, squashed)) {
      return language !== "es" || squashed.length > 2 || new RegExp(`\\b${trim}\\b`).test(text);
    }
    if (AMBIGUOUS_TRIMS.has(squashed)) {
      return folded.includes(`the ${squashed} `) && squashed.length > 3;
    }
    return words.has(squashed) || (squashed.length > 5 && squash(folded).includes(squashed));
  });
  return found ?? families.find(behind) ?? null;
}

/** "camry se" names the trim SE; "camry seats" does not. */
function trimIsWhole(folded: string, from: number, squashed: string): boolean {
  let joined = "";
  for (const token of tokens(folded.slice(from, from + 32))) {
    joined += token.text;
    if (joined === squashed) return true;
    if (joined.length >= squashed.length) return false;
  }
  return false;
}

/** What a text wants under the hood, and whether new or used. */
export type WantedKind = Pick<VehicleQuery, "fuel_type" | "drivetrain" | "condition">;

/** Returns fuel, drive and condition a text wants, unless it asks about them as details. */
export function wantedKind(folded: string, details: readonly string[]): WantedKind {
  const fuel = /\bplug[- ]?in|\bphev\b/.test(folded)
    ? "plugin"
    : /\bhybrids?\b|\bhibrid[oa]s?\b/.test(folded)
    ? "hybrid"
    : /\belectric\b|\bevs?\b|\belectric[oa]s?\b/.test(folded)
    ? "electric"
    : /\bdiesel\b/.test(folded)
    ? "diesel"
    : null;
  const drive = /\bawd\b|\b4wd\b|\b4x4\b|(?:all|four|4)[- ]wheel/.test(folded)
    ? "awd"
    : /\bfwd\b|front[- ]wheel/.test(folded)
    ? "fwd"
    : null;
  return {
    fuel_type: details.includes("fuel_type") ? null : fuel,
    drivetrain: details.includes("drivetrain") ? null : drive,
    condition: details.includes("condition") ? null : wantedCondition(folded),
  };
}

function wantedCondition(folded: string): "new" | "used" | null {
  if (
    /\b(?:used (?!to\b)|pre-?owned|second[- ]hand|cpo\b|usad[oa]s?\b|seminuev)|\bused[?.!]*$/.test(
      folded,
    )
  ) {
    return "used";
  }
  if (/\bnew (?:or|and) used\b/.test(folded)) return null;
  return /\bbrand new\b|\b(?:a|any|the|your|for|on|of|in|buy|buying) new (?!(?:to|job|baby|one on)\b)\w|\bnew (?:suvs?|trucks?|cars?|vehicles?|models?|20\d\d)\b|\b(?:carros?|autos?|camionetas?) nuev[oa]s?\b/
      .test(folded)
    ? "new"
    : null;
}

/** Returns equipment words of a search, for its free text. */
export function wantedEquipment(folded: string): string | null {
  const words = featuresIn(folded).map((one) => one.en.replace(/^an? /, ""));
  if (/\bcertified\b|\bcpo\b/.test(folded)) words.push("certified");
  return words.length > 0 ? words.join(" ") : null;
}
