/** Hours as words, in the two languages that are read: `una` and `one` are 1. */
const HOUR_WORDS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  una: 1,
  dos: 2,
  tres: 3,
  cuatro: 4,
  cinco: 5,
  seis: 6,
  siete: 7,
  ocho: 8,
  nueve: 9,
  diez: 10,
  once: 11,
  doce: 12,
};
const MINUTE_WORDS: Readonly<Record<string, number>> = {
  "o'clock": 0,
  "oclock": 0,
  fifteen: 15,
  thirty: 30,
  "forty-five": 45,
  "forty five": 45,
  "fortyfive": 45,
  media: 30,
  cuarto: 15,
  diez: 10,
  veinte: 20,
};

const ENGLISH = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve";
const SPANISH = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce";
const HOUR = `(${ENGLISH}|\\d{1,2})`;
/** "Five thirty grand" and "two fifteen thousand mile cars" are no times. */
const NO_SUM = "(?!\\s?(?:k\\b|grand|thousand|hundred|dollars|bucks|miles?|mil\\b|percent|%))";
const PAST = new RegExp(`\\b(half|quarter|a quarter) (past|after|to|til|till|of) ${HOUR}\\b`, "g");
const WORDED = new RegExp(
  `\\b(${ENGLISH})[ -](o'?clock|fifteen|thirty|forty[ -]?five)\\b${NO_SUM}`,
  "g",
);
const WITH_MERIDIEM = new RegExp(`\\b(${ENGLISH})(?= ?(?:[ap]m\\b|[ap]\\.m))`, "g");
/** What may follow on a bare hour in words: "at one of your stores" names no hour. */
const END =
  "(?=\\s*(?:$|[.,!?;]|(?:ish|tomorrow|today|tonight|on|this|next|works?|is|or|if|please|pls|in|for|then|sharp|manana|hoy|el|este|de|por|para)\\b))";
const AFTER_AT = new RegExp(`\\b(at|around|by|after|before|until|till) (${ENGLISH})${END}`, "g");
const SPANISH_HOUR = new RegExp(
  `\\b((?:a|para|como a|tipo|hacia|sobre) las?) (${SPANISH}|\\d{1,2})(?: (y|menos) (media|cuarto|diez|veinte))?\\b${NO_SUM}`,
  "g",
);
const ISH = /\b(noon|midday|mediodia)[ -]?ish\b/g;

/** Writes the hours that a folded text spells out as digits: "half past five" is "at 5:30". */
export function digitsForHours(folded: string): string {
  return folded
    .replace(ISH, "$1")
    .replace(PAST, (_whole, part: string, way: string, hour: string) => {
      const minutes = part === "half" ? 30 : 15;
      const isBefore = way !== "past" && way !== "after";
      return `at ${clock(hourOf(hour), isBefore ? -minutes : minutes)}`;
    })
    .replace(
      WORDED,
      (_whole, hour: string, minutes: string) => clock(hourOf(hour), MINUTE_WORDS[minutes] ?? 0),
    )
    .replace(WITH_MERIDIEM, (hour) => String(hourOf(hour)))
    .replace(AFTER_AT, (_whole, at: string, hour: string) => `${at} ${hourOf(hour)}`)
    .replace(SPANISH_HOUR, (whole) => {
      const [, at = "", hour = "", way, part] = new RegExp(SPANISH_HOUR.source).exec(whole) ?? [];
      const minutes = MINUTE_WORDS[part ?? ""] ?? 0;
      return part === undefined
        ? `${at} ${hourOf(hour)}`
        : `${at} ${clock(hourOf(hour), way === "menos" ? -minutes : minutes)}`;
    });
}

/** Words that speak of coming by; without one, or a day, "at 1500" is a price as likely as a time. */
const COMING =
  /\b(?:come|coming|be there|stop by|swing by|drop by|see you|meet|appointment|appt|test drive|visit|book|schedule|reschedule|arrive|get there|make it|voy|vengo|llego|paso|cita|puedo ir)\b/;
const PRICING =
  /[$#]|\b(?:price|priced|offer|offered|asking|sell|sold|selling|buy it|take it|pay|paid|payment|cost|costs|down|otd|deal|msrp|vin|stock|miles|mileage|odometer|precio|cuesta|pago|millas)\b/;
const RUN_TOGETHER =
  /\b(at|@|a las?|para las?) (\d{1,2})(\d{2})(?![\d:/]|[.,]\d|\s?(?:k|mil|miles?)\b)\b/;

/**
 * Puts the colon into an hour that is run together, "at 730" or "at 1900", where the text speaks of
 * a visit or a day and of no sum.
 */
export function splitRunTogether(folded: string, namesDay: boolean): string {
  const match = RUN_TOGETHER.exec(folded);
  if (match === null || PRICING.test(folded)) return folded;
  const [whole, at = "", hour = "", minute = ""] = match;
  const isAlone = folded.replace(whole, "").replaceAll(/[\W_]/g, "") === "";
  const isClock = Number(hour) >= 1 && Number(hour) <= 23 && Number(minute) < 60 &&
    Number(minute) % 5 === 0;
  if (!isClock || !(namesDay || isAlone || COMING.test(folded))) return folded;
  return folded.replace(whole, `${at} ${Number(hour)}:${minute}`);
}

function hourOf(word: string): number {
  return HOUR_WORDS[word] ?? Number(word);
}

function clock(hour: number, minutes: number): string {
  const total = ((hour * 60 + minutes) + 720) % 720;
  const shown = Math.floor(total / 60) || 12;
  return `${shown}:${String(total % 60).padStart(2, "0")}`;
}
