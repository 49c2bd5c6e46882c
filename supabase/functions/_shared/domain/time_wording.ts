import type { Department } from "../contract/intelligence.ts";
import type { DayHours, OpenSpan, WeekLine } from "./business_hours.ts";
import { joinWords } from "./text.ts";
import { daysBetween, type LocalMoment, weekdayOf } from "./zoned_time.ts";

/** The languages replies are written in. */
export type ReplyLanguage = "en" | "es";

const WEEKDAYS = {
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  es: ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
} as const;
const MONTHS = {
  en: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
  es: [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
  ],
} as const;

/** Returns a wall-clock time as people write it: "9 AM", "5:30 PM", "9 a.m.". */
export function clockWords(minutes: number, language: ReplyLanguage): string {
  const hour = Math.floor(minutes / 60) % 24;
  const minute = minutes % 60;
  const half = hour < 12 ? { en: "AM", es: "a.m." } : { en: "PM", es: "p.m." };
  const clock = hour % 12 === 0 ? 12 : hour % 12;
  const rest = minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`;
  return `${clock}${rest} ${half[language]}`;
}

/** Returns the stretches of a day: "9 AM to 6 PM". */
function hoursWords(spans: readonly OpenSpan[], language: ReplyLanguage): string {
  const to = language === "es" ? "a" : "to";
  const words = spans.map((one) =>
    `${clockWords(one.opens, language)} ${to} ${clockWords(one.closes, language)}`
  );
  const text = joinWords(words, language === "es" ? "y" : "and");
  return language === "es" ? `de ${text}` : text;
}

/** Returns the day inside a sentence: "today", "on Saturday", "on Saturday, Nov 29". */
function dayWords(
  date: string,
  now: LocalMoment,
  language: ReplyLanguage,
  isDated = false,
): string {
  const ahead = isDated ? 7 : daysBetween(now.date, date);
  if (ahead === 0) return language === "es" ? "hoy" : "today";
  if (ahead === 1) return language === "es" ? "mañana" : "tomorrow";
  const weekday = WEEKDAYS[language][weekdayOf(date)] ?? "";
  const month = MONTHS[language][Number(date.slice(5, 7)) - 1] ?? "";
  const day = Number(date.slice(8, 10));
  if (ahead > 1 && ahead < 7) return language === "es" ? `el ${weekday}` : `on ${weekday}`;
  return language === "es" ? `el ${weekday} ${day} de ${month}` : `on ${weekday}, ${month} ${day}`;
}

/** Returns day and time together: "tomorrow at 5 PM". */
export function whenWords(
  slot: { date: string; minutes: number },
  now: LocalMoment,
  language: ReplyLanguage,
): string {
  const at = language === "es" ? "a las" : "at";
  const hour = clockWords(slot.minutes, language);
  const article = language === "es" && hour.startsWith("1 ") ? "a la" : at;
  return `${dayWords(slot.date, now, language)} ${article} ${hour}`;
}

/** Returns the week in one line: "Mon-Fri 9 AM to 8 PM, Sat 9 AM to 6 PM, closed Sun". */
export function weekWords(lines: readonly WeekLine[], language: ReplyLanguage): string {
  return lines.map((line) => {
    const first = shortDay(line.first, language);
    const days = line.first === line.last ? first : `${first}-${shortDay(line.last, language)}`;
    if (line.spans.length > 0) return `${days} ${hoursWords(line.spans, language)}`;
    return language === "es" ? `${days} cerrado` : `closed ${days}`;
  }).join(", ");
}

/** Returns the words for the desk that opens, as the subject of a sentence. */
export function deskWords(
  department: Department,
  language: ReplyLanguage,
): { we: string; we_low: string } {
  if (language === "es") {
    return department === "service"
      ? { we: "Servicio abre", we_low: "servicio abre" }
      : { we: "Abrimos", we_low: "abrimos" };
  }
  return department === "service"
    ? { we: "Service is", we_low: "service is" }
    : { we: "We're", we_low: "we're" };
}

/** Returns the slots that name a day, with its date where the plain weekday would mislead. */
export function daySlots(
  day: DayHours,
  now: LocalMoment,
  language: ReplyLanguage,
  isDated = false,
): { day: string; day_first: string; hours: string } {
  const words = dayWords(day.date, now, language, isDated);
  const first = words[0]?.toUpperCase() + words.slice(1);
  return { day: words, day_first: first, hours: hoursWords(day.spans, language) };
}

/** Returns a weekday as a habit: "Saturdays", "los sábados". */
export function weekdayWords(
  weekday: number,
  language: ReplyLanguage,
): { weekdays: string; weekdays_first: string } {
  const name = WEEKDAYS[language][weekday] ?? "";
  const weekdays = language === "en" ? `${name}s` : `los ${name.endsWith("s") ? name : `${name}s`}`;
  return { weekdays, weekdays_first: weekdays[0]?.toUpperCase() + weekdays.slice(1) };
}

function shortDay(weekday: number, language: ReplyLanguage): string {
  const name = WEEKDAYS[language][weekday] ?? "";
  return language === "es" ? name : name.slice(0, 3);
}
