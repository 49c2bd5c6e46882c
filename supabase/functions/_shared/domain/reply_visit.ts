import type { VehicleFact, VisitWish } from "../contract/intelligence.ts";
import { type DayHours, hoursOn, isOpenAt, openState } from "./business_hours.ts";
import { bookingPart } from "./reply_booking.ts";
import { availabilityPart, namingOf, unavailablePart } from "./reply_inventory.ts";
import { isMinor } from "./minor.ts";
import { generalPart } from "./reply_knowledge.ts";
import { type Part, part, type Pass, pendingWords, type Scene } from "./reply_scene.ts";
import { hoursEvidence } from "./reply_hours.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { statedTime } from "./time_entities.ts";
import { clockWords, daySlots, deskWords, weekdayWords, whenWords } from "./time_wording.ts";
import { vehicleName } from "./vehicle_wording.ts";
import type { Resolution } from "./vehicle_resolution.ts";
import { DAY_PARTS } from "./visit_slots.ts";
import { wishWords } from "./visit_wish.ts";
import { minutesOf, weekdayOf } from "./zoned_time.ts";

/** Who is on the way is asked for no day. */
const ON_THE_WAY = /\b(?:on my way|omw|leaving now|en camino)\b/;
const PART_NAMES = {
  morning: { en: "the morning", es: "la mañana" },
  afternoon: { en: "the afternoon", es: "la tarde" },
  evening: { en: "the evening", es: "la noche" },
} as const;

/** Answers a wish to come in: says whether the store is open then and passes the wish on. */
export async function visitPart(scene: Scene, resolution: Resolution): Promise<Part> {
  const vehicle = resolution.vehicles.length === 1 ? resolution.vehicles[0] : undefined;
  if (vehicle && vehicle.status !== "available") return await unavailablePart(scene, vehicle);
  const { visit: wish, visit_answer } = scene.understanding;
  if (ON_THE_WAY.test(pendingWords(scene))) {
    const own = passed(scene, wish, vehicle, []);
    return { ...own, passes: own.passes.map((one) => ({ ...one, brings: "On the way now" })) };
  }
  if (visit_answer === "other_time" && (wish?.time ?? null) === null && !saysDay(scene)) {
    return part({ ask: "ask_other_time", confidence: 0.85 });
  }
  if (isMinor(scene.context)) return await youngPart(scene, wish, vehicle);
  const kind = wish?.department === "service" ? "service" as const : "test_drive" as const;
  const asked = { kind, wish, vehicle };
  if (picksOffer(scene)) {
    const booked = await bookingPart(scene, asked);
    if (booked) return booked;
  }
  if (!wish || wish.date === null) return await withoutDay(scene, wish, resolution);
  const day = hoursOn(scene.context, wish.date, wish.department);
  if (!day.known) return passed(scene, wish, vehicle, []);
  if (day.spans.length === 0) return closedDay(scene, wish, day);
  const own = onOpenDay(scene, { wish, day, vehicle });
  const isRefused = own.ask === "ask_other_time";
  return isRefused ? own : await bookingPart(scene, asked) ?? own;
}

/** A driver who may be too young hears the store's rule, and a person arranges the rest. */
async function youngPart(
  scene: Scene,
  wish: VisitWish | null,
  vehicle: VehicleFact | undefined,
): Promise<Part> {
  const rule = await generalPart(scene, "do I need a license for a test drive");
  const known = rule.passes.length === 0;
  const said = known && scene.memory.said.some((one) => one.includes(rule.sentences[0] ?? ""));
  const own = passed(scene, wish, vehicle, known && !said ? rule.sentences : []);
  const passes = own.passes.map((one) => ({ ...one, brings: "May be under 18" }));
  return { ...own, passes, evidence: known ? rule.evidence : [] };
}

/** "The second one" and "yes" after free times were offered name one of these. */
function picksOffer(scene: Scene): boolean {
  const { last_ask } = scene.memory;
  const { ordinal, visit_answer, visit } = scene.understanding;
  if (last_ask !== "ask_slot" && last_ask !== "ask_confirm") return false;
  return ordinal !== null || (visit_answer === "yes" && (visit?.time ?? null) === null);
}

function saysDay(scene: Scene): boolean {
  return statedTime(pendingWords(scene), scene.now).date !== null;
}

/** A vehicle named with the wish is answered first, then the day is asked for. */
async function withoutDay(
  scene: Scene,
  wish: VisitWish | null,
  resolution: Resolution,
): Promise<Part> {
  const asked = scene.memory.last_ask === "ask_day";
  const unsure = scene.understanding.visit_answer !== null &&
    scene.understanding.visit_answer !== "yes";
  const picked = resolution.kind === "picked" && (wish?.time ?? null) === null;
  if (asked && !unsure && !picked && wish !== null) {
    return passed(scene, wish, resolution.vehicles[0], []);
  }
  const named = resolution.kind === "named" || picked;
  if (!named || scene.wants.has("availability") || scene.wants.has("search")) {
    return part({ ask: "ask_day", confidence: 0.8 });
  }
  const found = await availabilityPart(scene, resolution);
  const open = resolution.vehicles.some((one) => one.status === "available");
  return open ? { ...found, ask: "ask_day" } : found;
}

interface OpenDay {
  wish: VisitWish;
  day: DayHours;
  vehicle: VehicleFact | undefined;
}

function onOpenDay(scene: Scene, { wish, day, vehicle }: OpenDay): Part {
  const slots = daySlots(day, scene.now, scene.language);
  const evidence = hoursEvidence(day);
  const vehicle_ids = vehicle ? [vehicle.id] : [];
  const refuse = (key: TemplateKey, time: string): Part =>
    part({
      sentences: [scene.say(key, { ...slots, time })],
      ask: "ask_other_time",
      evidence,
      vehicle_ids,
    });
  const isToday = wish.date === scene.now.date;
  if (wish.time !== null) {
    const minutes = minutesOf(wish.time);
    const time = clockWords(minutes, scene.language);
    if (isToday && minutes <= scene.now.minutes) return refuse("visit_past", time);
    if (!isOpenAt(day, minutes)) return refuse("visit_closed_time", withArticle(time, scene));
    const said = scene.say("visit_open", { ...slots, time: withArticle(time, scene) });
    return { ...passed(scene, wish, vehicle, [said]), evidence };
  }
  if (
    isToday && !openState(scene.context, wish.department, scene.now).open && !opensLater(scene, day)
  ) {
    return closedDay(scene, wish, day);
  }
  if (wish.part_of_day !== null) {
    const { from, to } = DAY_PARTS[wish.part_of_day];
    const fits = day.spans.some((span) => span.opens < to && span.closes > from);
    if (!fits) return refuse("visit_closed_time", PART_NAMES[wish.part_of_day][scene.language]);
  }
  const said = scene.say("visit_part_open", slots);
  const enough = wish.part_of_day !== null;
  if (enough) return { ...passed(scene, wish, vehicle, [said]), evidence };
  return part({ sentences: [said], ask: "ask_time", evidence, vehicle_ids });
}

function opensLater(scene: Scene, day: DayHours): boolean {
  return day.spans.some((span) => span.opens > scene.now.minutes);
}

function closedDay(scene: Scene, wish: VisitWish, day: DayHours): Part {
  const today = wish.date === scene.now.date && day.spans.length > 0;
  const closed = wish.department === "service" ? "no_service" : "visit_closed_day";
  const key = today ? "visit_closed_now" : day.holiday ? "hours_holiday" : closed;
  const slots = {
    ...daySlots(day, scene.now, scene.language),
    ...weekdayWords(weekdayOf(day.date), scene.language),
    ...deskWords(wish.department, scene.language),
    holiday: day.holiday?.name ?? "",
  };
  const state = openState(scene.context, wish.department, {
    date: day.date,
    minutes: 1439,
    weekday: scene.now.weekday,
  });
  const sentences = [scene.say(key, slots)];
  const evidence = hoursEvidence(day);
  if (state.next) {
    const { date, span } = state.next;
    sentences.push(
      scene.say("hours_next", {
        when: whenWords({ date, minutes: span.opens }, scene.now, scene.language),
      }),
    );
    evidence.push({ kind: "hours", id: span.row_id, fields: ["opens_at", "closes_at"] });
  }
  return part({ sentences, ask: "ask_other_time", evidence });
}

function passed(
  scene: Scene,
  wish: VisitWish | null,
  vehicle: VehicleFact | undefined,
  sentences: string[],
): Part {
  const seen = vehicle ? ` to see ${vehicleName(vehicle, namingOf(scene))}` : "";
  const stock = vehicle?.stock_number ? ` (stock ${vehicle.stock_number})` : "";
  const pass: Pass = {
    reason: "visit_request",
    line: "pass_visit",
    topic: { en: "your visit", es: "su visita" },
    wants: `Visit${wish?.date ?? wish?.time ? ` ${wishWords(wish)}` : ""}${seen}${stock}`,
    brings: scene.understanding.name === null ? null : `Name: ${scene.understanding.name}`,
    blocked_by: "The time needs a person to confirm it",
  };
  return part({ sentences, passes: [pass], vehicle_ids: vehicle ? [vehicle.id] : [] });
}

/** Spanish names an hour with its article: "las 5 p.m.". */
function withArticle(time: string, scene: Scene): string {
  if (scene.language === "en") return time;
  return /^1(?::|\s)/.test(time) ? `la ${time}` : `las ${time}`;
}
