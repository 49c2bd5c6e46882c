import type { LeadFinance, LeadIntake, LeadVehicle } from "../contract/lead.ts";

/** What a lead is about and who it is for. */
export type LeadKind = Pick<LeadIntake, "type" | "department">;

/** What decides it. */
export interface KindClues {
  /** What the customer or the sender wrote. */
  readonly text: string;
  /** The sender's own words for the kind of lead, such as its service or lead type. */
  readonly hints: readonly string[];
  readonly vehicle: LeadVehicle | null;
  readonly trade_in: LeadVehicle | null;
  /** Only the shopper's own car is named. */
  readonly only_own: boolean;
  readonly finance: LeadFinance | null;
  /** The department whose address the document came to. */
  readonly department: LeadIntake["department"];
}

const SERVICE =
  /\b(?:oil change|tire rotation|new tires|flat tire|brake (?:job|pads?|service|check)|check engine|engine light|recall|state inspection|wheel alignment|alignment|service (?:appointment|department|advisor|visit)|(?:schedule|book) (?:a |an |my )?service|scheduled maintenance|maintenance|tune[- ]?up|repairs?|body shop|windshield|oil leak|cambio de aceite|mantenimiento|cita de servicio|reparaci[oó]n|frenos)\b/i;
const PARTS =
  /\b(?:oem parts?|spare parts?|parts (?:department|counter|desk|order)|part numbers?|order (?:a |some )?parts?|key fob|wiper blades?|touch[- ]?up paint|floor mats? for my|refacciones|repuestos)\b/i;
/** The car that is meant is the shopper's already. */
const OWN_CAR =
  /\b(?:my|our|mi|mis|nuestro)\s+(?:[\w-]+\s+){0,3}?(?:car|truck|suv|van|vehicle|coche|carro|camioneta|(?:19|20)\d\d|oil|brakes?|tires?|engine|transmission)\b/i;
const JOB =
  /\b(?:are you (?:guys )?hiring|job (?:opening|application|opportunity|inquiry)|apply(?:ing)? for (?:a |the |your )?(?:\w+ )?(?:job|position)|my r[eé]sum[eé]|attached (?:cv|r[eé]sum[eé])|looking for (?:a job|work|employment))\b/i;
const VENDOR =
  /\b(?:seo|search engine optimi[sz]ation|back ?links?|guest posts?|link building|web ?site (?:design|redesign|traffic)|digital marketing (?:services?|agency)|lead generation (?:services?|company|agency)|business (?:loans?|funding)|merchant (?:cash|services)|first page of google|increase your (?:sales|traffic|ranking)|crypto(?:currency)?|casino|wholesale (?:price list|supplier))\b/i;

/**
 * Says what a lead is about: service and parts before anything else, people who look for work or
 * sell something to the dealership apart, then what the vehicles say.
 */
export function leadKind(clues: KindClues): LeadKind {
  const { text, hints, vehicle, trade_in, only_own, finance, department } = clues;
  const namesCar = vehicle !== null || trade_in !== null || only_own;
  if (!namesCar && (JOB.test(text) || VENDOR.test(text))) {
    return { type: "other", department: "other" };
  }
  const said = hints.map((hint) => hint.trim().toLowerCase());
  // "Have the brakes been done?" about a car on the lot is a question of a buyer.
  const own = vehicle === null || OWN_CAR.test(text);
  if (said.some((hint) => /^parts\b/.test(hint)) || own && PARTS.test(text)) {
    return { type: "service", department: "parts" };
  }
  if (said.some((hint) => /^(?:service$|service (?:appointment|request|lead))/.test(hint))) {
    return { type: "service", department: "service" };
  }
  if (own && SERVICE.test(text)) return { type: "service", department: "service" };
  if (department === "service" || department === "parts") return { type: "service", department };
  if (only_own) return { type: "trade", department };
  if (vehicle?.interest === "test_drive") return { type: "test_drive", department };
  return { type: finance === null ? "sales" : "finance", department };
}
