import type { BookingDesk } from "../contract/bookings.ts";
import type {
  FactFinder,
  LocalReply,
  ReplyContext,
  ReplyEvidence,
} from "../contract/intelligence.ts";
import { mergedHandover, passSentence } from "./reply_handover.ts";
import { partsOf } from "./reply_parts.ts";
import { isMinor } from "./minor.ts";
import { makeScene, type Part, part, type Pass, pendingWords, type Scene } from "./reply_scene.ts";
import { OTHER_LANGUAGES, type TemplateKey } from "./reply_templates.ts";
import { teamBack } from "./reply_hours.ts";
import { messageKeyword } from "./opt_out.ts";
import { pendingMessages, timesSaid } from "./thread_memory.ts";
import { understand } from "./understanding.ts";

/** Longest reply that still reads as two text messages. */
const REPLY_LENGTH = 320;

/** Questions that bring a fact the team needs, so they may stand beside a handover. */
const NEEDED_ASKS: readonly TemplateKey[] = [
  "ask_trade",
  "ask_trade_miles",
  "ask_service_day",
  "ask_slot",
  "ask_confirm",
  "ask_move",
  "ask_name",
  "ask_vehicle",
  "ask_number",
  "ask_call_number",
  "ask_call_time",
  "ask_time",
  "ask_day",
  "ask_other_time",
];
/** Questions that complete something the customer began; they go before any other. */
const FIRST_ASKS: readonly TemplateKey[] = ["ask_trade", "ask_trade_miles", "ask_service_day"];
const NARROWING: readonly TemplateKey[] = ["ask_narrow", "ask_budget", "ask_body", "ask_which"];
const ASK_REPEATS = 2;
/** A prize or an offer of marketing with a link to press: nobody is waiting for an answer. */
const SPAM =
  /(?=.*(?:https?:|www\.|\bbit\.ly))(?=.*\b(?:you(?:'ve| have)? (?:been selected|won)|gift ?cards?|claim your|bitcoin|crypto|seo services?|first page of google|business (?:loan|funding))\b)/;
const OPT_OUT = { name: "opt_out", confidence: 0.99, evidence: "opt-out" };

/**
 * Answers the pending messages without a model: facts only from the finder's rows and the context,
 * each with its evidence; what it cannot answer goes to the team with a reason. With a calendar it
 * offers free times and claims the one agreed on; without one a wished time goes to the team.
 */
export async function replyLocally(
  context: ReplyContext,
  facts: FactFinder,
  desk: BookingDesk | null = null,
): Promise<LocalReply> {
  const own = isMinor(context) ? null : desk;
  const scene = makeScene(context, understand(context), { facts, desk: own });
  const { opt_out } = scene.understanding;
  if (context.voice === "staff" && (opt_out !== "none" || scene.wants.has("bot"))) {
    return silentReply(scene, []);
  }
  if (isStopKeyword(scene)) return { ...silentReply(scene, []), intents: [OPT_OUT] };
  if (opt_out === "certain") return optedOut(scene);
  if (SPAM.test(pendingWords(scene))) return silentReply(scene, []);
  if (isForeign(scene)) return foreignReply(scene);
  const wrong = scene.wants.has("wrong_number");
  if (opt_out === "possible" && !wrong) return silentReply(scene, [unsurePass()]);
  const parts = await partsOf(scene);
  return parts === "silent" ? silentReply(scene, []) : composed(scene, parts);
}

function composed(scene: Scene, parts: readonly Part[]): LocalReply {
  const passes = parts.flatMap((one) => one.passes);
  const closes = parts.some((one) => one.closes === true);
  const ask = closes ? null : chosenAsk(scene, parts, passes);
  // A person sends it: they are who they are, and what they leave open is theirs to see.
  const isStaff = scene.context.voice === "staff";
  const back = passes.length > 0 && !isStaff ? teamBack(scene) : null;
  const sentences = [
    ...(scene.memory.said.length === 0 && !isStaff ? [scene.say("intro")] : []),
    ...parts.flatMap((one) => one.sentences),
    isStaff ? null : passSentence(scene, passes),
  ].filter((one): one is string => one !== null && one !== "");
  const question = ask === null ? null : scene.say(ask);
  const text = fitted([...new Set(sentences)], { question, back: back?.sentence ?? null, ask });
  if (isStaff && sentences.length === 0 && passes.length > 0) return silentReply(scene, passes);
  return {
    ...baseReply(scene),
    text,
    confidence: confidenceOf(parts),
    evidence: mergedEvidence([
      ...parts.flatMap((one) => one.evidence),
      ...(back && text.includes(back.sentence) ? [back.evidence] : []),
    ]),
    vehicle_ids: [...new Set(parts.flatMap((one) => one.vehicle_ids))],
    handover: mergedHandover(passes),
    template_ids: usedTemplates(scene, text),
    closes,
    silent: false,
  };
}

/** The templates whose sentences stand in the reply, in the order of the text. */
function usedTemplates(scene: Scene, text: string): string[] {
  const placed = scene.used
    .map(({ id, text: said }) => ({
      id,
      place: text.indexOf(said.replace(/\b([Ii])t is\b/, "$1t's")),
    }))
    .map((one, i) => ({
      ...one,
      place: Math.max(one.place, text.indexOf(scene.used[i]?.text ?? "")),
    }))
    .filter((one) => one.place >= 0)
    .sort((a, b) => a.place - b.place);
  return [...new Set(placed.map((one) => one.id))];
}

/** The last question wins: it is about what was said last. A handover silences idle questions. */
function chosenAsk(
  scene: Scene,
  parts: readonly Part[],
  passes: readonly Pass[],
): TemplateKey | null {
  const asks = parts.map((one) => one.ask).filter((ask) => ask !== null);
  const needed = asks.findLast((one) => FIRST_ASKS.includes(one)) ??
    (passes.length > 0 ? asks.findLast((one) => NEEDED_ASKS.includes(one)) ?? null : undefined);
  const ask = needed === undefined ? asks[asks.length - 1] ?? null : needed;
  if (ask === null) return null;
  // What a visit still needs goes before what a search would like to know.
  const open = NARROWING.includes(ask) ? asks.findLast((one) => NEEDED_ASKS.includes(one)) : null;
  if (open) return open;
  const idle = ["ask_visit", "ask_narrow", "ask_budget"].includes(ask);
  // A visit still lacks a name: that question outlives a turn about something else.
  const nameless = scene.memory.awaits_name && scene.understanding.name === null;
  if (nameless && !NEEDED_ASKS.includes(ask)) return "ask_name";
  const worn = idle && (scene.memory.last_ask === ask || timesAsked(scene, ask) >= ASK_REPEATS);
  if (!worn) return ask;
  return ask === "ask_visit" || parts.every((one) => one.vehicle_ids.length < 2)
    ? null
    : "ask_which";
}

function timesAsked(scene: Scene, ask: TemplateKey): number {
  const question = scene.say(ask);
  return timesSaid(question, scene.memory.said);
}

/** Idle questions give way first, then the word on opening hours. */
function fitted(
  sentences: readonly string[],
  extra: { question: string | null; back: string | null; ask: TemplateKey | null },
): string {
  const needed = extra.ask !== null &&
    (NEEDED_ASKS.includes(extra.ask) || extra.ask === "ask_near");
  const full = join([...sentences, extra.back, extra.question]);
  if (full.length <= REPLY_LENGTH) return full;
  const shorter = needed ? join([...sentences, extra.question]) : join([...sentences, extra.back]);
  return shorter.length <= REPLY_LENGTH || needed ? shorter : join(sentences);
}

function join(sentences: readonly (string | null)[]): string {
  return sentences.filter((one) => one !== null && one !== "").join(" ");
}

function confidenceOf(parts: readonly Part[]): number {
  if (parts.length === 0) return 0.3;
  const sum = parts.reduce((total, one) => total + one.confidence, 0);
  return Math.round((sum / parts.length) * 100) / 100;
}

function mergedEvidence(evidence: readonly ReplyEvidence[]): ReplyEvidence[] {
  const merged = new Map<string, ReplyEvidence>();
  for (const one of evidence) {
    const key = `${one.kind}:${one.id}`;
    const fields = [...new Set([...(merged.get(key)?.fields ?? []), ...one.fields])];
    merged.set(key, { ...one, fields });
  }
  return [...merged.values()];
}

function baseReply(scene: Scene) {
  const { language, intents, sentiment, urgency, visit, name } = scene.understanding;
  return { language, intents, sentiment, urgency, visit, customer_name: name };
}

/** The one confirming text; the caller has revoked consent by then or must not send it. */
function optedOut(scene: Scene): LocalReply {
  const intents = [OPT_OUT];
  const reply = composed(scene, [part({ sentences: [scene.say("opt_out_done")], closes: true })]);
  return { ...reply, text: scene.say("opt_out_done"), intents, confidence: 0.99 };
}

/** The carrier answers STOP itself; a second confirmation must not follow. */
function isStopKeyword(scene: Scene): boolean {
  return pendingMessages(scene.context).some((one) => messageKeyword(one.content) === "stop");
}

function unsurePass(): Pass {
  return {
    reason: "opt_out_unsure",
    line: "pass_general",
    topic: { en: "this", es: "esto" },
    wants: "May want no more messages",
    blocked_by: "A person decides before anything else is sent",
  };
}

function silentReply(scene: Scene, passes: readonly Pass[]): LocalReply {
  return {
    ...baseReply(scene),
    text: "",
    confidence: 0.9,
    evidence: [],
    vehicle_ids: [],
    handover: mergedHandover(passes),
    template_ids: [],
    closes: passes.length === 0,
    silent: true,
  };
}

function isForeign(scene: Scene): boolean {
  return scene.understanding.language !== "en" && scene.understanding.language !== "es";
}

/** A language no facts are written in: a polite handover, said once. */
function foreignReply(scene: Scene): LocalReply {
  const { language } = scene.understanding;
  const { persona, dealership } = scene.context;
  if (scene.context.voice === "staff") {
    return silentReply(scene, [{
      reason: "other_language",
      line: "pass_general",
      topic: { en: "your message", es: "su mensaje" },
      wants: `An answer in their language (${language})`,
      blocked_by: null,
    }]);
  }
  const line = Object.hasOwn(OTHER_LANGUAGES, language) ? OTHER_LANGUAGES[language] : undefined;
  const foreign: Pass = {
    reason: "other_language",
    line: "pass_general",
    topic: { en: "your message", es: "su mensaje" },
    wants: `An answer in their language (${language})`,
    blocked_by: "Replies without a model speak English and Spanish",
  };
  if (line === undefined) return composed(scene, [part({ passes: [foreign], confidence: 0.5 })]);
  const text = line.replace("{persona}", persona.name).replace("{store}", dealership.name);
  const silent = scene.memory.said.includes(text);
  const base = silentReply(scene, [foreign]);
  return silent ? base : { ...base, text, silent: false, closes: false, confidence: 0.6 };
}
