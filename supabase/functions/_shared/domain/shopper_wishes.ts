import { EMPTY_QUERY, type EntityReading, vehicleEntities } from "./entities.ts";
import type { VehicleQuery } from "../contract/intelligence.ts";
import { foldText } from "./text.ts";

/** The one who writes, or the one they speak of. */
export type Shopper = "me" | "other";

/** What one of two shoppers said they want, in all of the thread's words about them. */
export interface ShopperWish {
  readonly query: VehicleQuery;
  /** Whether good mileage was asked for. */
  readonly thrifty: boolean;
}

/** The wishes of both, how the other is spoken of, and of whom the newest words speak. */
export interface ShopperWishes {
  readonly me: ShopperWish;
  readonly other: ShopperWish;
  readonly word: "him" | "her" | "them";
  readonly asked: readonly Shopper[];
}

const KIN =
  "(?:wife|husband|hubby|son|daughter|mom|dad|mother|father|girlfriend|boyfriend|fiancee?|partner|brother|sister|friend|kid|esposa|esposo|hijo|hija|mama|papa|novia|novio)";
const OTHER = new RegExp(
  `\\b(?:his|hers?|he|she|him|he's|she's|(?:my|mi) ${KIN}|el suyo|la suya)\\b`,
);
const ME = new RegExp(`\\b(?:mine|i|i'm|i'd|me|my(?! ${KIN}\\b)|yo|el mio|la mia|para mi)\\b`);
const SHE =
  /\b(?:hers?|she|she's|wife|daughter|mom|mother|girlfriend|sister|esposa|hija|mama|novia)\b/;
const HE =
  /\b(?:his|he|him|he's|husband|hubby|son|dad|father|boyfriend|brother|esposo|hijo|papa|novio)\b/;
const SEAM = /[.;!?]\s*|,\s*(?=(?:mine|his|hers|my|i|he|she)\b)|\s+(?:and|but|while|y|pero)\s+/;
const THRIFTY = /\bmpg\b|\b(?:gas mileage|good on gas|fuel economy|saves? gas|gas saver)\b/;
/** "And mine 20" beside "his budget is 26k" is a budget too. */
const OWN_NUMBER = /\b(mine|his|hers)(?: is|'s)?(?: like| around| about)? \$?(?=\d)/g;
const THE_ONE = /\b(?:the|that|this) (?:\w+ ){0,2}ones?\b/;
const FOR_ONE =
  /\b(?:mine|his|hers|(?:for|about|on) (?:him|her|me)|(?:para|de) (?:el|ella|mi)|el suyo|la suya)\b/;
const REMEMBERED = 6;

/**
 * Returns what two shoppers of one thread want, when each of them has named a price or a kind of
 * vehicle and the newest words speak of one of them; null for every other thread.
 */
export function shopperWishes(
  earlier: readonly string[],
  text: string,
  reading: EntityReading,
): ShopperWishes | null {
  const newest = clausesOf(text);
  const all = [...earlier.slice(-REMEMBERED).flatMap(clausesOf), ...newest];
  const wishOf = (who: Shopper) =>
    wishIn(all.filter((one) => one.who === who).map((one) => one.text), reading);
  const asked = (["other", "me"] as const).filter((who) =>
    newest.some((one) => one.who === who && asksFor(one.text, reading))
  );
  const [me, other] = [wishOf("me"), wishOf("other")];
  if (asked.length === 0 || !saysWhat(me.query) || !saysWhat(other.query)) return null;
  const words = all.map((one) => one.text).join(" ");
  const [she, he] = [SHE.test(words), HE.test(words)];
  return { me, other, asked, word: she === he ? "them" : she ? "her" : "him" };
}

/** "And for him", "how many miles on hers" and new wishes ask; "I like the red one" picks. */
function asksFor(clause: string, reading: EntityReading): boolean {
  if (THE_ONE.test(clause)) return false;
  const { query, thrifty } = wishIn([clause], reading);
  return thrifty || FOR_ONE.test(clause) || Object.values(query).some((value) => value !== null);
}

interface Clause {
  readonly who: Shopper | null;
  readonly text: string;
}

function clausesOf(text: string): Clause[] {
  let who: Shopper | null = null;
  return foldText(text).split(SEAM).filter((one) => one !== "").map((clause) => {
    who = OTHER.test(clause) ? "other" : ME.test(clause) ? "me" : who;
    return { who, text: clause.replace(OWN_NUMBER, "$1 budget is ") };
  });
}

/** Later words add to earlier ones, and another kind of vehicle takes the place of the first. */
function wishIn(texts: readonly string[], reading: EntityReading): ShopperWish {
  let query = EMPTY_QUERY;
  for (const text of texts) {
    const { query: own, numbers } = vehicleEntities(text, reading);
    const stated = Object.entries({
      ...own,
      price_max_cents: own.price_max_cents ?? numbers.bare_cents,
    }).filter(([, value]) => value !== null);
    query = { ...query, ...Object.fromEntries(stated) };
  }
  return { query, thrifty: texts.some((text) => THRIFTY.test(text)) };
}

function saysWhat({ price_max_cents, body_style, model }: VehicleQuery): boolean {
  return (price_max_cents ?? body_style ?? model) !== null;
}
