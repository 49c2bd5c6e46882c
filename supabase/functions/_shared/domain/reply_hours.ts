import type { Department, ReplyEvidence } from "../contract/intelligence.ts";
import { type DayHours, holidayDate, hoursOn, openState, weekLines } from "./business_hours.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import {
  clockWords,
  daySlots,
  deskWords,
  weekdayWords,
  weekWords,
  whenWords,
} from "./time_wording.ts";
import { foldText } from "./text.ts";
import { earlierTexts } from "./thread_memory.ts";
import { relativeDay, statedTime } from "./time_entities.ts";
import { addDays } from "./zoned_time.ts";

const NOW = /\b(?:right now|now|currently|still open|ahora|ahorita|en este momento)\b/;
const CLOSING = /\b(?:close|closing|how late|until when|till when|cierran|cierra)\b/;
const HOLIDAY =
  /\b(?:thanksgiving|christmas|x-?mas|nye|new year'?s?|memorial day|labor day|(?:fourth|4th) of july|july 4(?:th)?|independence day|easter|black friday|veterans day|presidents'? day|mlk day|navidad|nochebuena|ano nuevo|accion de gracias|pascua|holidays?|feriados?)\b/;
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
  if (holiday === "unknown") return missingPart(scene, department, "that holiday");
  if (holiday === null && time.weekday !== null) {
    return weekdayPart(scene, time.weekday, department);
  }
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

/** The day that the last messages asked about. */
function discussedDate(scene: Scene): string | null {
  for (const text of earlierTexts(scene.context).slice(-2).reverse()) {
    const folded = foldText(text);
    const date = holidayDate(scene.context, folded, scene.now.date) ??
      statedTime(folded, scene.now).date;
    if (date !== null) return date;
  }
  return null;
}

/** The date that a holiday or "the day before" names; "unknown" when no row says how we open then. */
function namedHoliday(scene: Scene, folded: string): string | "unknown" | null {
  const named = holidayDate(scene.context, folded, scene.now.date);
  if (named !== null) return named;
  if (HOLIDAY.test(folded)) return "unknown";
  const shift = relativeDay(folded);
  if (shift === null) return null;
  const { date } = statedTime(folded, scene.now);
  const discussed = date ?? discussedDate(scene);
  return discussed === null ? null : addDays(discussed, shift);
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

function dayPart(scene: Scene, date: string, department: Department, isDated = false): Part {
  const day = hoursOn(scene.context, date, department);
  if (!day.known) return missingPart(scene, department);
  const { language } = scene;
  const slots = {
    ...deskWords(department, language),
    ...daySlots(day, scene.now, language, isDated),
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

/** A weekday named by name asks about that weekday; a holiday on the next one is told instead. */
function weekdayPart(scene: Scene, weekday: number, department: Department): Part {
  const { now, language } = scene;
  const date = addDays(now.date, (weekday - now.weekday + 7) % 7);
  const day = hoursOn(scene.context, date, department);
  if (!day.known) return missingPart(scene, department);
  if (day.holiday) return dayPart(scene, date, department, true);
  const closed = department === "service" ? "no_service" : "weekday_closed";
  const slots = {
    ...deskWords(department, language),
    ...daySlots(day, now, language),
    ...weekdayWords(weekday, language),
  };
  const sentences = [scene.say(day.spans.length > 0 ? "hours_weekday" : closed, slots)];
  const evidence = day.spans.length > 0 ? hoursEvidence(day) : weekEvidence(scene, department);
  const open = date === now.date ? openState(scene.context, department, now).until : null;
  if (open) {
    sentences.unshift(
      scene.say("hours_until", { ...slots, closes: clockWords(open.closes, language) }),
    );
  }
  const next = day.spans.length > 0
    ? { sentences: [], evidence: [] }
    : nextSentence(scene, department, { date, minutes: 1439 });
  return part({
    sentences: [...sentences, ...next.sentences],
    evidence: [...evidence, ...next.evidence],
    confidence: 0.95,
    ask: askAfter(scene),
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

function missingPart(scene: Scene, department: Department, of: string = department): Part {
  return part({
    sentences: [scene.say("hours_missing")],
    passes: [{
      reason: "hours_missing",
      line: "pass_hours",
      topic: { en: "the hours", es: "el horario" },
      wants: `Opening hours (${department}): "${pendingWords(scene).slice(0, 140)}"`,
      blocked_by: `No hours of ${of} in the settings`,
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

/** Returns the question after an answer about the store: someone who asks for hours with a vehicle in mind may be planning a visit. */
export function askAfter(scene: Scene): "ask_day" | null {
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
