import {
  type ReplyDeeds,
  type ReplyFacts,
  sentencesOf,
  staffTexts,
  timesIn,
} from "./reply_facts.ts";
import { fault, type ReplyFault } from "./reply_fault.ts";
import { localMoment } from "./zoned_time.ts";

const NOT_YET =
  /\b(?:not|can(?:'|no)?t|once|until|after|when|before|if|to be|will|would|could|no|never|cuando|antes|si|nunca)\b|n't\b/i;
const DENIED = /\b(?:not|can(?:'|no)?t|cannot|unable|never|no puedo|nunca)\b|n't\b/i;

/** One kind of claim, and what must be true for it. */
interface Claim {
  readonly says: RegExp;
  /** Words that take the claim back. */
  readonly unless: RegExp | null;
  readonly holds: (deeds: Readonly<ReplyDeeds>) => boolean;
}

const never = () => false;
const withHandover = (deeds: Readonly<ReplyDeeds>) => deeds.handover;
const withBooking = (deeds: Readonly<ReplyDeeds>) =>
  deeds.bookings.some((one) => one.status !== "cancelled");

const PEOPLE =
  "(?:someone|somebody|teammates?|team|person|people|advis[oe]rs?|managers?|specialists?|colleagues?|rep(?:resentative)?s?|sales(?:person|man|woman| team)?|technician|they|we|he|she|staff|department)";
const CONTACT =
  "(?:call|contact|reply|respond|reach|get back|get in touch|follow up|text|e-?mail|send|confirm|check|look into|be in touch|touch base|answer|pick (?:this|it) up)";

const CLAIMS: readonly Claim[] = [
  {
    says:
      /\b(?:booked|confirmed|scheduled|all set|locked in|pencil(?:l)?ed in|see you (?:then|on|at|tomorrow)|(?:you're|you are|it's|all) set for|agendad[oa]|confirmad[oa])\b|\bappointment is set\b/i,
    unless: NOT_YET,
    holds: withBooking,
  },
  {
    says:
      /\b(?:reserved|on hold|held for you|holding (?:it|this|that|one)|set (?:it |one )?aside|sav(?:ed|ing) (?:it|one|this) for you|reservad[oa]|apartad[oa])\b/i,
    unless: NOT_YET,
    holds: never,
  },
  {
    says:
      /\b(?:appointment|visit|test drive|cita)\b[^.!?]{0,30}\b(?:cancell?ed|cancelad[oa])\b|\b(?:cancell?ed|cancel[eé]) (?:your|the|su|la)\b/i,
    unless: NOT_YET,
    holds: (deeds) => deeds.bookings.some((one) => one.status === "cancelled"),
  },
  {
    says: /\b(?:rescheduled|moved your (?:appointment|visit|test drive)|reagendad[oa])\b/i,
    unless: NOT_YET,
    holds: withBooking,
  },
  {
    says:
      /\b(?:i|we)(?:'ve| have|'m| am|'re| are)?\s(?:just |already |also |now )*(?:sent|sending|e-?mailed|e-?mailing|texted|mailed|attached|called|faxed)\b|\b(?:le|te) (?:envi[eé]|mand[eé])\b/i,
    unless: DENIED,
    holds: never,
  },
  {
    says:
      /\b(?:i(?:'ll| will|'m going to| am going to)|let me) (?:\w+ )?(?:e-?mail|call|text|send|mail|book|reserve|hold|schedule|set (?:it|one) aside|save (?:it|one)|knock|take off|throw in|waive)\b|\b(?:le|te) (?:enviar[eé]|llamar[eé]|mandar[eé])\b/i,
    unless: DENIED,
    holds: never,
  },
  {
    says:
      /\bon its way\b|\byou(?:'ll| will) (?:\w+ )?(?:get|receive)\b[^.!?]{0,40}\b(?:confirmation|e-?mail|reminder|link|quote|documents?|photos?)\b/i,
    unless: DENIED,
    holds: never,
  },
  {
    says:
      /\b(?:i(?:'ve| have|'m| am)?|we(?:'ve| have)?) (?:\w+ )?(?:passed|passing|forwarded|forwarding|notified|alerted|flagged|letting (?:them|the team) know|let (?:them|the team|my manager|someone) know|told (?:the team|my manager)|handed|asked (?:the team|my manager))\b|\b(?:he pasado|ya pas[eé]|aviso al equipo)\b/i,
    unless: DENIED,
    holds: withHandover,
  },
  {
    says: new RegExp(
      `\\b${PEOPLE}\\b[^.!?]{0,40}(?:'ll|\\b(?:will|is going to|are going to|shall))\\s(?:\\w+\\s){0,3}?${CONTACT}\\b`,
      "i",
    ),
    unless: DENIED,
    holds: withHandover,
  },
  {
    says:
      /\b(?:responder[aá]n?|llamar[aá]n?|contactar[aá]n?|confirmar[aá]n?|escribir[aá]n?)(?![\p{L}])|\bva(?:n)? a (?:llamar|responder|contactar|confirmar|escribir)/iu,
    unless: DENIED,
    holds: withHandover,
  },
  {
    says:
      /\bi(?:'ll| will|'m going to) (?:\w+ )?(?:have|get|ask) (?:someone|somebody|a |an |the |my |one of)|\bi(?:'ll| will) (?:\w+ )?(?:check|find out|get back|look into|ask|see what|follow up|let you know|pass|forward)\b|\blet me (?:check with|find out|ask|pass)\b|\byou(?:'ll| will) (?:hear (?:back )?from|get a (?:call|reply|text)|be contacted|be called)\b/i,
    unless: DENIED,
    holds: withHandover,
  },
  {
    says:
      /\b(?:unsubscribed|opted (?:you )?out|taken you off|removed you(?:r number)?|you(?:'ll| will)?(?: not| won't|n't) (?:receive|get|hear)\b[^.!?]{0,30}\b(?:texts?|messages?|from us)|won't (?:text|message|contact) you|no (?:recibir[aá]|le enviaremos) m[aá]s)/i,
    unless: null,
    holds: (deeds) => deeds.opted_out,
  },
  {
    says: /\b(?:i|we)(?:'ve| have)? (?:\w+ )?(?:updated|changed|corrected|saved|recorded)\b/i,
    unless: DENIED,
    holds: (deeds) => deeds.customer_updated || deeds.bookings.length > 0,
  },
];

const CONCESSIONS =
  /\b(?:guarantee[ds]?|(?:price[- ])?match(?:ing)? (?:any|that|their|your)|beat (?:any|that|their|your)|(?:best|lowest) price (?:anywhere|in town|guaranteed)|free (?:oil changes?|delivery|tires|maintenance|service|upgrades?|gas)|discount(?:ed|s)?|rebates?|throw in|waived?|it'?s a deal|deal'?s? (?:is )?done|(?:legally )?binding|(?:i|we) (?:agree|accept)|accept(?:ed)? your offer|for free|free of charge|refund(?:ed)?|descuento|gratis|garantizad[oa]s?)\b/gi;

/** Nothing is booked, held, sent or promised that no row shows. */
export function falsePromise(text: string, facts: ReplyFacts): ReplyFault | null {
  for (const { text: sentence } of sentencesOf(text)) {
    if (/\?\s*$/.test(sentence)) continue;
    const claim = CLAIMS.find((one) =>
      one.says.test(sentence) && !(one.unless?.test(sentence) ?? false)
    );
    if (claim && (!claim.holds(facts.deeds) || !timesAreBooked(sentence, claim, facts))) {
      return fault("false_promise", `nothing was done that "${sentence.slice(0, 80)}" claims`);
    }
  }
  return concession(text, facts);
}

/** A claimed booking names the booked time and no other. */
function timesAreBooked(sentence: string, claim: Claim, facts: ReplyFacts): boolean {
  if (claim.holds !== withBooking) return true;
  const { timezone } = facts.loaded.dealership;
  const booked = facts.deeds.bookings.filter((one) => one.status !== "cancelled")
    .map((one) => localMoment(one.starts_at, timezone).minutes);
  return timesIn(sentence).every((time) => booked.includes(time.minutes));
}

/** Discounts, guarantees and agreements come from an approved answer or from staff. */
function concession(text: string, facts: ReplyFacts): ReplyFault | null {
  const sources = [
    ...facts.knowledge.flatMap((entry) => [entry.title, entry.answer]),
    ...staffTexts(facts),
    ...facts.vehicles.flatMap((one) => [one.description ?? "", ...one.features]),
  ].join("\n").toLowerCase();
  for (const { text: sentence } of sentencesOf(text)) {
    if (DENIED.test(sentence) || /\?\s*$/.test(sentence)) continue;
    const found = sentence.match(CONCESSIONS)?.find((word) =>
      !sources.includes(word.toLowerCase())
    );
    if (found !== undefined) {
      return fault("false_promise", `no approved answer says "${found}"`);
    }
  }
  return null;
}
