/** Cells that mean "nothing". */
const NOTHING = /^(?:n\/?a|null|none|nil|undefined|unknown|tbd|-+|\.|#n\/a)$/i;
const TAGS = /<(?:br|\/p|\/li|\/div)\b[^>]{0,200}>/gi;
/** What Postgres or people cannot read. */
// deno-lint-ignore no-control-regex
const UNREADABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]/g;
const CALL_FOR_PRICE = /\b(?:call|contact|ask|email|inquire|request|tbd|llame|please)\b/i;

/** A value as read, or `invalid`; null when the cell says that there is none. */
export type Reading<Value> = Value | null | "invalid";

/** A cell without what surrounds its value: spaces, quotes of spreadsheets, words for nothing. */
export function cellText(cell: string): string {
  const formula = /^="(.*)"$/s.exec(cell.trim());
  const text = (formula?.[1] ?? cell).replaceAll(UNREADABLE, "").replaceAll(/\s+/g, " ").trim();
  return NOTHING.test(text) ? "" : text;
}

/** A long text in plain lines, without markup. */
export function plainLines(cell: string, maxLength: number): string {
  const lines = cell.replaceAll(UNREADABLE, "").replaceAll(TAGS, "\n")
    .replaceAll(/<\/?[a-z][^>]{0,500}>/gi, " ").replaceAll(/&nbsp;/gi, " ").replaceAll("&amp;", "&")
    .split(/\r?\n/).map((line) => line.replaceAll(/[ \t]+/g, " ").trim());
  return lines.join("\n").replaceAll(/\n{3,}/g, "\n\n").trim().slice(0, maxLength);
}

/** Money in cents: `$31,480.00`, `31.480,00 €`, `31.5k`; null for `0` and "call for price". */
export function readMoney(cell: string): Reading<number> {
  const text = cellText(cell);
  if (text === "" || CALL_FOR_PRICE.test(text)) return null;
  const found = /^[^\d-]{0,6}(\d[\d.,' ]*?)\s*(k)?\s*(?:usd|cad|eur|gbp|mxn|[$€£])?$/i.exec(text);
  const amount = found === null ? null : readDecimal(found[1] ?? "");
  if (amount === null) return "invalid";
  const cents = Math.round(amount * (found?.[2] ? 100_000 : 100));
  if (cents === 0) return null;
  return cents <= 1_000_000_000 ? cents : "invalid";
}

/** Miles: `12,345 mi`, `12.3k`, `20000 km`. */
export function readMiles(cell: string, isMetric: boolean): Reading<number> {
  const text = cellText(cell);
  if (text === "") return null;
  const found = /^(\d[\d.,' ]*?)\s*(k(?!m))?\s*(km|kilomet\w+|mi\.?|miles?)?$/i.exec(text);
  const amount = found === null ? null : readDecimal(found[1] ?? "");
  if (found === null || amount === null) return "invalid";
  const inKilometres = found[3] ? /^k/i.test(found[3]) : isMetric;
  const miles = Math.round(amount * (found[2] ? 1000 : 1) * (inKilometres ? 0.621371 : 1));
  return miles <= 2_000_000 ? miles : "invalid";
}

/** A model year: `2021`, `MY21`, `'21`, `2021.0`. */
export function readYear(cell: string, thisYear: number): Reading<number> {
  const text = cellText(cell);
  if (text === "") return null;
  const [, digits = ""] = /^(?:MY ?|')?((?:19|20)\d\d|\d\d)(?:\.0+)?$/i.exec(text) ?? [];
  if (digits === "") return "invalid";
  const short = Number(digits) <= (thisYear + 2) % 100 ? 2000 : 1900;
  const year = digits.length === 4 ? Number(digits) : short + Number(digits);
  return year >= 1900 && year <= thisYear + 2 ? year : "invalid";
}

/** Yes or no; null when the cell says neither. */
export function readFlag(cell: string): boolean | null {
  const text = cellText(cell).toLowerCase();
  if (/^(?:y|yes|true|t|1|x|cpo|certified|si|sí|oui)\b/.test(text)) return true;
  return /^(?:n|no|false|f|0|not certified|non)\b/.test(text) ? false : null;
}

/** The parts of a list, whatever stands between them. */
export function readList(cell: string, maxItems: number): string[] {
  const separator = ["|", "\n", ";", "^", "~"].find((mark) => cell.includes(mark)) ?? ",";
  const parts = cell.split(separator).map((part) => cellText(part).slice(0, 120));
  return [...new Set(parts.filter((part) => part !== ""))].slice(0, maxItems);
}

/** The addresses in a cell; `invalid` when there is something and none is an address. */
export function readAddresses(cell: string, maxItems: number): Reading<string[]> {
  const text = cell.trim();
  if (cellText(text) === "") return null;
  const found = text.split(/[|;\s]+|,(?=\s*https?:)/).map((part) => part.replace(/,$/, ""))
    .filter((part) => /^https?:\/\/[^\s"'<>]+$/i.test(part) && part.length <= 1000);
  const addresses = [...new Set(found)].slice(0, maxItems);
  return addresses.length === 0 ? "invalid" : addresses;
}

/** Words in capitals become names; `RAV4`, `ES`, `CX-5` and mixed case stay. */
export function nameCase(text: string): string {
  if (/\p{Ll}/u.test(text)) return text;
  return text.replaceAll(
    /\p{Lu}{4,}/gu,
    (word) => (word[0] ?? "") + word.slice(1).toLowerCase(),
  );
}

/** A decimal number in either style; `12,345` is a thousand's comma, `12,34` a decimal one. */
function readDecimal(text: string): number | null {
  const digits = text.replaceAll(/[' ]/g, "");
  const decimal = /^(.*?)[.,](\d{1,2})$/.exec(digits);
  const whole = (decimal?.[1] ?? digits).replaceAll(/[.,]/g, "");
  if (!/^\d{1,12}$/.test(whole)) return null;
  return Number(`${whole}.${decimal?.[2] ?? "0"}`);
}
