/** How a text answers an offered time; null when it does not answer at all. */
export type VisitAnswer = "other_time" | "unsure" | "no" | "yes";

const OTHER_TIME =
  /\b(?:different|another|other|some other) (?:time|day|hour|slot|date)\b|\b(?:earlier|later)\b(?! (?:today|this))|\b(?:doesn'?t|don'?t|won'?t|wouldn'?t|does not) (?:really )?work\b|\b(?:can'?t|cannot|can not) (?:do|make)\b|\bnone of (?:those|them|these)\b|\bneither\b|\btoo (?:early|late|soon)\b|\botr[oa] (?:hora|dia|momento|fecha)\b|\bno me (?:sirve|funciona|queda|conviene)\b|\bningun[oa]\b|\bmas (?:tarde|temprano)\b/;
const UNSURE =
  /\b(?:not (?:really |so |too )?(?:sure|certain)|not yet|unsure|(?:don'?t|dont|do not) know|dunno|idk|maybe|might|possibly|perhaps|probably|let me (?:think|check|see|ask|get back|look)|(?:i'?ll|i will|i'?d|i have to|i need to|need to|have to|gotta) (?:think|check|ask|see if|let you know|get back)|(?:it|that) depends|what if|no (?:lo )?se\b|no estoy segur[oa]|tal vez|quizas?|a lo mejor|dejeme (?:ver|pensar|checar|revisar)|lo (?:pienso|pensare)|(?:luego|despues) le (?:digo|aviso))\b/;
const NO =
  /^\W*(?:(?:ok|okay|oh|um|uh|hmm|actually|wait|sorry|well|yes|yeah|pues|ay|espere|perdon)\W+){0,3}(?:no\b|nope|nah|nvm|never ?mind|cancel (?:that|it)\W*$|scratch that|forget (?:it|that)|hold on|wait\W*$|don'?t\b|please don'?t|mejor no|espere\W*$)|\b(?:changed my mind|do not book|don'?t book|no lo (?:reserve|agende))\b/;
const YES =
  /^\W*(?:(?:ok|okay|sure|yes|yeah|yep|yup|great|perfect|cool|alright|sounds (?:good|great)|absolutely|definitely|please|si|claro|dale|vale|perfecto|bueno|esta bien|de acuerdo)\b|(?:that|this|it|\S+(?: [ap]m)?) works\b|works for me|that one|book it|let'?s do (?:it|that)|i'?ll (?:take|be there|do)|see you then|esa (?:hora|esta bien)|me (?:sirve|funciona|queda bien))/;

/**
 * Returns how a folded text answers an offered time. Refusals are read first: "no, a different
 * time" and "ok wait no" hold a yes-word or a time, and neither is a yes.
 */
export function visitAnswer(folded: string): VisitAnswer | null {
  if (OTHER_TIME.test(folded)) return "other_time";
  if (UNSURE.test(folded)) return "unsure";
  if (NO.test(folded)) return "no";
  return YES.test(folded) ? "yes" : null;
}
