import { type Part, part, pendingText, type Scene } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";

/** Purposes after which the exchange is over; a further "ok, thanks" needs no answer. */
const CLOSING: readonly TemplateKey[] = [
  "no_rush",
  "thanks",
  "goodbye",
  "decline",
  "bought",
  "opt_out_done",
];

/** What "yes" leads to after each question the assistant asks. */
const AFTER_YES: Readonly<Partial<Record<TemplateKey, TemplateKey>>> = {
  ask_visit: "ask_day",
  ask_near_one: "ask_day",
  ask_near: "ask_which",
  ask_which: "ask_which",
  ask_other_time: "ask_other_time",
  ask_day: "ask_day",
  ask_time: "ask_time",
  ask_trade: "ask_trade",
  ask_trade_miles: "ask_trade_miles",
  ask_service_day: "ask_service_day",
  ask_which_offer: "ask_which_offer",
  ask_slot: "ask_slot",
  ask_move: "ask_move",
  ask_name: "ask_name",
  ask_vehicle: "ask_vehicle",
  ask_number: "ask_number",
  ask_change: "ask_body",
  ask_narrow: "ask_narrow",
  ask_budget: "ask_budget",
  ask_body: "ask_body",
  ask_open: "ask_open",
  ask_more: "ask_more",
};

/** Returns the answer to words of courtesy; "silent" when none is due, null for other intents. */
export function courtesyPart(scene: Scene, intent: string): Part | "silent" | null {
  const closed = scene.memory.last_keys.some((key) => CLOSING.includes(key));
  switch (intent) {
    case "thanks":
    case "goodbye":
      return closed
        ? "silent"
        : part({ sentences: [scene.say(intent)], closes: true, confidence: 0.95 });
    case "bought":
      return part({ sentences: [scene.say("bought")], closes: true, confidence: 0.92 });
    case "decline":
      return closed ? "silent" : declined(scene);
    case "undecided":
      return part({ sentences: [scene.say("no_rush")], confidence: 0.85 });
    case "affirm":
      return affirmed(scene, closed);
    case "greeting":
      return part({
        sentences: scene.memory.said.length > 0 ? [scene.say("greeting")] : [],
        ask: "ask_open",
        confidence: 0.9,
      });
    default:
      return null;
  }
}

/** "No" to what was offered asks for another wish once; any other "no" ends the exchange. */
function declined(scene: Scene): Part {
  const { last_ask } = scene.memory;
  const offered = last_ask === "ask_near" || last_ask === "ask_near_one";
  const plain = scene.understanding.intents.some((one) =>
    /^\W*(?:no|nope|nah)\W*$/.test(one.evidence)
  );
  if (scene.memory.awaits_time) {
    return part({ sentences: [scene.say("no_rush")], confidence: 0.85 });
  }
  if (offered && plain) return part({ ask: "ask_change", confidence: 0.8 });
  return part({ sentences: [scene.say("decline")], closes: true, confidence: 0.9 });
}

function affirmed(scene: Scene, closed: boolean): Part | "silent" {
  const { last_ask, said } = scene.memory;
  if (said.length === 0) return part({ ask: "ask_open", confidence: 0.6 });
  if (closed || last_ask === null) return "silent";
  const next = AFTER_YES[last_ask];
  return next
    ? part({ ask: next, confidence: 0.85 })
    : part({ ask: "ask_clarify", confidence: 0.5 });
}

/** A name alone is thanked for, and the question that stood is asked again. */
export function namePart(scene: Scene): Part {
  const { last_ask, awaits_time, awaits_name, said } = scene.memory;
  const given_name = scene.understanding.name ?? "";
  return part({
    sentences: said.length === 0 ? [] : [scene.say("thanks_name", { given_name })],
    ask: awaits_name
      ? null
      : awaits_time && last_ask !== null
      ? last_ask
      : said.length === 0
      ? "ask_open"
      : "ask_more",
    confidence: 0.85,
  });
}

/** "Thanks, bye" is one courtesy; the weightiest of them is answered. */
export function onlyCourtesy(scene: Scene, names: readonly string[]): Part[] | "silent" | null {
  const order = ["bought", "undecided", "decline", "goodbye", "thanks", "affirm", "greeting"];
  if (names.length === 0 || !names.every((name) => order.includes(name))) return null;
  const chosen = order.find((name) => names.includes(name)) ?? "greeting";
  const courtesy = courtesyPart(scene, chosen);
  return courtesy === null ? null : courtesy === "silent" ? "silent" : [courtesy];
}

const PICTURES = /^[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f\s!.]+$/u;
const YES = /[\u{1f44d}\u{1f44c}\u{2705}\u{1f197}\u{1f64c}]/u;

/** Pictures alone: a thumb up says yes, a heart or a laugh ends nothing and asks nothing; null for words. */
export function picturePart(scene: Scene): Part | "silent" | null {
  const said = pendingText(scene);
  if (!PICTURES.test(said) || /[\u2753\u2754]/.test(said)) return null;
  if (scene.memory.said.length === 0) return part({ ask: "ask_open", confidence: 0.6 });
  return YES.test(said) ? courtesyPart(scene, "affirm") : "silent";
}
