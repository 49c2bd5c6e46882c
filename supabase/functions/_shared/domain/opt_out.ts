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
  /\b(?:is there|can there be|do you have) an? opt[ -]?out\b|\bopt[ -]?out (?:for|of) (?:the|my) (?:connected|data|app|service|insurance)\b/g,
  /\b(?:don'?t|do not|dont) (?:call|phone|ring|email|e-mail)(?: me| us)?\b(?=[^.!?]*\b(?:text|call|message|email)(?:s|ing)?\b)(?!(?: me| us)?,? (?:or|and|ever|nor)\b)(?![^.!?]*\b(?:stop|again|anymore|ever)\b)/g,
  /\bno (?:me )?(?:llamen?|llames)\b(?=.*\b(?:escrib|mensaje|texto|text))/g,
  /\b(?:not|no longer) (?:really )?interested in\b/g,
  /\bno (?:estoy interesad[oa] en|me interesan? (?:el|la|los|las|un|una|ese|esa))\b/g,
  /\b(?:don'?t|do not|dont) (?:text|send|message) me (?:the|a|your|any) (?!(?:more |of )*(?:texts?|messages?|msgs?|stuff|spam))\w+/g,
  /\bgo(?:ing|es)? away (?:from|this|for|on|next)\b/g,
  /\b(?:turn|switch|shut)(?:ing)? off (?:the |my |that )?(?:\w+ )?(?:lights?|alarm|alerts?|feature|screen|radio)\b/g,
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
  /^\W*(?:sto+p+\W*)+$/,
  /^\W*(?:please |pls |just )?(?:make (?:it|this|them) stop|stop (?:it|this) (?:now|please))\W*$/,
  /[.?!,;] ?(?:please |just |now )?stop(?: (?:it|now|please|already))?\W*$/,
  /\b(?:asked|told|said to|begged) (?:you|y'all|you guys|you people)(?: \w+)? to stop\b/,
  new RegExp(
    `\\b(?:make|get) (?:these|the|your|all|those)(?: \\w+)? ?${MESSAGES} (?:to )?stop\\b|\\bhow (?:do|can) (?:i|we) (?:stop|end|turn off|get rid of|get out of) (?:these|the|your|all|getting|receiving)(?: \\w+)? ?${MESSAGES}\\b`,
  ),
  new RegExp(
    `\\b(?:turn|shut|switch|kill|cut|end)(?: off)? (?:all |these |the |those |your )*${MESSAGES}(?: off| now| please)?\\b`,
  ),
  new RegExp(
    `\\b${MESSAGES} (?:are|is) (?:unwanted|not wanted|unwelcome|not welcome)\\b|\\b(?:stop|end) (?:them|all communications?|all contact|communicating)\\b`,
  ),
  /\bcease(?: and desist| (?:all|any|further))?\b(?=.*\b(?:contact|text|messag|communicat|desist))/,
  new RegExp(
    `\\b(?:stop|quit|enough|done) (?:it )?(?:with|of) (?:all |the |these |those |your |this )*(?:\\w+ )?${MESSAGES}\\b`,
  ),
  new RegExp(
    `\\b(?:stop|quit|cease) (?:\\w+ )?(?:and |or |& )?${REACHING} (?:me|us|this|him|her|it)\\b`,
  ),
  new RegExp(
    `\\b(?:stop|quit|cease) (?:calling|phoning|emailing|e-mailing)(?: me| us)?(?:,| and| or| &)+ ${REACHING}\\b`,
  ),
  /\b(?:don'?t|do not|dont|never) (?:call|phone|email|e-mail)(?: me| us)?(?:,| and| or| nor| &)+ (?:text|txt|message|msg|contact)\b/,
  /\b(?:don'?t|do not|dont|never) (?:ever )?(?:text|txt|message|msg|contact) (?:it|him|her|them|my (?:wife|husband|son|daughter|mom|dad))\b/,
  /\bdelete (?:all )?my (?:info|information|data|contact)\b/,
  /\bno (?:quiero|deseo|queremos|quisiera) (?:que )?(?:(?:me|nos) )?(?:sigan? )?(?:escrib|mand|envi|contact|molest|text)/,
  /\bno (?:me|nos) (?:vuelv\w+ a|siga[ns]?) (?:escrib|mand|envi|contact|molest|text|mensaje)/,
  /\bno (?:me|nos) (?:contact|molest|text|mensaje)\w*\b/,
  /\b(?:par[ae]n?|deja|dejen?|basta|alto)(?: ya)? (?:de|con|a) (?:(?:los|tantos|sus|estos|tanto) )*(?:mensajes?|textos?|mandar|enviar|escribir|molestar|textear|contactar)/,
  /\b(?:de|darme|denme|deme) (?:de )?baja\b(?!.* (?:precio|suspension))/,
  /\b(?:saquen?|quiten?|borren?|eliminen?)(?:me|nos)\b/,
  /\bwithdraw (?:my )?(?:consent|permission)\b/,
  /\b(?:get|how (?:do|can) i get) (?:me |myself )?off (?:of )?(?:this|your|the) (?:\w+ )?list\b/,
  /\b(?:put|add) (?:me|us|my number|this number) (?:on|to) (?:your |the |a )?(?:national )?(?:do[ -]not[ -](?:call|text|contact)|dnc|no[ -]call)\b/,
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
  new RegExp(
    `\\bno (?:more|further)(?: of)?(?: (?:these|those|the|your|such|any))* (?:${MESSAGES}|contact|communication)\\b`,
  ),
  new RegExp(
    `\\b(?:don'?t|do not|dont|no longer|not|rather not|wish not to) (?:want|wish|need|get|receive|to receive|to get)(?: to (?:get|receive|be))?(?: (?:any|any more|anymore|more|these|your|ur|further|the|all))* (?:${MESSAGES}|texted|contacted|messaged)\\b`,
  ),
  /\b(?:remove|delete|take|erase|drop|scrub) (?:me|my (?:number|phone|phone number|cell|name|info|contact|information)|this number|us)(?: (?:off|from|out))?(?: of)?(?: (?:your|this|the|that|all|any))* ?(?:contact |mailing |text |texting |call |sms |marketing )?(?:lists?|texts?|database|system|contacts|records|messages|files?|thread|group)\b/,
  /\b(?:remove|delete|lose|erase|forget) (?:my|this) (?:number|phone number|cell|phone)\b/,
  /\btake me off\b(?! guard)|\bremove me\b|\btake (?:my|this) (?:phone |cell )?number (?:off|out|down)\b/,
  new RegExp(
    `\\b(?:don'?t|do not|dont) send (?:me |us )?(?:any |more |any more |these |those |your )*${MESSAGES}\\b`,
  ),
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
  /^\W*(?:you(?:'re| are) )?(?:blocked|blocking|spam|reported|harassment)\W*$/,
  /\b(?:i'?m|i am|going to|gonna|will|i'?ll) (?:be )?(?:block|report)(?:ing)? (?:you|this|your)\b/,
  /\bgive it a rest\b|\b(?:knock|cut) it (?:off|out)\b/,
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
  /\b(?:too many|enough(?: (?:with|of))?|tired of|sick of|done with)(?: (?:your|these|the|all|those))* (?:texts|messages|msgs)\b/,
  /\bunsubscribe\b|\bremove me\b/,
  /\b(?:still|keep|why are you) (?:text|messag|spam)(?:ing)?\b(?=.*\bstop\b)/,
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
  let folded = foldText(text).replace(/[^\p{L}\p{N}]{4,}/gu, " . ")
    .replace(/\b(?:stp|sotp|stpo|st0p|stopp+)\b/g, "stop");
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
