import type { Department, ReplyEvidence } from "../contract/intelligence.ts";
import { type DayHours, holidayNamed, hoursOn, openState, weekLines } from "./business_hours.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import { clockWords, daySlots, deskWords, weekWords, whenWords } from "./time_wording.ts";
import { statedTime } from "./time_entities.ts";

const NOW = /\b(?:right now|now|currently|still open|ahora|ahorita|en este momento)\b/;
const CLOSING = /\b(?:close|closing|how late|until when|till when|cierran|cierra)\b/;
const HOLIDAY =
  /\b(?:thanksgiving|christmas|new year'?s?|memorial day|labor day|(?:fourth|4th) of july|july 4(?:th)?|independence day|easter|black friday|veterans day|presidents'? day|mlk day|navidad|nochebuena|ano nuevo|accion de gracias|pascua|holidays?|feriados?)\b/;
const SERVICE = /\b(?:service|parts|taller|servicio)\b/;

/** Answers when the store or its service desk is open. */
export function hoursPart(scene: Scene): Part {
  const folded = pendingWords(scene);
  const department: Department = SERVICE.test(folded) ? "service" : "sales";
  const time = statedTime(folded, scene.now);
  const isNow = NOW.test(folded) || /^\W*(?:are )?(?:you|u|y'all) (?:guys )?open\W*$/.test(folded);
  if (isNow && (time.date === null || time.date === scene.now.date)) {
    return nowPart(scene, department);
  }
  const holiday = namedHoliday(scene, folded);
  if (holiday === "unknown") return missingPart(scene, department);
  const date = holiday ?? time.date ?? (CLOSING.test(folded) ? scene.now.date : null);
  if (date === scene.now.date && !opensStill(scene, department)) return nowPart(scene, department);
  if (date !== null) return dayPart(scene, date, department);
  return weekPart(scene, department);
}

/** Today's hours are only worth saying while some of them are left. */
function opensStill(scene: Scene, department: Department): boolean {
  const today = hoursOn(scene.context, scene.now.date, department);
  return !today.known || today.spans.length === 0 ||
    today.spans.some((one) => one.closes > scene.now.minutes);
}

/** The date of a holiday the text names; "unknown" when no row says how we open then. */
function namedHoliday(scene: Scene, folded: string): string | "unknown" | null {
  const named = holidayNamed(scene.context, folded, scene.now.date);
  if (named) return named.on_date;
  return HOLIDAY.test(folded) ? "unknown" : null;
}

/** Returns "555-010-0100" of a North American number, others as they are. */
function phoneWords(phone: string): string {
  const digits = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return digits ? `${digits[1]}-${digits[2]}-${digits[3]}` : phone;
}

/** Answers where the store is. */
export function locationPart(scene: Scene): Part {
  const { address, city, region, id } = scene.context.dealership;
  if (address === null) {
    return part({
      sentences: [scene.say("location_missing")],
      passes: [{
        reason: "fact_missing",
        line: "pass_general",
        topic: { en: "the address", es: "la dirección" },
        wants: "The address",
        blocked_by: "No address in the settings",
      }],
    });
  }
  const place = [city, region].filter((one) => one !== null).join(", ");
  const whole = place !== "" && !address.includes(`, ${city ?? place}`)
    ? `${address}, ${place}`
    : address;
  return part({
    sentences: [scene.say("location", { address: whole })],
    ask: askAfter(scene),
    evidence: [dealershipEvidence(id, ["address_line", "city", "region"])],
    confidence: 0.95,
  });
}

/** Answers which number to call. */
export function phonePart(scene: Scene): Part {
  const { phone, id } = scene.context.dealership;
  if (phone === null) return part({ sentences: [scene.say("phone_missing")], confidence: 0.7 });
  return part({
    sentences: [scene.say("phone", { phone: phoneWords(phone) })],
    evidence: [dealershipEvidence(id, ["contact_phone"])],
    confidence: 0.95,
  });
}

/** Says honestly that this is an assistant; the introduction may have said so already. */
export function botPart(scene: Scene): Part {
  const introduced = scene.memory.said.length > 0;
  const asksWho = scene.understanding.intents.some((one) => /\b(?:who|quien)/.test(one.evidence));
  if (asksWho) {
    const sentences = introduced ? [scene.say("bot_who")] : [];
    return part({ sentences, ask: "ask_open", confidence: 0.95 });
  }
  return part({ sentences: [scene.say(introduced ? "bot_known" : "bot")], confidence: 0.95 });
}

/** Returns when people are back, only while the store is closed and its hours are known. */
export function teamBack(scene: Scene): { sentence: string; evidence: ReplyEvidence } | null {
  const state = openState(scene.context, "sales", scene.now);
  if (!state.known || state.open || state.next === null) return null;
  const { date, span } = state.next;
  const when = whenWords({ date, minutes: span.opens }, scene.now, scene.language);
  return { sentence: scene.say("team_back", { when }), evidence: rowEvidence(span.row_id) };
}

/** Returns evidence of the rows that gave a day's hours. */
export function hoursEvidence(day: DayHours): ReplyEvidence[] {
  if (day.holiday) {
    return [{ kind: "hours", id: day.holiday.id, fields: ["on_date", "opens_at", "closes_at"] }];
  }
  return day.spans.map((span) => rowEvidence(span.row_id));
}

function dayPart(scene: Scene, date: string, department: Department): Part {
  const day = hoursOn(scene.context, date, department);
  if (!day.known) return missingPart(scene, department);
  const { language } = scene;
  const slots = {
    ...deskWords(department, language),
    ...daySlots(day, scene.now, language),
    holiday: day.holiday?.name ?? "",
  };
  const evidence = hoursEvidence(day);
  if (day.spans.length > 0) {
    const key = day.holiday ? "hours_holiday_open" : "hours_day";
    return part({
      sentences: [scene.say(key, slots)],
      evidence,
      confidence: 0.95,
      ask: askAfter(scene),
    });
  }
  const closed = scene.say(day.holiday ? "hours_holiday" : "hours_closed", slots);
  const next = nextSentence(scene, department, { date, minutes: 1439 });
  return part({
    sentences: [closed, ...next.sentences],
    evidence: [
      ...(evidence.length > 0 ? evidence : weekEvidence(scene, department)),
      ...next.evidence,
    ],
    confidence: 0.95,
  });
}

function nowPart(scene: Scene, department: Department): Part {
  const state = openState(scene.context, department, scene.now);
  if (!state.known) return missingPart(scene, department);
  const { language } = scene;
  const desk = deskWords(department, language);
  if (state.until) {
    const closes = clockWords(state.until.closes, language);
    return part({
      sentences: [scene.say("hours_now_open", { ...desk, closes })],
      evidence: [rowEvidence(state.until.row_id)],
      confidence: 0.95,
    });
  }
  const next = nextSentence(scene, department, scene.now);
  return part({
    sentences: [scene.say("hours_now_closed", desk), ...next.sentences],
    evidence: [...weekEvidence(scene, department), ...next.evidence].slice(0, 8),
    confidence: 0.95,
  });
}

function weekPart(scene: Scene, department: Department): Part {
  const lines = weekLines(scene.context, department);
  if (lines.length === 0) return missingPart(scene, department);
  const week = weekWords(lines, scene.language);
  return part({
    sentences: [scene.say("hours_week", { ...deskWords(department, scene.language), week })],
    evidence: weekEvidence(scene, department),
    ask: askAfter(scene),
    confidence: 0.95,
  });
}

function missingPart(scene: Scene, department: Department): Part {
  return part({
    sentences: [scene.say("hours_missing")],
    passes: [{
      reason: "hours_missing",
      line: "pass_hours",
      topic: { en: "the hours", es: "el horario" },
      wants: `Opening hours (${department})`,
      blocked_by: `No ${department} hours in the settings`,
    }],
    confidence: 0.7,
  });
}

function nextSentence(
  scene: Scene,
  department: Department,
  after: { date: string; minutes: number },
) {
  const state = openState(scene.context, department, { ...after, weekday: 0 });
  if (!state.next) return { sentences: [], evidence: [] };
  const { date, span } = state.next;
  const when = whenWords({ date, minutes: span.opens }, scene.now, scene.language);
  return { sentences: [scene.say("hours_next", { when })], evidence: [rowEvidence(span.row_id)] };
}

/** Someone who asks for hours with a vehicle in mind may be planning a visit. */
function askAfter(scene: Scene) {
  const shopping = scene.context.focus_vehicle_id !== null || scene.memory.listed_ids.length > 0;
  return shopping && scene.wants.size === 1 ? "ask_day" as const : null;
}

function weekEvidence(scene: Scene, department: Department): ReplyEvidence[] {
  return scene.context.hours.filter((row) => row.department === department)
    .map((row) => rowEvidence(row.id));
}

function rowEvidence(id: string): ReplyEvidence {
  return { kind: "hours", id, fields: ["opens_at", "closes_at"] };
}

function dealershipEvidence(id: string, fields: string[]): ReplyEvidence {
  return { kind: "dealership", id, fields };
}
