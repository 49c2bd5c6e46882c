import type { VehicleFact } from "../contract/intelligence.ts";
import type { VehiclePick } from "../contract/understanding.ts";
import { isSearching } from "./detail_entities.ts";
import { isRefusedKind, matchesQuery } from "./inventory_match.ts";
import { pendingWords, type Scene } from "./reply_scene.ts";
import { squash, tokens } from "./text.ts";
import { byOrder, lastSeveral, vehiclesById } from "./vehicle_lists.ts";

/** "the blue one" is one of those just listed. */
const THE_ONE =
  /\b(?:the|that|el|la) (?:\w+ ){1,3}ones?\b|\b(?:el|la) (?:azul|roj[oa]|negr[oa]|blanc[oa]|gris|verde|usad[oa]|nuev[oa]|hibrid[oa])\W*$/;
/** "The honda then" may mean one of an earlier list. */
const DEFINITE = /\b(?:the|that|el|la|es[ea]) \w/;

/** Returns the one of the assistant's lists that the customer means; empty when they mean none. */
export async function pickedVehicles(
  scene: Scene,
  listed: readonly VehicleFact[],
): Promise<VehicleFact[]> {
  const { pick, has_criteria } = scene.understanding;
  if (pick !== null) return await compared(scene, pick);
  const picked = pickOf(scene, listed);
  const words = pendingWords(scene);
  if (picked.length > 0 || !has_criteria || !DEFINITE.test(words) || isSearching(words)) {
    return picked;
  }
  for (const ids of scene.memory.lists.slice(1)) {
    if (ids.length < 2) continue;
    // At most three lists, and the first that fits ends it.
    // deno-lint-ignore no-await-in-loop
    const earlier = pickOf(scene, await vehiclesById(scene, ids));
    if (earlier.length === 1) return earlier;
  }
  return [];
}

async function compared(scene: Scene, pick: VehiclePick): Promise<VehicleFact[]> {
  const several = (await lastSeveral(scene))
    .filter((one) => !isRefusedKind(one, scene.understanding.refused));
  if (several.length < 2) return several;
  if (pick !== "other") return several.sort(SORTS[pick]).slice(0, 1);
  const [last] = scene.memory.lists;
  const rest = several.filter((one) => !last?.includes(one.id));
  return last?.length === 1 ? rest : [];
}

const SORTS: Readonly<
  Record<Exclude<VehiclePick, "other">, (a: VehicleFact, b: VehicleFact) => number>
> = {
  oldest: (a, b) => a.year - b.year,
  newest: byOrder("newest"),
  fewest_miles: byOrder("mileage"),
  lowest_price: byOrder("price"),
  highest_price: (a, b) => (b.price_cents ?? 0) - (a.price_cents ?? 0),
};

/** "the second one", "the blue one", "the 2022", "the cheapest of those" out of a list. */
function pickOf(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const { ordinal, order, own_query, has_criteria, superlative } = scene.understanding;
  if (listed.length === 0) return [];
  if (ordinal !== null) {
    const chosen = ordinal === -1 ? listed[listed.length - 1] : listed[ordinal - 1];
    return chosen ? [chosen] : [];
  }
  const byTrim = trimPick(scene, listed);
  if (byTrim.length > 0) return byTrim;
  const byYear = yearPick(scene, listed);
  if (byYear.length > 0) return byYear;
  const looksElsewhere = ["search", "cheaper", "newer", "fewer_miles"].some((name) =>
    scene.wants.has(name)
  );
  if (looksElsewhere && !THE_ONE.test(pendingWords(scene))) return [];
  // Of one alone, "the lowest mileage one" means the lot.
  if (superlative && listed.length === 1 && has_criteria) return [];
  if (has_criteria) {
    const matching = listed.filter((one) => matchesQuery(one, own_query));
    const narrows = matching.length < listed.length || listed.length === 1;
    if (superlative && order !== null) return matching.sort(byOrder(order)).slice(0, 1);
    // "The highlander" after two of them were listed means these two.
    const named = own_query.model !== null && DEFINITE.test(pendingWords(scene));
    return narrows || looksElsewhere || (named && scene.memory.listed_last) ? matching : [];
  }
  return order === null ? [] : [...listed].sort(byOrder(order)).slice(0, 1);
}

/** "the SE" of a list that holds one: a short answer that names a trim whole. */
function trimPick(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const words = tokens(pendingWords(scene)).map((token) => token.text);
  if (words.length > 4 || listed.length < 2) return [];
  const found = listed.filter((one) => {
    const trim = squash(one.trim ?? "");
    return trim !== "" &&
      (words.includes(trim) ||
        words.join("").replace(/^the/, "").replace(/(?:one|please)$/, "") === trim);
  });
  return found.length < listed.length ? found : [];
}

/** "2023s": those of the list, also when all of them are. */
function yearPick(scene: Scene, listed: readonly VehicleFact[]): VehicleFact[] {
  const words = pendingWords(scene);
  if (!/^(?:the |los |las )?20\d\ds?(?: ones?)?\W*$/.test(words)) return [];
  return listed.filter((one) => matchesQuery(one, scene.understanding.own_query));
}
