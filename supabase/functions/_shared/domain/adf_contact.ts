import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type {
  LeadAddress,
  LeadContact,
  LeadEmail,
  LeadPhone,
  LeadTimeframe,
} from "../contract/lead.ts";
import { dateOf } from "./adf_dates.ts";
import { type AdfNode, childOf, childrenOf, textOf } from "./adf_tree.ts";
import { flagOf, properCase } from "./adf_values.ts";
import { NO_REPLY, RELAY_DOMAIN, valueOf } from "./adf_words.ts";

/** Where odd readings are noted, in sentences for staff. */
export type Warn = (sentence: string) => void;

const EMAIL = /[a-z0-9._%+'-]{1,64}@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,24}/gi;
const SUFFIX = /^(?:jr|sr|ii|iii|iv|md|phd|esq)\.?$/i;
const NAMELESS =
  /^(?:name )?(?:unknown|not (?:given|provided)|no name|anonymous|unnamed|customer|shopper|test name|n\/?a)(?: (?:unknown|name|customer|shopper))?$/i;

/** Reads one `<contact>`: names, numbers, addresses. */
export function readContact(node: AdfNode, country: string, warn: Warn): LeadContact {
  return {
    ...readName(childrenOf(node, "name", "first", "last", "fullname")),
    phones: readPhones(childrenOf(node, "phone", "cellphone", "mobile"), country, warn),
    emails: readEmails(childrenOf(node, "email"), warn),
    address: readAddress(childOf(node, "address")),
  };
}

/** True when a person can be called something, mailed or phoned. */
export function isReachable(contact: LeadContact): boolean {
  return contact.full_name !== null || contact.emails.length > 0 ||
    contact.phones.some((phone) => phone.e164 !== null && phone.kind !== "fax");
}

/** The parts of a name. */
export type PersonName = Pick<
  LeadContact,
  "full_name" | "first_name" | "middle_name" | "last_name" | "suffix" | "is_business"
>;

function readName(nodes: readonly AdfNode[]): PersonName {
  const parts = new Map<string, string>();
  let business: string | null = null;
  for (const node of nodes) {
    const nested = node.children.filter((child) => valueOf(child.text) !== null);
    for (const child of nested) addPart(parts, child.name, child.text);
    const part = node.name === "name"
      ? (node.attributes.get("part") || "full").toLowerCase()
      : node.name;
    const isBusiness = /business|company/i.test(node.attributes.get("type") ?? "");
    if (isBusiness && part === "full") business ??= valueOf(node.text);
    else addPart(parts, part, node.text);
  }
  const person = joinName(parts);
  return person.full_name === null && business !== null
    ? { ...person, full_name: business, is_business: true }
    : { ...person, is_business: false };
}

function addPart(parts: Map<string, string>, part: string, text: string): void {
  const value = valueOf(text.replace(/[<>"]/g, " "));
  if (value === null || NAMELESS.test(value)) return;
  const key = part === "surname" || part === "lastname"
    ? "last"
    : part === "firstname"
    ? "first"
    : part === "fullname" || part === "name"
    ? "full"
    : part;
  if (!parts.has(key)) parts.set(key, value.slice(0, 120));
}

function joinName(parts: ReadonlyMap<string, string>): Omit<PersonName, "is_business"> {
  const full = parts.get("full");
  const split = full === undefined ? null : splitName(full);
  const first = parts.get("first") ?? split?.first_name ?? null;
  const middle = parts.get("middle") ?? split?.middle_name ?? null;
  const last = parts.get("last") ?? split?.last_name ?? null;
  const suffix = parts.get("suffix") ?? split?.suffix ?? null;
  const joined = [first, middle, last, suffix].filter((part) => part !== null)
    .map((part) => properCase(part)).join(" ");
  const named = parts.has("first") || parts.has("last");
  return {
    full_name: (named ? joined : split === null ? joined : split.full_name) || null,
    first_name: first === null ? null : properCase(first),
    middle_name: middle === null ? null : properCase(middle),
    last_name: last === null ? null : properCase(last),
    suffix,
  };
}

/** Splits a whole name: `Ana María López`, `Lopez, Ana`, `John Q. Public Jr.`. */
export function splitName(full: string): Omit<PersonName, "is_business"> {
  const comma = /^([^,]+),\s*([^,]+)$/.exec(full);
  const turned = comma !== null && !SUFFIX.test(comma[2] ?? "")
    ? `${comma[2]} ${comma[1]}`
    : full.replaceAll(",", " ");
  const words = turned.split(/\s+/).filter((word) => word !== "");
  const suffix = words.length > 2 && SUFFIX.test(words.at(-1) ?? "") ? words.pop() ?? null : null;
  const [first = null, ...rest] = words.map((word) => properCase(word));
  const last = rest.pop() ?? null;
  const cased = properCase([first, ...rest, last].filter((word) => word !== null).join(" "));
  return {
    full_name: suffix === null ? cased || null : `${cased} ${suffix}`,
    first_name: first,
    middle_name: rest.join(" ") || null,
    last_name: last,
    suffix,
  };
}

function readEmails(nodes: readonly AdfNode[], warn: Warn): LeadEmail[] {
  const found: LeadEmail[] = [];
  for (const node of nodes.slice(0, 10)) {
    const value = valueOf(textOf(node).slice(0, 1000));
    if (value === null) continue;
    const preferred = flagOf(node.attributes.get("preferredcontact")) ?? false;
    const addresses = emailsIn(value);
    if (addresses.length === 0) warn(`Not an e-mail address: ${value.slice(0, 80)}`);
    for (const address of addresses) {
      if (NO_REPLY.test(address)) warn(`Nobody reads this address: ${address}`);
      else if (!found.some((other) => other.address === address)) {
        const domain = address.slice(address.indexOf("@") + 1);
        found.push({ address, is_relay: RELAY_DOMAIN.test(domain), preferred });
      }
    }
  }
  return found.sort((a, b) => Number(b.preferred) - Number(a.preferred));
}

/** Returns the addresses in a text in lower case: `Ana <mailto:ANA@X.example>; b@y.example`. */
export function emailsIn(text: string): string[] {
  const plain = text.replace(/mailto:/gi, " ").replace(/\s?@\s?/g, "@");
  return [...new Set((plain.match(EMAIL) ?? []).map((address) => address.toLowerCase()))]
    .filter((address) => address.length <= 254 && !address.includes("..")).slice(0, 5);
}

const PHONE_KINDS: readonly (readonly [RegExp, LeadPhone["kind"]])[] = [
  [/fax/i, "fax"],
  [/pager/i, "pager"],
  [/cell|mobile|sms|text/i, "cell"],
  [/work|business|office|day/i, "work"],
  [/home|evening|night|residen/i, "home"],
];

function readPhones(nodes: readonly AdfNode[], country: string, warn: Warn): LeadPhone[] {
  const found: LeadPhone[] = [];
  for (const node of nodes.slice(0, 12)) {
    const type = node.attributes.get("type") ?? (node.name === "phone" ? "" : "cell");
    const phone = readPhone(textOf(node), type, country);
    if (phone === null) continue;
    if (phone.e164 === null) warn(`Not a phone number: ${phone.raw.slice(0, 60)}`);
    const twin = found.find((other) => other.e164 !== null && other.e164 === phone.e164);
    const preferred = flagOf(node.attributes.get("preferredcontact")) ?? false;
    const time = valueOf(node.attributes.get("time"));
    if (twin === undefined) found.push({ ...phone, preferred, time });
    else if (twin.kind === "voice") Object.assign(twin, { kind: phone.kind });
  }
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Preferred, then a cell phone, then any voice line; what cannot be dialled comes last. */
function rank(phone: LeadPhone): number {
  if (phone.e164 === null) return 9;
  if (phone.kind === "fax" || phone.kind === "pager") return 8;
  return (phone.preferred ? 0 : 2) + (phone.kind === "cell" ? 0 : 1);
}

/** Reads one number; null when the text is empty. A number that cannot be dialled is kept raw. */
export function readPhone(text: string, type: string, country: string): LeadPhone | null {
  const raw = valueOf(text.replace(/^tel:/i, "").slice(0, 80));
  if (raw === null) return null;
  const kind = PHONE_KINDS.find(([pattern]) => pattern.test(type))?.[1] ?? "voice";
  const dialled = dial(raw, country);
  const textable = dialled.e164 !== null && kind !== "fax" && kind !== "pager";
  return { ...dialled, raw, kind, preferred: false, textable, time: null };
}

function dial(raw: string, country: string): Pick<LeadPhone, "e164" | "extension"> {
  const region = country === "CA" ? "CA" : country === "MX" ? "MX" : "US";
  const parsed = parsePhoneNumberFromString(raw, region);
  const digits = parsed?.nationalNumber ?? "";
  const placeholder = /^(\d)\1+$/.test(digits) || digits === "1234567890";
  // Fictional and new ranges are not in the library's tables, so the shape decides, not the range.
  const shaped = parsed !== undefined && parsed.isPossible() &&
    (parsed.countryCallingCode !== "1" || /^[2-9]\d{9}$/.test(digits));
  if (parsed === undefined || !shaped || placeholder) return { e164: null, extension: null };
  return { e164: parsed.number, extension: parsed.ext ?? null };
}

function readAddress(node: AdfNode | undefined): LeadAddress | null {
  if (node === undefined) return null;
  const text = (...names: string[]) => valueOf(textOf(childOf(node, ...names)));
  const lines = childrenOf(node, "street", "line1", "line2", "address1", "address2")
    .map((line) => ({
      order: Number(line.attributes.get("line") ?? line.name.at(-1)) || 1,
      value: valueOf(textOf(line)),
    }))
    .sort((a, b) => a.order - b.order);
  const address = {
    kind: valueOf(node.attributes.get("type"))?.toLowerCase() ?? null,
    street: lines.flatMap(({ value }) => value === null ? [] : [value]).slice(0, 5),
    apartment: text("apartment", "unit"),
    city: text("city"),
    region: text("regioncode", "region", "state", "province", "stateprovince"),
    postal_code: text("postalcode", "postal", "zip", "zipcode"),
    country: text("country"),
  };
  const { kind: _kind, street, ...others } = address;
  return street.length > 0 || Object.values(others).some((value) => value !== null)
    ? address
    : null;
}

/** Reads `<timeframe>`: its description or bare text, and its dates. */
export function readTimeframe(node: AdfNode | undefined): LeadTimeframe | null {
  if (node === undefined) return null;
  const timeframe = {
    description: valueOf(textOf(childOf(node, "description"))) ?? valueOf(node.text),
    earliest_on: dateOf(textOf(childOf(node, "earliestdate"))),
    latest_on: dateOf(textOf(childOf(node, "latestdate"))),
  };
  return Object.values(timeframe).some((value) => value !== null) ? timeframe : null;
}
