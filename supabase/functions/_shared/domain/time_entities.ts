import { digitsForHours, splitRunTogether } from "./spoken_hours.ts";
import { addDays, daysBetween, type LocalMoment, weekdayOf } from "./zoned_time.ts";

/** A day and time as a text states them, in the zone of the moment given. */
export interface StatedTime {
  date: string | null;
  minutes: number | null;
  /** True when the text left morning or afternoon open ("at 7"). */
  meridiem_guessed: boolean;
  part_of_day: "morning" | "afternoon" | "evening" | null;
  /** The weekday named by name, 0 is Sunday; null for dates, "tomorrow" and "next Friday". */
  weekday: number | null;
}

const WEEKDAYS: Readonly<Record<string, number>> = {
  sun: 0,
  dom: 0,
  mon: 1,
  lun: 1,
  tue: 2,
  mar: 2,
  wed: 3,
  mie: 3,
  thu: 4,
  jue: 4,
  fri: 5,
  vie: 5,
  sat: 6,
  sab: 6,
};
const MONTHS: Readonly<Record<string, number>> = {
  jan: 1,
  ene: 1,
  feb: 2,
  mar: 3,
  apr: 4,
  abr: 4,
  may: 5,
  jun: 6,
  jul: 7,
  aug: 8,
  ago: 8,
  sep: 9,
  oct: 10,
  nov: 11,
  dec: 12,
  dic: 12,
};
const MONTH_WORDS =
  "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)";

/** "10 Oak Street" holds no time. */
const ADDRESS =
  /\b\d{1,5} (?:[nsew]\.? )?(?:\w+ ){1,3}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|blvd|boulevard|court|ct|circle|parkway|pkwy|highway|hwy|place|pl|terrace)\b|\b(?:calle|avenida|av)\.? (?:\w+ ){0,3}\d{1,5}\b/g;
/** Words around an hour that change nothing about it. */
const HEDGES =
  /\b(?:not sure|maybe|perhaps|actually|make it|make that|how about|what about|(?:can|could) (?:we|you|u|i) do|let'?s (?:do|say|go with)|ok|okay|sure|no|or|then|instead|i think|works|work|is (?:fine|good|ok)|please|mejor|quizas?|tal vez|que tal|entonces)\b/g;
/** "Not 5, 6" wishes for 6. */
const REFUSED_HOUR = /\b(?:not|no a las?) (?:at )?\d{1,2}(?::\d{2})?(?: ?[ap]\.?m\b)?/g;

const LONG_WEEKDAY =
  /\b(?:(next|this coming|proximo) )?(monday|tuesday|tues|wednesday|wensday|weds|thursday|thurs|thur|friday|saturday|saterday|sunday|lunes|martes|miercoles|jueves|viernes|sabado|domingo)s?\b(?: (que viene|proximo))?/;
const SHORT_WEEKDAY =
  /(?:\b(?:on|this|next|until|till|by|for|open|close|closed|coming|or) |^\W*)(mon|tue|wed|thu|fri|sat|sun)\b|\b(mon|tue|wed|thu|fri|sat|sun)(?= (?:at|morning|afternoon|evening|around|\d))/;
const MONTH_DAY = new RegExp(`\\b(${MONTH_WORDS})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\b(?!:|,\\d| ?k)`);
const DAY_MONTH = new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of |de )?(${MONTH_WORDS})\\b`);
const SLASHED = /\b(\d{1,2})\/(\d{1,2})(?:\/\d{2,4})?\b/;
const ORDINAL_DAY =
  /\b(?:on )?the (\d{1,2})(?:st|nd|rd|th)\b|\bel (?:dia )?(\d{1,2})\b(?! (?:de )?(?:mil|por))/;

/** A number that money, distance or counting words follow is no hour. */
const NOT_HOUR =
  "(?![\\d,/]|\\.\\d|\\s?(?:k|%|grand|mil|miles?|mi|millas?|mpg|days?|weeks?|months?|people|percent|seats?|down|out|otd|bucks|dollars|minutes?|min|hours?|hrs?|a month)\\b)";
const HOUR = "(\\d{1,2})(?::(\\d{2}))?";
const MERIDIEM = "((?:\\s?[ap]\\.?m\\b\\.?)|[ap]\\b)";
const TIME_RULES: readonly RegExp[] = [
  new RegExp(`(?<![\\d$.,])\\b${HOUR}(?:\\s?(?:-|to|and|y)\\s?\\d{1,2}(?::\\d{2})?)?${MERIDIEM}`),
  new RegExp(`(?<![\\d$.,])\\b(\\d{1,2})(\\d{2})${MERIDIEM}`),
  new RegExp(
    `\\b(?:a las?|at|@|around|by|after|before|about|like|until|till|past|como a las?) ${HOUR}(?:ish)?\\b${NOT_HOUR}`,
  ),
  new RegExp(
    `\\b(?:between|from|entre(?: las)?|de) ${HOUR} (?:and|to|y|a)(?: las)? \\d{1,2}(?::\\d{2})?\\b${NOT_HOUR}`,
  ),
  new RegExp(
    `\\b(?:move|push|change|switch|mover|cambiar)\\w* (?:\\w+ ){0,4}(?:to|until|till|a las?) ${HOUR}\\b${NOT_HOUR}`,
  ),
  /(?<![\d$.,])\b(\d{1,2}):(\d{2})\b/,
  new RegExp(
    `\\b(?:(?:mon|tues?|wednes|wed|thurs?|fri|satur|sat|sun)(?:day)?|tomorrow|tmrw|lunes|martes|miercoles|jueves|viernes|sabado|domingo) ${HOUR}\\b${NOT_HOUR}`,
  ),
  /\b(\d{1,2})(?:()(?:ish| o'?clock| en punto))/,
  /\b(\d{1,2})()(?= (?:in the|de la|por la) (?:morning|afternoon|evening|manana|tarde|noche))/,
];

/** Returns the day, time and part of day a folded text states; all null when it states none. */
export function statedTime(text: string, now: LocalMoment): StatedTime {
  const folded = text.replace(ADDRESS, " ").replace(REFUSED_HOUR, " ");
  const soon = relativeTime(folded, now);
  if (soon) return soon;
  const part_of_day = partOfDay(folded);
  const date = statedDate(folded, now);
  const namesDay = date !== null || part_of_day !== null;
  const clock = clockTime(splitRunTogether(digitsForHours(folded), namesDay), part_of_day);
  const weekday = namedWeekday(folded);
  const byName = weekday !== null && !weekday.next && date === weekdayDate(weekday, now);
  return {
    date,
    minutes: clock?.minutes ?? null,
    meridiem_guessed: clock?.guessed ?? false,
    part_of_day,
    weekday: byName ? weekday.wanted : null,
  };
}

/** Returns the hour a bare number means as an answer to "what time?": "5", "5:30", "730" or "five". */
export function bareHour(text: string): { minutes: number; guessed: boolean } | null {
  const bare = text.replace(HEDGES, " ").trim();
  const folded = digitsForHours(/^[a-z]+\W*$/.test(bare) ? `at ${bare}` : bare)
    .replace(/^(?:at|a las?) /, "");
  const match = /^\W*(\d{1,2})(?::?(\d{2}))?\W*$/.exec(folded);
  return match ? toMinutes(match[1], match[2], undefined, null) : null;
}

/** Returns how many days "the day before" and "that day" lie from the day spoken of; null for neither. */
export function relativeDay(folded: string): number | null {
  if (/\b(?:day before|dia antes)\b/.test(folded)) return -1;
  if (/\b(?:day after|dia despues)\b(?! tomorrow)/.test(folded)) return 1;
  return /\b(?:that|same|ese|mismo) (?:day|dia)\b|\b(?:and|what about|how about) (?:the )?(?:service|parts|sales)\b/
      .test(folded)
    ? 0
    : null;
}

function statedDate(folded: string, now: LocalMoment): string | null {
  if (/\b(?:day after tomorrow|pasado manana)\b/.test(folded)) return addDays(now.date, 2);
  const morning = /(?:\b(?:la|esta) manana\b)/g;
  if (
    /\b(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|2morrow|manana)\b/.test(
      folded.replace(morning, " "),
    )
  ) {
    return addDays(now.date, 1);
  }
  const weekday = namedWeekday(folded);
  const calendar = calendarDate(folded, now);
  // "Saturday, Nov 28" is that very day, and not the coming Saturday.
  const isSame = weekday !== null && calendar !== null && weekdayOf(calendar) === weekday.wanted;
  if (weekday && !isSame) return weekdayDate(weekday, now);
  if (calendar) return calendar;
  if (/\b(?:this|the) weekend\b|\bfin de semana\b/.test(folded)) {
    return now.weekday === 0 ? now.date : addDays(now.date, 6 - now.weekday);
  }
  if (/\bnext weekend\b|\b(?:proximo fin|fin) de semana (?:que viene|proximo)\b/.test(folded)) {
    return addDays(now.date, now.weekday === 0 ? 6 : 13 - now.weekday);
  }
  const today =
    /\b(?:today|tonight|this (?:morning|afternoon|evening)|hoy|esta (?:manana|tarde|noche))\b/;
  return today.test(folded) ? now.date : null;
}

interface NamedWeekday {
  wanted: number;
  next: boolean;
}

function namedWeekday(folded: string): NamedWeekday | null {
  const long = LONG_WEEKDAY.exec(folded);
  const short = long ? null : SHORT_WEEKDAY.exec(folded);
  const name = long?.[2] ?? short?.[1] ?? short?.[2];
  const wanted = name ? WEEKDAYS[name.slice(0, 3)] : undefined;
  if (wanted === undefined) return null;
  return { wanted, next: long?.[1] === "next" || short?.[0].startsWith("next") === true };
}

function weekdayDate({ wanted, next }: NamedWeekday, now: LocalMoment): string {
  const ahead = (wanted - now.weekday + 7) % 7;
  // "Next Friday" said on a Wednesday means the one in the following week.
  const sameWeek = ahead > 0 && now.weekday + ahead <= 6;
  return addDays(now.date, next && (sameWeek || ahead === 0) ? ahead + 7 : ahead);
}

function calendarDate(folded: string, now: LocalMoment): string | null {
  const named = MONTH_DAY.exec(folded);
  if (named) return onOrAfter(MONTHS[named[1]?.slice(0, 3) ?? ""], Number(named[2]), now);
  const spoken = DAY_MONTH.exec(folded);
  if (spoken) return onOrAfter(MONTHS[spoken[2]?.slice(0, 3) ?? ""], Number(spoken[1]), now);
  const slashed = SLASHED.exec(folded);
  if (slashed) return onOrAfter(Number(slashed[1]), Number(slashed[2]), now);
  const ordinal = ORDINAL_DAY.exec(folded);
  if (!ordinal) return null;
  return nextDayOfMonth(Number(ordinal[1] ?? ordinal[2]), now);
}

function onOrAfter(month: number | undefined, day: number, now: LocalMoment): string | null {
  const year = Number(now.date.slice(0, 4));
  const candidates = [year, year + 1].map((one) => calendar(one, month ?? 0, day));
  return candidates.find((date) => date !== null && daysBetween(now.date, date) >= 0) ?? null;
}

function nextDayOfMonth(day: number, now: LocalMoment): string | null {
  const year = Number(now.date.slice(0, 4));
  const month = Number(now.date.slice(5, 7));
  for (let ahead = 0; ahead < 3; ahead++) {
    const date = calendar(
      year + Math.floor((month - 1 + ahead) / 12),
      (month - 1 + ahead) % 12 + 1,
      day,
    );
    if (date && daysBetween(now.date, date) >= 0) return date;
  }
  return null;
}

/** Returns the date when such a day exists: 31 April and month 24 do not. */
function calendar(year: number, month: number, day: number): string | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : null;
}

function partOfDay(folded: string): StatedTime["part_of_day"] {
  const text = folded.replace(/\b(?:good (?:morning|afternoon|evening)|buen(?:os|as) \w+)\b/g, " ");
  if (/\b(?:morning|am hours|de la manana|(?:por|en) la manana|esta manana)\b/.test(text)) {
    return "morning";
  }
  if (/\b(?:afternoon|lunch ?(?:time)?|(?:por|en|de) la tarde|esta tarde)\b/.test(text)) {
    return "afternoon";
  }
  const evening =
    /\b(?:evening|tonight|after work|(?:por|en|de) la noche|esta noche|despues del trabajo)\b/;
  return evening.test(text) ? "evening" : null;
}

function clockTime(folded: string, part: StatedTime["part_of_day"]) {
  if (/\b(?:noon|midday|mediodia)\b/.test(folded)) return { minutes: 720, guessed: false };
  for (const rule of TIME_RULES) {
    const match = rule.exec(folded);
    const time = match && toMinutes(match[1], match[2] || undefined, match[3], part);
    if (time) return time;
  }
  return null;
}

function toMinutes(
  hourText: string | undefined,
  minuteText: string | undefined,
  meridiem: string | undefined,
  part: StatedTime["part_of_day"],
): { minutes: number; guessed: boolean } | null {
  const hour = Number(hourText);
  const minute = Number(minuteText ?? 0);
  if (!(hour >= 0 && hour <= 23) || minute > 59) return null;
  if (hour > 12 || hour === 0) {
    return minuteText === undefined ? null : { minutes: hour * 60 + minute, guessed: false };
  }
  const base = (hour % 12) * 60 + minute;
  if (meridiem) return { minutes: base + (meridiem.trim()[0] === "p" ? 720 : 0), guessed: false };
  if (part) return { minutes: base + (part === "morning" ? 0 : 720), guessed: false };
  return { minutes: base + (hour < 8 || hour === 12 ? 720 : 0), guessed: true };
}

/** "In an hour", "in 30 minutes", "right now": counted from the moment. */
function relativeTime(folded: string, now: LocalMoment): StatedTime | null {
  const match =
    /\bin (?:about )?(an|a|half an|\d{1,3})(?: half)? (hours?|hrs?|minutes?|mins?)\b/.exec(
      folded,
    ) ??
      /\ben (una|media|\d{1,3}) (horas?|minutos?)\b/.exec(folded);
  if (!match) return null;
  const amount = match[1] ?? "";
  const unit = /^h/.test(match[2] ?? "") ? 60 : 1;
  const count = /^half|^media/.test(amount) ? 0.5 : /^\d/.test(amount) ? Number(amount) : 1;
  const total = now.minutes + Math.round(count * unit);
  const date = addDays(now.date, Math.floor(total / 1440));
  return {
    date,
    minutes: total % 1440,
    meridiem_guessed: false,
    part_of_day: null,
    weekday: null,
  };
}
