import { statedNumber } from "./stated_number.ts";
import { pass, quoted } from "./reply_handover.ts";
import { type Part, part, pendingWords, type Scene } from "./reply_scene.ts";
import type { TemplateKey } from "./reply_templates.ts";
import { earlierTexts, isAboutCall } from "./thread_memory.ts";
import { wishWords } from "./visit_wish.ts";

/** "Whenever", "now" and "after work" are times to be called, though no clock shows them. */
const ANY_TIME =
  /\b(?:any ?time|when ?ever|now|asap|right away|rn|today|after|before|between|lunch|work|morning|afternoon|evening|tonight|cuando (?:sea|quiera)|ahora|hoy|despues|antes|tarde|manana|noche)\b/;

const CALL = ["a call", "una llamada"] as const;

/**
 * A wish to be called goes to a person at once; what is still open, the number where nobody texts
 * and a good time, is asked once each, and the answer goes to the same person.
 */
export function callPart(scene: Scene): Part {
  const { visit } = scene.understanding;
  const goesOn = isAboutCall(scene.memory);
  const number = numberIn(scene);
  const when = visit === null ? "" : `, ${wishWords(visit)}`;
  const isVague = visit === null && ANY_TIME.test(pendingWords(scene));
  const words = `For the call: ${quoted(scene)}${visit?.date ? when : ""}`;
  const wants = [
    `A phone call${scene.language === "es" ? " in Spanish" : ""}`,
    number === null ? "" : ` at ${number}`,
    when,
  ].join("");
  const called = pass("call_request", goesOn ? "pass_added" : "pass_call", CALL, {
    wants: goesOn ? null : wants,
    brings: goesOn || isVague ? words : null,
  });
  const ask = askOf(scene, number, visit !== null || isVague);
  return part({ passes: [called], ask, confidence: 0.93 });
}

function askOf(scene: Scene, number: string | null, times: boolean): TemplateKey | null {
  const { recent_keys } = scene.memory;
  const isText = (scene.context.channel ?? "sms") === "sms";
  if (!isText && number === null && !recent_keys.includes("ask_call_number")) {
    return "ask_call_number";
  }
  return times || recent_keys.includes("ask_call_time") ? null : "ask_call_time";
}

/** The number they gave, now or before. */
function numberIn(scene: Scene): string | null {
  const said = [...earlierTexts(scene.context).slice(-4), pendingWords(scene)];
  return said.map(statedNumber).findLast((one) => one !== null) ?? null;
}
