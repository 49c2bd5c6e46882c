import type { HandoverReasonCode } from "../contract/intelligence.ts";
import { pass, quoted } from "./reply_handover.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { pendingMessages } from "./thread_memory.ts";
import { asksSomething } from "./understanding.ts";

/** What waits for the team after each sentence that passed something on. */
const WAITS: Readonly<Partial<Record<TemplateKey, HandoverReasonCode>>> = {
  pass_finance: "finance",
  pass_total: "negotiation",
  pass_discount: "negotiation",
  pass_offer: "negotiation",
  pass_trade: "trade_in",
  pass_service: "service",
  pass_hold: "hold_request",
  pass_photos: "photos",
  pass_fact: "fact_missing",
  pass_general: "fact_missing",
  pass_change: "visit_change",
};
const SOMETHING = /\p{L}{3}.* |\d{2}/u;

/** "And my zip is 12203" after a price was passed on is for the same person; null for all else. */
export function additionPart(scene: Scene): Part | null {
  if (scene.understanding.intents.length > 0 && !isTheirVin(scene)) return null;
  const key = scene.memory.recent_keys.find((one) => WAITS[one] !== undefined);
  const reason = key === undefined ? undefined : WAITS[key];
  const states = pendingMessages(scene.context).every((one) =>
    !one.content.includes("?") && !asksSomething(one.content)
  );
  if (reason === undefined || !states || !SOMETHING.test(pendingWords(scene))) return null;
  return part({
    passes: [pass(reason, "pass_added", ["this", "esto"], {
      wants: null,
      brings: `Adds: ${quoted(scene)}`,
    })],
    confidence: 0.7,
  });
}

/** A VIN after words on service or a trade-in is the one of their own car. */
function isTheirVin({ understanding, memory }: Scene): boolean {
  const own = memory.recent_keys.includes("pass_service") || memory.awaits_trade;
  return own && understanding.own_query.vin_tail !== null;
}
