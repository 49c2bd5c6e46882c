import { featuresIn } from "./feature_lexicon.ts";

interface DetailRule {
  detail: string;
  pattern: RegExp;
}

const SEARCHING =
  /\b(?:do (?:you|u|ya|yall|y'all)(?: guys| all)?(?: still| currently)? (?:have|got|carry|sell)|have you got|any|got an?|looking for|look for|(?<!what (?:do|would|will|all do) )(?:i need|we need)|(?:^\W*|\band |\bbut )(?:need|want)s? (?:an?|some|something|\d)|i want|we want|show me|find me|in the market|interested in an?|tienen|tiene usted|hay|busco|buscando|quiero|quisiera|necesito)\b/;

const RULES: readonly DetailRule[] = [
  rule(
    "mileage",
    "how many (?:miles|mi|kms?|kilometers)|(?<!low |lower |lowest |least |fewest |gas |high |good |great |under |less )mileage(?! under| below)|odometer|what are the miles|(?:the|its) miles\\b|^\\W*(?:miles|millas)\\W*$|miles (?:on|does|are)\\b|(?:does|is|has) (?:it|that|this|the \\w+)(?: one)? (?:have |got |a |too )?(?:a lot of|lots of|many|high|low) (?:miles|mileage)|(?:tiene|trae) (?:muchas|pocas|demasiadas) millas|cuantas? millas?|cuantos km|millaje|kilometraje",
  ),
  rule(
    "ext_color",
    "(?:what|which|wht) colou?rs?|colou?r (?:choices|options|selection)|colou?r (?:is|of)|what'?s the colou?r|(?:que|cual) color|color es|^\\W*(?:the )?(?:color|colour)\\W*$|(?:and|y) (?:the |el )?colou?r\\b",
  ),
  rule("int_color", "interior(?: colou?r)?|inside colou?r|color (?:de )?(?:los asientos|interior)"),
  rule("year", "(?:what|which) year|(?:que|cual) ano|de que ano|^\\W*year\\W*$"),
  rule("trim", "(?:what|which) trim|trim level|que version|which version|what version"),
  rule(
    "engine",
    "\\bengine\\b(?! light)|what motor|el motor|que motor|how many cylinders|\\bv ?6\\b|\\bv ?8\\b|\\bturbo\\b|cilindros",
  ),
  rule(
    "transmission",
    "transmission(?! (?:went|died|failed|blew|broke|gave|is (?:gone|bad|shot|slipping)|issues?|problems?|fluid))|(?:is it|is that|is the \\w+) (?:an? )?(?:automatic|manual|stick|standard)|automatic or|transmision|automatico|manual o|stick shift|^\\W*(?:manual|automatic|stick)\\W*$",
  ),
  rule(
    "fuel_economy",
    "\\bmpg\\b|gas mileage|fuel (?:economy|mileage|efficien)|miles per gallon|good on gas|rendimiento|millas por galon|consumo",
  ),
  rule(
    "vin",
    "(?:what'?s|what is|send|have|get|need|give|share|text|cual es|mandar?|el|the)(?: \\w+){0,3} vin\\b(?! (?:end|\\d|#|is|number \\w*\\d))|^\\W*vin\\W*$",
  ),
  rule(
    "stock_number",
    "(?:what'?s|what is|send|get|need|give|cual es)(?: \\w+){0,3} (?:stock (?:number|no|#)|numero de (?:inventario|stock))",
  ),
  rule("certified", "\\bcertified\\b|\\bcpo\\b|certificad[oa]"),
  rule(
    "condition",
    "new or used|used or new|nuev[oa] o usad[oa]|is it (?:brand )?new\\b|is it used\\b|es (?:nuev|usad)[oa]",
  ),
  rule(
    "history",
    "car ?fax|auto ?check|accidents?|clean title|\\btitle\\b|(?:how many|one|1|previous|prior) owners?|who owned (?:it|this|that)|history|historial|accidentes?|choques?|salvage|duenos|titulo",
  ),
  rule(
    "seating",
    "how many (?:seats|people|passengers)|cuant[oa]s (?:asientos|pasajeros|personas)",
  ),
  rule(
    "towing",
    "tow(?:ing)? capacity|how much (?:can|does|will) (?:it|the \\w+|that) tow|payload|(?:tow|pull|haul)\\w* (?:\\w+ ){0,4}\\d[\\d,.]*k? ?(?:lbs?|pounds?)|\\d[\\d,.]*k? ?-?(?:lbs?|pounds?) (?:\\w+ )?(?:trailer|camper|boat|rv|load)|capacidad de (?:remolque|arrastre)",
  ),
  rule(
    "charging",
    "how long (?:\\w+ ){0,4}to charge|charg(?:e|ing) (?:time|speed|cable)|fast charg",
  ),
  rule("horsepower", "horse ?power|\\bhp\\b|caballos"),
  rule(
    "range",
    "(?:electric|ev|battery|what(?:'?s| is) (?:the|its)) range|how far (?:can|does) it go|^\\W*(?:the )?range\\W*$|(?<!price |dollar )\\brange\\b(?! rover)(?= of\\b| on\\b|\\W*$)|autonomia",
  ),
  rule(
    "size",
    "how (?:big|tall|wide)|how long is (?:it|the (?:bed|truck|car|suv|van))\\b|cargo (?:space|room|area)|(?:leg|head) ?room|dimensions|bed length|trunk (?:space|room)|roomier|more (?:room|space)|tamano",
  ),
  rule("tires", "\\btires?\\b|\\bbrakes\\b|llantas|frenos"),
  rule("warranty", "\\bwarrant(?:y|ies)\\b|\\bgarantia\\b"),
  rule("msrp_cents", "\\bmsrp\\b|sticker price|window sticker|precio de lista"),
  rule("keys", "how many keys|second key|both keys|two keys|cuantas llaves"),
];
const DRIVE =
  /\b(?:awd|4wd|4x4|all[- ]wheel(?: drive)?|four[- ]wheel(?: drive)?|fwd|rwd|front[- ]wheel|rear[- ]wheel|drive ?train|traccion)\b/;
const FUEL =
  /\b(?:hybrid|electric|plug[- ]?in|diesel|gas or|take gas|type of (?:gas|fuel)|hibrid[oa]|electric[oa]|gasolina)\b/;
const ABOUT_ONE = /\b(?:is|does|has|it|it's|its|that|this|tiene|es|trae|viene|lleva)\b/;
/** "Is the Tacoma 4x4?" asks about one, whatever else is looked for beside it. */
const OF_ONE = /^\W*(?:is|does|has|es|tiene) (?:the|it|that|this|el|la|ese|esa)\b/;
const OWN_HISTORY = /\b(?:i (?:was|got|had|been)|my (?:car|truck|suv|\w+) (?:was|got))\b/;

/** "Do you need the title?" speaks of the customer's papers. */
const OWN_TITLE =
  /\b(?:need|bring|have|lost|find|without|mail|my|transfer)(?: (?:a|the|my|its|you the))? title\b(?! (?:status|history|issue))/;

/** "No, 4x4" corrects a search; it asks nothing. */
const CORRECTING = /^\W*(?:no|nope|actually|i meant?|sorry|rather|instead|mejor)\b[^?]*$/;

/** Returns whether the text looks for vehicles rather than asking about one. */
export function isSearching(folded: string): boolean {
  return SEARCHING.test(folded);
}

/**
 * Returns the details a folded text asks about: row columns, `feature:<key>`, or words no column
 * answers. In a search ("any SUVs with AWD", "4x4 pickup") the same words are criteria instead.
 */
export function askedDetails(
  folded: string,
  { namesKind, superlative }: { namesKind: boolean; superlative: boolean },
): string[] {
  // "The cheapest one that has a sunroof" looks for one; "does the cheapest one have it" asks.
  const searching = isSearching(folded) || CORRECTING.test(folded) ||
    (superlative && !OF_ONE.test(folded)) || (namesKind && !ABOUT_ONE.test(folded));
  const details = RULES.filter((one) => one.pattern.test(folded)).map((one) => one.detail);
  if ((!searching || OF_ONE.test(folded)) && DRIVE.test(folded)) details.push("drivetrain");
  if (!searching && FUEL.test(folded) && /\b(?:is|es|it|take|type)\b/.test(folded)) {
    details.push("fuel_type");
  }
  // Who asks for the sticker sets it against our price, which an answer on discounts tells anyway.
  if (details.includes("msrp_cents") && !/\bdiscount|\boff\b/.test(folded)) {
    details.push("price_cents");
  }
  if (!searching) details.push(...featuresIn(folded).map((one) => `feature:${one.key}`));
  return details.filter((detail) => applies(detail, details, folded, searching));
}

function applies(
  detail: string,
  all: readonly string[],
  folded: string,
  searching: boolean,
): boolean {
  if (detail === "history") return !OWN_HISTORY.test(folded) && !OWN_TITLE.test(folded);
  if (detail === "feature:tow") return !all.includes("towing");
  if (detail === "feature:wireless_charging") return !all.includes("charging");
  if (detail === "certified" || detail === "engine") return !searching;
  if (detail === "int_color") return !all.includes("feature:leather");
  return true;
}

function rule(detail: string, pattern: string): DetailRule {
  return { detail, pattern: new RegExp(pattern) };
}
