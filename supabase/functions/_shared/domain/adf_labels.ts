import { valueOf } from "./adf_words.ts";

/** What a form label asks for. */
export type LabelKey = keyof typeof LABELS | "consent";

/** One answered label of a form. */
export interface LabelledField {
  readonly key: LabelKey;
  /** As the sender wrote it, such as `Email Opt-In`. */
  readonly label: string;
  readonly value: string;
}

/** A text taken apart: the form's labels, and the lines that belong to none. */
export interface LabelledText {
  readonly fields: readonly LabelledField[];
  /** Labels that no rule knows, with their values. */
  readonly others: Readonly<Record<string, string>>;
  readonly free: string;
}

/** The labels seen, as patterns without groups; the longer one comes first within a key. */
const LABELS = {
  inquiry:
    "your inquiry|customer inquiry|inquiry|your message|customer message|message|customer comments?|your comments?|comments?|your questions?|questions?",
  stock: "inventory stock id|stock (?:number|no\\.?|id|#)|stock ?#?|stk ?#?",
  vin: "vin(?: number| #)?",
  year: "model year|vehicle year|year",
  make: "vehicle make|make",
  model: "vehicle model|model",
  trim: "trim(?: level)?",
  vehicle: "vehicle of interest|vehicle|interested in",
  name: "full name|customer name|contact name|your name|name",
  first_name: "first name|given name",
  last_name: "last name|surname|family name",
  email: "e-?mail address|your e-?mail|e-?mail",
  phone:
    "phone number|daytime phone|day phone|evening phone|home phone|work phone|telephone|phone|tel\\.?",
  cell: "cell ?phone|mobile(?: phone| number)?|cell",
  preferred_date: "preferred date|appointment date|requested date",
  preferred_time: "preferred time|best time to (?:call|contact)|appointment time|requested time",
  preferred_contact:
    "preferred contact method|preferred method of contact|contact preference|preferred contact|best way to contact",
  timeframe: "purchase time ?frame|buying time ?frame|time ?frame to buy|time ?frame",
  mileage: "mileage|odometer|kilomet(?:er|re)s",
  condition: "vehicle condition|condition",
  options: "options",
  source_id: "source id",
  source: "lead source|source",
  language: "preferred language|language",
  postal_code: "zip ?code|postal ?code|zip",
  street: "street address|address",
  city: "city",
  region: "state|province",
} as const;

const CHANNEL = "(?:e-?mail|phone calls?|phone|calls?|text messages?|texts?|sms)";
const CONSENT =
  `${CHANNEL}(?:\\s?(?:/|,|&|and|or)\\s?${CHANNEL})*\\s(?:opt[- ]?(?:in|out)|consent|permission)` +
  `|(?:can|may) we (?:contact|text|call|e-?mail|message) you(?: (?:via|by|with|on) [a-z -]{2,20}| back)?` +
  `|(?:i )?(?:agree|consent) to (?:receive )?${CHANNEL}(?: messages)?`;
/** Words that customers use too: they are labels only at the beginning of a line. */
const EVERYDAY = new Set<LabelKey>(
  "inquiry name model make year source condition options phone email cell vehicle city region street trim language timeframe stock"
    .split(" ") as LabelKey[],
);
const KEYS = Object.keys(LABELS) as (keyof typeof LABELS)[];
/** Longest label first, so that "Model Year" is not read as "Model". */
const ALTERNATIVES = [
  CONSENT,
  ...Object.values(LABELS).flatMap((list) => list.split(/\|(?![^(]*\))/)).sort((a, b) =>
    b.length - a.length
  ),
].join("|");
const HIT = new RegExp(
  `(^|\\n|[,;|•]|\\s)[ \\t]*[*•-]?[ \\t]*(${ALTERNATIVES})[ \\t]?(?:\\?[ \\t]?:|:|=(?=[ \\t]?\\S)|\\?(?=[ \\t]*(?:yes|no)\\b))`,
  "gi",
);
const EXACT = KEYS.map((key) => [key, new RegExp(`^(?:${LABELS[key]})$`, "i")] as const);
const IS_CONSENT = new RegExp(`^(?:${CONSENT})$`, "i");
/** A line of a form that no rule knows: two or more capitalised words and a colon. */
const UNKNOWN = /^((?:[A-Z][\w/#'-]*)(?: (?:[A-Z][\w/#'-]*|of|to|the|in|for)){1,5}) ?: *(.*)$/;
/** Answers that run over several lines. */
const MULTI_LINE = new Set<LabelKey>(["inquiry"]);

/** Takes a comment apart along its form labels. */
export function readLabels(text: string): LabelledText {
  const hits = findHits(text);
  const fields: LabelledField[] = [];
  const free: string[] = [text.slice(0, hits[0]?.start ?? text.length)];
  hits.forEach((hit, index) => {
    const whole = text.slice(hit.end, hits[index + 1]?.start ?? text.length);
    const { value, rest } = MULTI_LINE.has(hit.key) ? untilUnknown(whole) : firstLine(whole);
    const kept = MULTI_LINE.has(hit.key) ? value.trim() : valueOf(value.replace(/[\s,;|]+$/, ""));
    if (kept !== null && kept !== "") fields.push({ key: hit.key, label: hit.label, value: kept });
    free.push(rest);
  });
  return { fields, ...sortLines(free.join("\n"), fields.length > 0) };
}

/** True when a text is a form that somebody filled in: a way to reach them and one thing more. */
export function holdsLabels(text: string): boolean {
  const found = new Set(readLabels(text.slice(0, 100_000)).fields.map((field) => field.key));
  const reachable = ["name", "first_name", "last_name", "email", "phone", "cell"] as const;
  return found.size >= 2 && reachable.some((key) => found.has(key));
}

/** Returns the first answer to a label. */
export function answerTo(labels: LabelledText, ...keys: LabelKey[]): string | null {
  return labels.fields.find((field) => keys.includes(field.key))?.value ?? null;
}

interface Hit {
  readonly key: LabelKey;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

function findHits(text: string): Hit[] {
  const hits: Hit[] = [];
  for (const match of text.matchAll(HIT)) {
    const [whole, before = "", label = ""] = match;
    const key = keyOf(label);
    if (key === null) continue;
    const atStart = before === "" || before === "\n";
    const midLine = /[,;|•]/.test(before) || (/^[A-Z]/.test(label) && !EVERYDAY.has(key));
    if (!atStart && !midLine) continue;
    const written = whole.replace(/^[\s,;|•*-]+|\s*[:=]$/g, "");
    hits.push({ key, label: written, start: match.index, end: match.index + whole.length });
  }
  return hits;
}

function keyOf(label: string): LabelKey | null {
  if (IS_CONSENT.test(label)) return "consent";
  return EXACT.find(([, pattern]) => pattern.test(label))?.[0] ?? null;
}

function firstLine(text: string): { value: string; rest: string } {
  const end = text.indexOf("\n");
  return end < 0
    ? { value: text, rest: "" }
    : { value: text.slice(0, end), rest: text.slice(end + 1) };
}

function untilUnknown(text: string): { value: string; rest: string } {
  const lines = text.split("\n");
  const end = lines.findIndex((line, index) => index > 0 && UNKNOWN.test(line.trim()));
  if (end < 0) return { value: text, rest: "" };
  return { value: lines.slice(0, end).join("\n"), rest: lines.slice(end).join("\n") };
}

/** In a form, lines like `Trim Package: XLE` are the form's too; without any label nothing is. */
function sortLines(text: string, isForm: boolean): Pick<LabelledText, "others" | "free"> {
  const others: Record<string, string> = {};
  const free: string[] = [];
  for (const line of text.split("\n")) {
    const found = isForm ? UNKNOWN.exec(line.trim()) : null;
    if (found === null) free.push(line);
    else if (found[2] !== undefined && found[1] !== undefined) others[found[1]] = found[2];
  }
  return { others, free: free.join("\n").replace(/\n{3,}/g, "\n\n").trim() };
}
