import type { ReplyEvidence } from "../contract/intelligence.ts";
import { askAfter } from "./reply_hours.ts";
import { type Part, part, type Scene } from "./reply_scene.ts";

/** Returns "555-010-0100" of a North American number, others as they are. */
function phoneWords(phone: string): string {
  const digits = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone);
  return digits ? `${digits[1]}-${digits[2]}-${digits[3]}` : phone;
}

/** Answers where the store is. */
export function locationPart(scene: Scene): Part {
  const { address, city, region, id } = scene.context.dealership;
  if (address === null) {
    return part({
      sentences: [scene.say("location_missing")],
      passes: [{
        reason: "fact_missing",
        line: "pass_general",
        topic: { en: "the address", es: "la dirección" },
        wants: "The address",
        blocked_by: "No address in the settings",
      }],
    });
  }
  const place = [city, region].filter((one) => one !== null).join(", ");
  const whole = place !== "" && !address.includes(`, ${city ?? place}`)
    ? `${address}, ${place}`
    : address;
  return part({
    sentences: [scene.say("location", { address: whole })],
    ask: askAfter(scene),
    evidence: [dealershipEvidence(id, ["address_line", "city", "region"])],
    confidence: 0.95,
  });
}

/** Answers which number to call. */
export function phonePart(scene: Scene): Part {
  const { phone, id } = scene.context.dealership;
  if (phone === null) return part({ sentences: [scene.say("phone_missing")], confidence: 0.7 });
  return part({
    sentences: [scene.say("phone", { phone: phoneWords(phone) })],
    evidence: [dealershipEvidence(id, ["contact_phone"])],
    confidence: 0.95,
  });
}

/** Says honestly that this is an assistant; the introduction may have said so already. */
export function botPart(scene: Scene): Part {
  const introduced = scene.memory.said.length > 0;
  const asksWho = scene.understanding.intents.some((one) => /\b(?:who|quien)/.test(one.evidence));
  if (asksWho) {
    const sentences = introduced ? [scene.say("bot_who")] : [];
    return part({ sentences, ask: "ask_open", confidence: 0.95 });
  }
  return part({ sentences: [scene.say(introduced ? "bot_known" : "bot")], confidence: 0.95 });
}

function dealershipEvidence(id: string, fields: string[]): ReplyEvidence {
  return { kind: "dealership", id, fields };
}
