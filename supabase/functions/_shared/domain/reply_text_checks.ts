import { plainText } from "./plain_text.ts";
import { FENCES, RULES, STAFF_RULES } from "./prompt_rules.ts";
import { holdsPrivateNumber } from "./redaction.ts";
import { generalTexts, type ReplyFacts } from "./reply_facts.ts";
import { fault, type ReplyFault } from "./reply_fault.ts";

/** The longest text Twilio takes. */
export const MAX_REPLY_LENGTH = 1600;
const SHINGLE_WORDS = 7;
const DUPLICATE_SHARE = 0.9;
const REPEATED_SHARE = 0.8;

/** Not empty, not too long, and nothing in it that a person would not see. */
export function length(text: string): ReplyFault | null {
  if (text.trim() === "") return fault("empty", "it was empty");
  if (text.length <= MAX_REPLY_LENGTH) return null;
  return fault("too_long", `it was longer than ${MAX_REPLY_LENGTH} characters`);
}

const MARKUP =
  /<\/?[a-z!][^>\n]{0,200}>|&(?:[a-z]{2,8}|#\d{2,6}|#x[\da-f]{2,6});|\*\*|__\S|`|\]\(|!\[|^#{1,6}\s|^>\s|\{\{|\}\}/im;

/** A text message is words only: no HTML, no markdown, no hidden characters, no template left open. */
export function markup(text: string): ReplyFault | null {
  if (plainText(text, MAX_REPLY_LENGTH) !== text) {
    return fault("hidden_text", "it contains hidden or look-alike characters");
  }
  const found = MARKUP.exec(text);
  return found === null ? null : fault("markup", `plain text only, without "${found[0].trim()}"`);
}

const LINK =
  /\b[a-z][a-z+.-]{1,10}:\/\/\S+|\b(?:javascript|data|tel|sms|mailto):\S+|\bwww\.\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.-])(?:[\w-]+\.)+(?:com|net|org|io|co|us|info|biz|xyz|ru|cn|app|dev|link|ly|me|top|site|online|shop|store|club|gg|to|cc|ai|tv|mx|edu|gov)\b(?:\/\S*)?|\b[\w-]+\s?(?:\(dot\)|\[dot\]|\sdot\s)\s?(?:com|net|org|io)\b/gi;
const PHONE = /(?<!\d)(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)|\+\d{10,15}\b/g;

/** Phone numbers, addresses of pages and of mailboxes come from the dealership or not at all. */
export function contacts(text: string, facts: ReplyFacts): ReplyFault | null {
  const sources = generalTexts(facts).join("\n");
  const numbers = new Set((sources.match(PHONE) ?? []).map(tenDigits));
  const phone = (text.match(PHONE) ?? []).find((number) => !numbers.has(tenDigits(number)));
  if (phone !== undefined) return fault("contact_without_evidence", "it states an unknown phone");
  const allowed = new Set([
    ...(sources.match(LINK) ?? []).map(placeOf),
    ...facts.loaded.dealership.ai_config.allowed_links.map(placeOf),
  ]);
  const link = (text.match(LINK) ?? []).find((one) => !allowed.has(placeOf(one)));
  return link === undefined ? null : fault("contact_without_evidence", `it contains "${link}"`);
}

/** A mailbox as it is; of a page the host, as a browser would read it. */
function placeOf(link: string): string {
  const bare = link.toLowerCase().replace(/[).,;!?'"]+$/, "");
  if (!bare.includes("://") && bare.includes("@")) return bare;
  const url = URL.parse(bare.includes("://") ? bare : `https://${bare}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== "") return `bad:${bare}`;
  return url.hostname.replace(/^www\./, "");
}

function tenDigits(number: string): string {
  return number.replaceAll(/\D/g, "").slice(-10);
}

const INTERNAL =
  /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|\bsk-[\w-]{8,}|\beyJ[\w-]{10,}/i;

/** No number that must stay private, and none of our own ids or keys. */
export function privateNumbers(text: string): ReplyFault | null {
  if (!holdsPrivateNumber(text) && !INTERNAL.test(text)) return null;
  return fault("private_number", "it states a private or internal number");
}

const OUR_RULES = shingles(`${RULES}\n${STAFF_RULES}`);
const OUR_WORDS = new RegExp(
  `${FENCES.map((one) => one.replaceAll(/[<>/]/g, (sign) => `\\${sign}\\s?`)).join("|")}|` +
    String
      .raw`\b(?:search_vehicles|get_vehicle|search_knowledge|hand_over|business_hours|opt_out|update_customer|offer_slots|book_slot|reschedule_slot|cancel_slot)\b|` +
    String
      .raw`\b(?:system|hidden|initial|original) (?:prompt|message|instructions?)\b|\bmy (?:instructions|prompt|rules|guidelines|programming)\b|\bprompt (?:template|says)\b|\bignor(?:e|ing) (?:all |my |previous |the )*(?:instructions|rules)\b|\bdeveloper mode\b|\b(?:as|am|i'm) (?:chatgpt|gpt-?\d|an? (?:large )?language model)\b|\bjailbr|\bDAN\b`,
  "i",
);

/** Nothing of our rules, of the persona's prompt or of the tools gets out. */
export function promptLeak(text: string, facts: ReplyFacts): ReplyFault | null {
  const { persona } = facts.loaded;
  const own = shingles(`${persona?.prompt_template ?? ""}\n${persona?.system_prompt ?? ""}`);
  const leaked = OUR_WORDS.test(text) ||
    [...shingles(text)].some((piece) => OUR_RULES.has(piece) || own.has(piece));
  return leaked ? fault("prompt_leak", "it speaks about your instructions or tools") : null;
}

/** What was said before is not said again, unless the customer asks the same again. */
export function nearDuplicate(text: string, facts: ReplyFacts): ReplyFault | null {
  const own = wordsOf(text);
  const { messages, pending } = facts.loaded;
  const earlier = messages.filter((message) => message.author === "ai").slice(-10);
  const alike = earlier.filter((message) =>
    likeness(own, wordsOf(message.content)) >= DUPLICATE_SHARE
  );
  if (alike.length === 0) return null;
  const identical = alike.some((message) => message.content.trim() === text.trim());
  if (!identical && askedBefore(messages, pending)) return null;
  return fault("near_duplicate", "you already sent nearly the same message");
}

function askedBefore(
  messages: ReplyFacts["loaded"]["messages"],
  pending: readonly number[],
): boolean {
  const asked = messages.filter((message) => message.author === "customer");
  const now = asked.filter((message) => pending.includes(message.id));
  const before = asked.filter((message) => !pending.includes(message.id));
  return now.some((one) =>
    before.some((other) => likeness(wordsOf(one.content), wordsOf(other.content)) >= REPEATED_SHARE)
  );
}

/** One question moves a shopper forward; two are an interrogation. */
export function questions(text: string): ReplyFault | null {
  const asked = text.match(/\?+/g)?.length ?? 0;
  return asked <= 1 ? null : fault("many_questions", "it asks more than one question");
}

function likeness(one: readonly string[], other: readonly string[]): number {
  const a = new Set(one);
  const b = new Set(other);
  if (a.size === 0 || b.size === 0) return 0;
  const shared = [...a].filter((word) => b.has(word)).length;
  return (2 * shared) / (a.size + b.size);
}

function shingles(text: string): Set<string> {
  const words = wordsOf(text);
  const pieces = new Set<string>();
  for (let start = 0; start + SHINGLE_WORDS <= words.length; start += 1) {
    pieces.add(words.slice(start, start + SHINGLE_WORDS).join(" "));
  }
  return pieces;
}

function wordsOf(text: string): string[] {
  return text.slice(0, 10_000).toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
