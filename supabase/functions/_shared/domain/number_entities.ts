/** Money, mileage and years a text states as criteria. */
export interface NumberCriteria {
  price_min_cents: number | null;
  price_max_cents: number | null;
  mileage_max: number | null;
  year_min: number | null;
  year_max: number | null;
  /** A monthly payment wish; never a price. */
  payment_cents: number | null;
  /** Money put down; never a price. */
  down_cents: number | null;
  /** A price named without "under" or "over": a budget in a search, an offer in a negotiation. */
  bare_cents: number | null;
}

interface Mention {
  value: number;
  /** "$", "k", "grand", "thousand" or a thousands comma was written. */
  marked: boolean;
  before: string;
  after: string;
  start: number;
  end: number;
}

const NUMBER =
  /(?<![\w.])(?:usd ?|(\$) ?)?(\d{1,3}(?:,\d{3})+|\d{1,7}(?:\.\d{1,2})?)(?: ?(k|grand|thousand|mil)\b)?(?![\w]*\d)/g;
const MILES =
  /^ ?(?:\+ ?)?(?:miles?\b|mi\b|millas?\b|kms?\b|kilomet)|^ (?:on (?:it|the (?:clock|odometer)))/;
const PAYMENT = /^ ?(?:(?:\/|a|per|al|por|x) ?(?:month|mo|mes)\b|monthly\b|mensual|mo\b)/;
const PAYMENT_BEFORE =
  /\b(?:payments?|pago|pagos|mensualidad)(?: (?:of|under|around|about|at|de|is|below|to be))* ?$/;
const DOWN = /^ ?(?:(?:to put )?down\b|de (?:enganche|entrada)\b|cash down|as (?:a )?down)/;
const DOWN_BEFORE =
  /\b(?:down payment|enganche|put down|putting down|put)(?: (?:of|is|about|de))* ?$/;
const NOT_MONEY =
  /^ ?(?:%|percent|mpg|apr\b|[ap]\.?m\b|o'?clock|min|hours?|hrs?|days?|weeks?|months?|years?|seats?|seater|people|passenger|person|doors?|cyl|inch|lbs?|pounds|times|of (?:them|you)|:|\/\d|-?(?:st|nd|rd|th)\b|dias|meses|anos|horas|personas|puertas|asientos)/;
const MAX_BEFORE =
  /(?:\b(?:under|below|less than|lower than|cheaper than|max(?:imum)?(?: of| is)?|up to|at most|no more than|not over|within|spend|budget(?: (?:is|of|around|about|up to|for))*|top(?:s)?(?: is)?|menos de|hasta|maximo(?: de)?|debajo de|bajo|presupuesto(?: (?:es|de))*|no mas de)|<|<=) ?(?:about |around |like |de )?\$? ?$/;
const MIN_BEFORE =
  /\b(?:over|above|more than|at least|starting at|min(?:imum)?(?: of)?|mas de|desde|minimo) ?\$? ?$/;
const AROUND_BEFORE =
  /\b(?:around|about|roughly|near|close to|like|approximately|~|como|alrededor de|cerca de) ?\$? ?$/;
const MAX_AFTER =
  /^ ?(?:or (?:less|under|below|lower|cheaper)|max\b|tops\b|budget\b|and (?:under|below)|o menos|maximo)/;
const MIN_AFTER = /^ ?(?:\+|or (?:more|above|higher)|and up|o mas)/;
const WORDS: Readonly<Record<string, number>> = {
  two: 2,
  five: 5,
  eight: 8,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  eighteen: 18,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  eighty: 80,
  diez: 10,
  quince: 15,
  veinte: 20,
  treinta: 30,
  cuarenta: 40,
};
const SPELLED =
  /\b(ten|twelve|fifteen|eighteen|twenty|thirty|forty|fifty|sixty|eighty|diez|quince|veinte|treinta|cuarenta)(?:[ -](two|five|eight))?(?= ?(?:k|grand|thousand|mil)\b)/g;
/** "Not more than 5 years old". */
const AGE =
  /\b(?:(?:no|not) (?:more|older) than|under|less than|within|newer than) (\d{1,2}) (?:years?|yrs?)(?: old)?\b(?! of)/;
const ISH = /^ ?-?ish\b/;
const RANGE_BEFORE = /(\d[\d,.]*) ?(k|grand|thousand|mil)? ?(?:-|to|and|y|a) ?\$?$/;
const OFFER_BEFORE =
  /\b(?:do|take|accept|give(?: you)?|offer(?:ing)?|pay|for|at|go|cash|quick|ofrezco|aceptan?|por|doy)(?: (?:it|about|around|like|you|say|me|en|les))* ?\$? ?$/;
const OFFER_AFTER = /^ ?(?:out the door|otd|cash|firm|all in|even|today and)\b/;
const SHORTHAND_LIMIT = 200;

/** Returns the numbers of a folded text by what they mean; a year is a number from 1990 on. */
export function numberCriteria(folded: string, yearNow: number): NumberCriteria {
  const found: NumberCriteria = {
    price_min_cents: null,
    price_max_cents: null,
    mileage_max: null,
    year_min: null,
    year_max: null,
    payment_cents: null,
    down_cents: null,
    bare_cents: null,
  };
  const age = AGE.exec(folded)?.[1];
  if (age !== undefined) found.year_min = yearNow - Number(age);
  for (const mention of mentionsIn(folded)) {
    if (isYear(mention, yearNow)) addYear(found, mention);
    else addNumber(found, mention);
  }
  addShortYear(found, folded);
  return found;
}

function mentionsIn(spelled: string): Mention[] {
  const folded = inDigits(spelled);
  return [...folded.matchAll(NUMBER)].map((match) => {
    const digits = match[2] ?? "0";
    const end = match.index + match[0].length;
    return {
      value: Number(digits.replaceAll(",", "")) * (match[3] ? 1000 : 1),
      marked: match[1] !== undefined || match[3] !== undefined || digits.includes(","),
      before: folded.slice(Math.max(0, match.index - 32), match.index),
      after: folded.slice(end, end + 24),
      start: match.index,
      end,
    };
  });
}

/** "Twenty five thousand" is 25 thousand. */
function inDigits(folded: string): string {
  return folded.replace(SPELLED, (_, tens: string, ones: string | undefined) => {
    const value = (WORDS[tens] ?? 0) + (WORDS[ones ?? ""] ?? 0);
    return String(value);
  });
}

function isYear(mention: Mention, yearNow: number): boolean {
  return !mention.marked && Number.isInteger(mention.value) && mention.value >= 1990 &&
    mention.value <= yearNow + 2 && !MILES.test(mention.after) && !PAYMENT.test(mention.after) &&
    !DOWN.test(mention.after);
}

function addYear(found: NumberCriteria, { value, before, after }: Mention): void {
  const range = /\b((?:19|20)\d{2}) ?(?:-|to|and|through|thru|y|a|or|o) ?$/.exec(before);
  if (range) {
    found.year_min = Math.min(Number(range[1]), value);
    found.year_max = Math.max(Number(range[1]), value);
    return;
  }
  if (/\b(?:newer than|after|mas nuevo que|despues de) ?$/.test(before)) found.year_min = value + 1;
  else if (/\b(?:older than|before|mas viejo que|antes de) ?$/.test(before)) {
    found.year_max = value - 1;
  } else if (
    /\b(?:since|from|desde|at least(?: a)?) ?$/.test(before) ||
    /^ ?(?:\+|or (?:newer|later|above|up|more recent)|and (?:newer|up|later|above)|up\b|o (?:mas nuevo|mas reciente|posterior|mas)|en adelante|para arriba)/
      .test(after)
  ) found.year_min = value;
  else if (/^ ?(?:or (?:older|earlier)|and older|o (?:mas viejo|anterior))/.test(after)) {
    found.year_max = value;
  } else {
    found.year_min = Math.min(found.year_min ?? value, value);
    found.year_max = Math.max(found.year_max ?? value, value);
  }
}

/** "'22 or newer" and "22 or newer". */
function addShortYear(found: NumberCriteria, folded: string): void {
  const match = /(?:'(\d{2})\b|\b(\d{2})(?= (?:or|and) (?:newer|later|up)\b))/.exec(folded);
  const short = match?.[1] ?? match?.[2];
  if (short === undefined || found.year_min !== null) return;
  found.year_min = 2000 + Number(short);
  const open = /^(?:'?\d{2}) ?(?:\+|(?:or|and) (?:newer|later|up))/.test(
    folded.slice(match?.index),
  );
  found.year_max = open ? null : found.year_min;
}

function addNumber(found: NumberCriteria, mention: Mention): void {
  const { value, before, after, marked } = mention;
  if (PAYMENT.test(after) || (PAYMENT_BEFORE.test(before) && value < 5000)) {
    found.payment_cents = cents(value);
  } else if (DOWN.test(after) || (DOWN_BEFORE.test(before) && value >= 300)) {
    found.down_cents = cents(value);
  } else if (MILES.test(after)) addMiles(found, mention);
  else if (!NOT_MONEY.test(after)) {
    addPrice(found, { ...mention, marked: marked || (value >= 5000 && value % 50 === 0) });
  }
}

/** A way to go, or what a lease allows. */
const NO_ODOMETER = /\b(?:away|from|of|per|to)\b|^ ?(?:miles?|mi)\W*(?:an? |\/ ?)(?:yr|year)/;

/** "under 40 miles" means 40,000; "20 miles away" is a distance. */
function addMiles(found: NumberCriteria, { value, before, after }: Mention): void {
  if (MIN_BEFORE.test(before) || NO_ODOMETER.test(after)) return;
  const miles = value <= 300 && MAX_BEFORE.test(before) ? value * 1000 : value;
  if (miles >= 1000) found.mileage_max = Math.round(miles);
}

function addPrice(found: NumberCriteria, mention: Mention): void {
  const { before, after, marked } = mention;
  const bound = MAX_BEFORE.test(before) || MAX_AFTER.test(after);
  const range = RANGE_BEFORE.exec(before);
  const about = ISH.test(after);
  const value = asPrice(mention.value, marked || bound || about || range !== null);
  if (value === null || (!marked && !bound && !about)) return;
  if (range && asPrice(toNumber(range), true) !== null) {
    const low = asPrice(toNumber(range), true) ?? value;
    found.price_min_cents = cents(Math.min(low, value));
    found.price_max_cents = cents(Math.max(low, value));
    found.bare_cents = null;
  } else if (bound) found.price_max_cents = cents(value);
  else if (MIN_BEFORE.test(before) || MIN_AFTER.test(after)) found.price_min_cents = cents(value);
  else if (AROUND_BEFORE.test(before) || about) {
    found.price_min_cents = cents(value * 0.85);
    found.price_max_cents = cents(value * 1.1);
  } else found.bare_cents = cents(value);
}

/** Returns the amount an offer names: "would you take 28", "28 out the door"; null when none. */
export function offeredCents(folded: string): number | null {
  for (const { value, before, after, marked } of mentionsIn(folded)) {
    const offered = OFFER_BEFORE.test(before) || OFFER_AFTER.test(after);
    if (!offered || PAYMENT.test(after) || MILES.test(after) || NOT_MONEY.test(after)) continue;
    const price = asPrice(value, true) ?? (marked ? null : asPrice(value, false));
    if (price !== null) return cents(price);
  }
  return null;
}

/** "under 25" means 25,000; a price below 1,000 dollars is none at all. */
function asPrice(value: number, shorthand: boolean): number | null {
  if (shorthand && value >= 3 && value <= SHORTHAND_LIMIT) return value * 1000;
  return value >= 1000 ? value : null;
}

function toNumber(range: RegExpExecArray): number {
  return Number((range[1] ?? "0").replaceAll(",", "")) * (range[2] ? 1000 : 1);
}

function cents(dollars: number): number {
  return Math.round(dollars * 100);
}
