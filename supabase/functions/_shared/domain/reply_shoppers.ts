import type { VehicleFact } from "../contract/intelligence.ts";
import { isRefusedKind } from "./inventory_match.ts";
import { oneDetails, pairDetails } from "./reply_details.ts";
import { listPart, namingOf } from "./reply_inventory.ts";
import { type Part, part, type Scene } from "./reply_scene.ts";
import { type ShopperWish, shopperWishes } from "./shopper_wishes.ts";
import { earlierTexts, pendingMessages } from "./thread_memory.ts";
import { nameIndex } from "./vehicle_names.ts";
import { searchAll } from "./vehicle_resolution.ts";
import { wantedWords } from "./vehicle_wording.ts";

/** Vehicles shown to each of two. */
const EACH = 2;
/** What a message about two shoppers may be about; all else is answered as in any thread. */
const ABOUT_CARS = new Set([
  "search",
  "details",
  "price",
  "availability",
  "overview",
  "greeting",
  "compare",
]);
const WORDS = {
  en: { him: "him", her: "her", them: "them", me: "you" },
  es: { him: "él", her: "ella", them: "la otra persona", me: "usted" },
} as const;

/** "His budget is 26k and mine is 20" is answered for each of them apart; null for one shopper. */
export async function shoppersPart(scene: Scene): Promise<Part | null> {
  const { intents, details } = scene.understanding;
  if (!intents.every((one) => ABOUT_CARS.has(one.name))) return null;
  const text = pendingMessages(scene.context).map((one) => one.content).join(". ");
  const vocabulary = scene.context.inventory_vocabulary;
  const wishes = shopperWishes(earlierTexts(scene.context), text, {
    vocabulary,
    index: nameIndex(vocabulary),
    language: scene.language,
    year_now: Number(scene.now.date.slice(0, 4)),
  });
  if (wishes === null) return null;
  const [only] = wishes.asked;
  if (only !== undefined && wishes.asked.length === 1 && details.length > 0) {
    return detailsFor(scene, await bestFor(scene, wishes[only]));
  }
  const parts: Part[] = [];
  for (const who of wishes.asked) { // bound: two
    const whom = WORDS[scene.language][who === "me" ? "me" : wishes.word];
    // deno-lint-ignore no-await-in-loop
    parts.push(listFor(scene, { whom, wish: wishes[who] }, await bestFor(scene, wishes[who])));
  }
  const vehicle_ids = [...new Set(parts.flatMap((one) => one.vehicle_ids))];
  const open = wishes.asked.some((who) => isOpen(wishes[who]));
  return part({
    sentences: parts.flatMap((one) => one.sentences),
    evidence: parts.flatMap((one) => one.evidence),
    vehicle_ids,
    ask: vehicle_ids.length === 0 ? "ask_change" : open ? "ask_body" : "ask_which",
  });
}

async function bestFor(scene: Scene, { query, thrifty }: ShopperWish): Promise<VehicleFact[]> {
  const found = (await searchAll(scene.facts, [query])).filter((one) =>
    one.status === "available" && !isRefusedKind(one, scene.understanding.refused)
  );
  if (thrifty) found.sort((a, b) => economyOf(b) - economyOf(a));
  return found.slice(0, EACH);
}

function detailsFor(scene: Scene, vehicles: readonly VehicleFact[]): Part | null {
  const [first] = vehicles;
  if (first === undefined) return null;
  return vehicles.length > 1
    ? pairDetails(scene, vehicles)
    : oneDetails(scene, first, scene.understanding.details);
}

interface Shown {
  readonly whom: string;
  readonly wish: ShopperWish;
}

function listFor(scene: Scene, { whom, wish }: Shown, vehicles: VehicleFact[]): Part {
  if (vehicles.length === 0) {
    return part({
      sentences: [scene.say("none", { wanted: wantedWords(wish.query, namingOf(scene)) })],
    });
  }
  return listPart(scene, vehicles, { key: "for_shopper", slots: { whom } }, null);
}

/** A price alone leaves the kind of vehicle open. */
function isOpen({ query, thrifty }: ShopperWish): boolean {
  return (query.body_style ?? query.model ?? query.text) === null && !thrifty;
}

function economyOf({ fuel_economy }: VehicleFact): number {
  return Number(/\d+/.exec(fuel_economy ?? "")?.[0] ?? 0);
}
