import type { ReplyContext, ThreadMessage } from "../contract/intelligence.ts";
import { messageKeyword } from "./opt_out.ts";
import { foldText } from "./text.ts";
import { ENGLISH, type TemplateKey } from "./reply_templates.ts";
import { SPANISH } from "./reply_templates_es.ts";

/** What the thread says about the assistant's own turns. */
export interface ThreadMemory {
  /** Texts the assistant sent, oldest first. */
  said: string[];
  /** Vehicles of the assistant's last message that named any, in its order. */
  listed_ids: string[];
  /** Vehicles of its last messages that named any, the newest first. */
  lists: string[][];
  /** True when its very last message is that one. */
  listed_last: boolean;
  /** The question its last message ended with. */
  last_ask: TemplateKey | null;
  /** True when its last message was about a visit, so a bare number is an hour. */
  awaits_time: boolean;
  /** True when its last message was about a trade-in, so a car named now is the customer's own. */
  awaits_trade: boolean;
  /** True when its last message asked whom a visit is for. */
  awaits_name: boolean;
  /** True when one of its last messages asked for a name and nobody knows it yet. */
  owes_name: boolean;
  /** Purposes its last message served, as far as the wording shows. */
  last_keys: TemplateKey[];
  /** The same of its last two messages. */
  recent_keys: TemplateKey[];
}

const SHORTEST_SIGN = 8;
/** Lists that "the other one" may reach back to. */
const RECENT_LISTS = 4;
const VISIT_KEYS: readonly TemplateKey[] = [
  "ask_time",
  "ask_day",
  "ask_other_time",
  "ask_service_day",
  "ask_slot",
  "ask_move",
  "ask_confirm",
  "booked",
  "moved",
  "pass_visit",
];
const CALL_KEYS: readonly TemplateKey[] = ["pass_call", "ask_call_time", "ask_call_number"];
const TRADE_KEYS: readonly TemplateKey[] = ["ask_trade", "ask_trade_miles", "pass_trade"];

/** "My lease is up" speaks of a car that is named next. */
const OWN_LEASE =
  /\b(?:my|our|mi) (?:current |old )?(?:lease|payoff|car|truck|suv|arrendamiento)\b/;

/** Returns what the thread says about the assistant's own turns. */
export function threadMemory(context: ReplyContext): ThreadMemory {
  const own = context.messages.filter((message) => message.author === "ai");
  const last = own[own.length - 1];
  const withVehicles = lastWithVehicles(context.messages);
  const last_keys = last ? keysIn(last.content) : [];
  // A word of thanks for a name leaves the visit open that the name was for.
  const before = last_keys.includes("thanks_name") ? own[own.length - 2] : undefined;
  const visit_keys = before ? [...last_keys, ...keysIn(before.content)] : last_keys;
  return {
    said: own.map((message) => message.content),
    listed_ids: withVehicles?.vehicle_ids ?? [],
    lists: own.filter((one) => one.vehicle_ids.length > 0).slice(-RECENT_LISTS).reverse()
      .map((one) => one.vehicle_ids),
    listed_last: withVehicles !== undefined && withVehicles === last,
    last_ask: last_keys.find((key) => key.startsWith("ask_")) ?? null,
    awaits_time: VISIT_KEYS.some((key) => visit_keys.includes(key)),
    awaits_trade: TRADE_KEYS.some((key) => last_keys.includes(key)) ||
      (last_keys.includes("pass_finance") && OWN_LEASE.test(lastAnswered(context))),
    awaits_name: last_keys.includes("ask_name"),
    owes_name: context.customer.first_name === null &&
      own.slice(-RECENT_LISTS).some((one) => keysIn(one.content).includes("ask_name")),
    last_keys,
    recent_keys: [...last_keys, ...keysIn(own[own.length - 2]?.content ?? "")],
  };
}

/** Whether the assistant's last words were about a call; a number or a time next is for it. */
export function isAboutCall({ last_keys, recent_keys }: ThreadMemory): boolean {
  const keys = last_keys.includes("pass_added") ? recent_keys : last_keys;
  return CALL_KEYS.some((key) => keys.includes(key));
}

/** Returns what the customer said right after a question about the car they would give in. */
export function tradeAnswers({ messages }: ReplyContext): ThreadMessage[] {
  let asked = false;
  return messages.filter((one) => {
    if (one.author === "customer") return asked;
    if (one.author === "ai") asked = keysIn(one.content).some((key) => TRADE_KEYS.includes(key));
    return false;
  });
}

/** Returns the customer messages the reply answers; without ids, those after the last answer. */
export function pendingMessages(context: ReplyContext): ThreadMessage[] {
  return sinceReturn(unansweredMessages(context));
}

/** Who texted START again is answered from there on; what stood around STOP stays unanswered. */
function sinceReturn(pending: ThreadMessage[]): ThreadMessage[] {
  const words = pending.map((one) => messageKeyword(one.content));
  const stopped = words.lastIndexOf("stop");
  const back = stopped === -1 ? -1 : words.indexOf("start", stopped);
  return back === -1 || back === pending.length - 1 ? pending : pending.slice(back + 1);
}

/** What the customer said before the assistant's last message. */
function lastAnswered(context: ReplyContext): string {
  const answer = context.messages.findLastIndex((one) => one.author === "ai");
  const said = context.messages.slice(0, Math.max(answer, 0));
  return foldText(said.findLast((one) => one.author === "customer")?.content ?? "");
}

function unansweredMessages(context: ReplyContext): ThreadMessage[] {
  const wanted = new Set(context.pending);
  const named = context.messages.filter((one) => wanted.has(one.id) && one.author === "customer");
  if (named.length > 0) return named;
  const answered = context.messages.findLastIndex((one) => one.author !== "customer");
  return context.messages.slice(answered + 1);
}

/** Returns the customer's texts before the pending ones, oldest first. */
export function earlierTexts(context: ReplyContext): string[] {
  const pending = new Set(pendingMessages(context).map((message) => message.id));
  return context.messages
    .filter((one) => one.author === "customer" && !pending.has(one.id))
    .map((one) => one.content);
}

/** Returns how often a sentence's fixed words appear in what was said. */
export function timesSaid(template: string, said: readonly string[]): number {
  const sign = signOf(template);
  return sign === null ? 0 : said.filter((text) => text.includes(sign)).length;
}

function lastWithVehicles(messages: readonly ThreadMessage[]): ThreadMessage | undefined {
  return messages.findLast((one) => one.author !== "customer" && one.vehicle_ids.length > 0) ??
    messages.findLast((one) => one.vehicle_ids.length > 0);
}

function keysIn(text: string): TemplateKey[] {
  const keys = Object.keys(ENGLISH).filter((key): key is TemplateKey => key in ENGLISH);
  return keys.filter((key) =>
    [...ENGLISH[key], ...SPANISH[key]].some((template) => timesSaid(template, [text]) > 0)
  );
}

/** The longest stretch between slots stands for the sentence. */
function signOf(template: string): string | null {
  const parts = template.split(/\{\w+\}/).sort((a, b) => b.length - a.length);
  const longest = parts[0] ?? "";
  return longest.trim().length >= SHORTEST_SIGN ? longest : null;
}
