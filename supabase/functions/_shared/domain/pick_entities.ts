import type { RefusedKinds, VehicleMention, VehiclePick } from "../contract/understanding.ts";
import { colorFamilyOfWord } from "./inventory_match.ts";
import { tokens } from "./text.ts";

/** What ends a pick: "the older one", "the cheaper of those", "is the newer one certified". */
const ENDED =
  "(?: (?:ones?|of (?:those|these|them|the (?:two|three|2|3))|car|truck|suv|van|option))?(?=\\W*(?:$|[,.?!]|then\\b|please\\b|instead\\b|though\\b|is\\b|has\\b|have\\b|come\\b|certified\\b|available\\b))";

/** The ways to pick one of what was listed by comparing. */
const PICKS: readonly (readonly [VehiclePick, RegExp])[] = [
  ["oldest", picks("older|oldest", "mas (?:viej[oa]|antigu[oa])")],
  ["newest", picks("newer", "mas nuev[oa]")],
  ["fewest_miles", picks("(?:lower|less|fewer) (?:mileage|miles)|one with (?:less|fewer|lower)")],
  ["lowest_price", picks("cheaper|less expensive|lower priced", "mas barat[oa]")],
  ["highest_price", picks("more expensive|pricier", "mas car[oa]")],
  ["other", picks("other", "otr[oa]")],
];

function picks(english: string, spanish = "(?!)"): RegExp {
  return new RegExp(
    `\\b(?:the|that) (?:${english})${ENDED}|\\b(?:el|la) (?:${spanish})(?: de (?:es[oa]s|l[oa]s))?\\W*$`,
  );
}

/** Returns how a folded text picks one of what was listed; "the other one, the white one" does by its criteria. */
export function comparedPick(folded: string, hasCriteria: boolean): VehiclePick | null {
  const pick = PICKS.find(([, pattern]) => pattern.test(folded))?.[0] ?? null;
  return pick === "other" && hasCriteria ? null : pick;
}

const REFUSING =
  /(?:\b(?:not|except(?: for)?|other than|besides|anything but|(?:don'?t|do not) (?:want|like)|rather not (?:have|get)|nothing(?: in)?)(?: (?:an?|the|any|that|another))*(?: \w+ (?:or|nor))?|(?:^|[,.;!?] ?)no(?: more| el| la| l[oa]s)?|\bbut no) *$/;
/** "Is it not the red one?" and "why not a red one" refuse nothing. */
const ASKED = /\b(?:is|are|was|why|if|whether)(?: it| that| this)? not(?: the| an?)? *$/;

/** Returns whether the words before a thing say that it is not wanted: "not the red one". */
export function isRefused(before: string): boolean {
  return REFUSING.test(before) && !ASKED.test(before);
}

/** Returns what a folded text does not want. */
export function refusedKinds(folded: string, mentions: readonly VehicleMention[]): RefusedKinds {
  const refused = mentions.filter((one) => one.role === "refused");
  const colors = tokens(folded)
    .filter((word) => isRefused(folded.slice(0, word.start)))
    .map((word) => colorFamilyOfWord(word.text));
  return {
    colors: [...new Set(colors)].filter((one) => one !== null),
    makes: refused.flatMap((one) => one.model === null && one.make !== null ? [one.make] : []),
    models: refused.flatMap((one) => one.model ?? []),
  };
}
