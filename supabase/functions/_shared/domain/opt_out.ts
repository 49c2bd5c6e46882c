import type { OptOutVerdict } from "../contract/understanding.ts";
import { foldText } from "./text.ts";

/** What a whole-message carrier keyword asks for. */
export type MessageKeyword = "stop" | "start" | "help";

const KEYWORDS: Readonly<Record<string, MessageKeyword>> = {
  stop: "stop",
  unsubscribe: "stop",
  end: "stop",
  quit: "stop",
  stopall: "stop",
  revoke: "stop",
  optout: "stop",
  cancel: "stop",
  start: "start",
  yes: "start",
  unstop: "start",
  help: "help",
  info: "help",
};

/**
 * Returns the keyword when it is the whole message; case, spaces and signs aside.
 *
 * "start" includes YES, which opts in only after an opt-out or a pending request: the caller knows.
 */
export function messageKeyword(text: string): MessageKeyword | null {
  const word = foldText(text).replace(/[^\p{L}\p{N}]+/gu, "");
  return Object.hasOwn(KEYWORDS, word) ? KEYWORDS[word] ?? null : null;
}

const MESSAGES =
  "(?:texts?|txts?|messages?|msgs?|sms|mensajes?|textos?|notifications?|alerts?|spam|updates?)";
const REACHING =
  "(?:text(?:ing|s)?|txt(?:ing|s)?|messag(?:e|es|ing)|msg(?:ing|s)?|contact(?:ing)?|sms|spam(?:ming)?|bother(?:ing)?|harass(?:ing)?|bug(?:ging)?|reaching out|solicit(?:ing)?|writing)";

/** Words that merely look like an opt-out; they are taken out before any rule reads the text. */
const LOOKALIKES: readonly RegExp[] = [
  /\bstop(?:ping|ped|s)? (?:by|in\b(?! text)|over|at|and (?:see|look|go|check)|on (?:my|the) way|for)\b/g,
  /\b(?:non|one|full|bus|pit|auto|start|engine)[ -]?stop\b/g,
  /\bstop[ -](?:sign|light|start|and[ -]go)\b/g,
  /\bstart[ /-]stop\b/g,
  /\b(?:don'?t|do not|never|can'?t|cannot|couldn'?t) stop\b/g,
  /\bopt(?:ing)? out of (?:the |a |any |an )?(?:extended |gap |service )?(?:warranty|coverage|package|financing|insurance|plan|lease|protection|option)\b/g,
  /\b(?:cancel|change|move|reschedule) (?:my|our|the|an|that|this) (?:\w+ )?(?:appointment|appt|test drive|visit|order|deposit|reservation|booking|meeting|service)\b/g,
];

/** Someone else is told to stop, or the wish is about content or time, not about all messages. */
const NARROWED: readonly RegExp[] = [
  /\b(?:before|after|until|till|while|during|when i'?m|at work|at night|so early|so late|this late|this early|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|tonight)\b/,
  /\b(?:photos?|pictures?|pics?|sedans?|trucks?|suvs?|links?|the price|prices|offers|at this number|the other number)\b/,
  /\b(?:text|email|e-mail|call|message) (?:me )?instead\b/,
  /\b(?:just|only|rather) (?:text|call|email|e-mail)\b/,
  /\b(?:won'?t|wouldn'?t|didn'?t|doesn'?t|never) (?:stop|quit)\b/,
  /\bwhat (?:happens|if)\b|\bif i (?:text|say|reply|send)\b/,
];

const CERTAIN: readonly RegExp[] = [
  /^\W*(?:stop\W*)+$/,
  new RegExp(
    `\\b(?:stop|quit|cease|end)(?: (?:sending|getting))?(?: me| with)?(?: (?:all|any|the|these|those|your|this|more))* ${REACHING}\\b`,
  ),
  new RegExp(
    `\\b(?:stop|quit) (?:sending|getting)(?: (?:me|us))?(?: (?:all|any|the|these|those|your|this|more|stupid|so many))* (?:${MESSAGES}|stuff|anything|things)\\b`,
  ),
  /\b(?:stop|quit) sending(?: me)?(?: please)?[.! ]*$/,
  new RegExp(
    `\\b(?:don'?t|do not|dont|never|no longer|not)(?: ever)? (?:text|txt|message|msg|contact|sms|write)(?: to)? (?:me|us|this (?:number|phone)|here|my (?:phone|number|cell))\\b`,
  ),
  /\bdo not (?:contact|text|message)(?: list)?[.! ]*$/,
  new RegExp(`\\bno (?:more|further) (?:${MESSAGES}|contact|communication)\\b`),
  new RegExp(
    `\\b(?:don'?t|do not|dont|no longer|not|rather not|wish not to) (?:want|wish|need|get|receive|to receive|to get)(?: to (?:get|receive|be))?(?: (?:any|any more|anymore|more|these|your|further|the|all))* (?:${MESSAGES}|texted|contacted|messaged)\\b`,
  ),
  /\b(?:remove|delete|take|erase|drop|scrub) (?:me|my (?:number|phone|phone number|cell|name|info|contact|information)|this number|us)(?: (?:off|from|out))?(?: of)?(?: (?:your|this|the|that|all|any))* ?(?:contact |mailing |text |texting |call |sms |marketing )?(?:lists?|texts?|database|system|contacts|records|messages|files?|thread|group)\b/,
  /\b(?:remove|delete|lose|erase|forget) (?:my|this) (?:number|phone number|cell|phone)\b/,
  /\btake me off\b|\bremove me\b/,
  /\bunsubscribe\b(?! from (?:the |your )?(?:email|e-mail|newsletter))/,
  /\bopt(?:ing)?[ -]?(?:me )?out\b/,
  /\bleave me (?:alone|be)\b|\bleave us alone\b/,
  /^\W*(?:please|pls|plz|just|ok|okay|hey|sir|no|i said)?\W*(?:please|pls|plz|just)?\W*stop(?: (?:please|pls|plz|now|it now|already|thanks|thank you|all|everything|this now))?\W*$/,
  new RegExp(`\\bcancel (?:all |these |the |your |my )?(?:${MESSAGES}|subscription)\\b`),
  /\b(?:on|to) the (?:national )?do[ -]not[ -]call\b/,
  /\brevoke (?:my )?consent\b|\b(?:withdraw|revoke) (?:my )?permission\b/,
  /\bdej(?:a|e|en|ame|eme|enme) (?:ya )?(?:de )?(?:mandar|enviar|escribir|molestar|textear|contactar|mensajear)/,
  /\bdej(?:a|e|en)me en paz\b|\bdejenos en paz\b/,
  /\bno (?:me|nos) (?:escriba|escriban|escribas|textee|texteen|contacte|contacten|contactes|moleste|molesten|molestes|mande mas mensajes|manden mas mensajes|envie mas mensajes|envien mas mensajes)\b/,
  /\bno (?:me )?(?:mande|manden|mandes|envie|envien|envies) (?:mas |ningun |otro )?(?:mensajes?|textos?|nada)\b/,
  /\bno mas (?:mensajes|textos)\b/,
  /\bno quiero (?:recibir )?(?:mas )?(?:mensajes|textos)\b|\bya no quiero (?:recibir )?mensajes\b/,
  /\b(?:borre|borren|quite|quiten|elimine|eliminen|saque|saquen) mi numero\b/,
  /\b(?:quite|quiten|saque|saquen|borre|borren)me de (?:la|su|esta|sus) lista/,
  /\bcancelar (?:la )?(?:suscripcion|mensajes)\b|\bdarme de baja\b/,
];

const POSSIBLE: readonly RegExp[] = [
  /^\W*(?:i'?m |im |i am |we'?re |sorry )*(?:not|no longer|not really) interested(?: anymore| any more| at all| now| thanks| thank you| sorry)?\W*$/,
  /\bno longer interested\b|\bnot interested (?:anymore|any more|at all)\b/,
  /\bwrong (?:number|person)\b|\bnumero equivocado\b/,
  /\b(?:who|how did you|where did you) (?:gave|get|got) (?:you )?(?:my|this) number\b/,
  /\b(?:never|didn'?t|did not) (?:signed?|sign|asked?|ask|agreed?|consent(?:ed)?)(?: up)?(?: for| to)? (?:this|these|any|be|get|texts|messages|your)\b/,
  /\b(?:stop|quit) (?:calling|emailing|e-mailing|phoning|it|this|that|asking|trying|pushing)\b/,
  /\b(?:don'?t|do not|dont) (?:call|phone|ring|email|bother) (?:me|us)\b/,
  /\b(?:stop|quit) sending\b/,
  /\b(?:don'?t|do not|dont) send (?:me |us )?(?:anything|stuff)(?: else| more)?\W*$/,
  /\bgo away\b|\bget lost\b|\bbuzz off\b|\b(?:piss|fuck|bug|f\*+k|screw) off\b/,
  /\bthis is (?:harassment|spam)\b|\breport(?:ed|ing)? (?:you |this |it )?(?:as|for) spam\b|\bblock(?:ed|ing)? (?:you|this number|your number)\b/,
  /\b(?:too many|enough|tired of|sick of)(?: (?:your|these|the|all))* (?:texts|messages|msgs)\b/,
  /\bunsubscribe\b|\bremove me\b/,
  /^\W*(?:enough|basta|basta ya|pare|paren|alto|parar|parale|ya no|stop it)\W*$/,
  /\bno (?:me )?(?:llame|llamen|llames)\b|\bno (?:estoy interesad[oa]|me interesa)\b/,
];

/** A "don't stop texting me" is the opposite wish; a third party's texts are none of ours. */
const NEGATED_STOP =
  /\b(?:won'?t|wouldn'?t|didn'?t|doesn'?t|never) (?:stop|quit) (?:texting|calling|messaging|emailing|contacting)\b/;

/**
 * Returns how sure it is that the customer wants no more messages, in any words.
 *
 * "certain" revokes consent at once; "possible" pauses automation and asks a person.
 */
export function optOutIntent(text: string): OptOutVerdict {
  if (messageKeyword(text) === "stop") return "certain";
  // Several rules open with "any signs": runs of signs would multiply their work.
  let folded = foldText(text).replace(/[^\p{L}\p{N}]{4,}/gu, " . ");
  for (const lookalike of LOOKALIKES) folded = folded.replace(lookalike, " ");
  const certain = CERTAIN.some((rule) => rule.test(folded));
  if (!certain) return POSSIBLE.some((rule) => rule.test(folded)) ? possible(folded) : "none";
  if (NEGATED_STOP.test(folded)) return possible(folded);
  return NARROWED.some((rule) => rule.test(folded)) && !/\bunsubscribe\b|\bleave me\b/.test(folded)
    ? "possible"
    : "certain";
}

function possible(folded: string): OptOutVerdict {
  return NEGATED_STOP.test(folded) && !/\byou(?:'ve|r|'re)?\b/.test(folded) ? "none" : "possible";
}
