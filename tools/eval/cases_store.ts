// Exempt from the line limit: data
import { casesOf, type EvalCase } from "./eval_case.ts";

/** Saturday 22 November 2025, 8 PM in New York: closed since 6. */
const CLOSED = { now: "2025-11-23T01:00:00Z" };
/** The same day at 2 PM. */
const OPEN = { now: "2025-11-22T19:00:00Z" };

/** Hours, place, small talk and Spanish. */
export const STORE_CASES: readonly EvalCase[] = [
  ...casesOf("hours", [
    ["what time do you close on saturday", { facts: [/6 PM/], handover: "none" }],
    [
      "what time do you close on saturday",
      { facts: [/6 PM/], forbidden: [/closed right now/] },
      CLOSED,
    ],
    ["what time do you close on saturday", { facts: [/until 6 PM today/] }, OPEN],
    ["what time do you close on monday", { facts: [/8 PM/] }, CLOSED],
    ["are you open tuesday", { facts: [/9 AM to 8 PM/] }, CLOSED],
    ["what time do you open wednesday", { facts: [/9 AM/] }, CLOSED],
    ["what time do you close on thursday", { facts: [/Thanksgiving/] }, CLOSED],
    ["hours on friday?", { facts: [/8 PM/] }, CLOSED],
    ["are you guys open sunday", { facts: [/closed/i, /Monday/] }],
    [["what time do you close on saturday", "and sunday?"], {
      facts: [/closed/i],
      forbidden: [/what time (?:works|would)/i],
    }],
    [["when do you close", "and saturday?", "and monday?"], { facts: [/8 PM/] }],
    ["are you open right now", { facts: [/8 PM/] }],
    ["are you open right now", { facts: [/closed|not at the moment/i, /Monday/] }, CLOSED],
    ["what are your hours", { facts: [/Mon-Fri|Monday/, /Sat/] }],
    ["service hours tomorrow?", { facts: [/7:30 AM/] }],
    ["open on thanksgiving?", { facts: [/closed/i] }],
    ["open christmas eve?", { facts: [/2 PM/] }],
    ["yall open xmas eve?", { facts: [/2 PM/] }],
    ["are you open black friday", { facts: [/9 AM to 8 PM/], handover: "none" }],
    [["are you open on thanksgiving?", "and the day before"], { facts: [/9 AM to 8 PM/] }],
    [["are you open saturday", "what about service that day"], { facts: [/8 AM to 1 PM/] }],
  ]),
  ...casesOf("store", [
    ["where are you located", { facts: [/1200 Oak Ridge Parkway/], handover: "none" }],
    ["what's your phone number", { facts: [/010-?0100/] }],
    ["what's your return policy?", { facts: [/3 days/], handover: "none" }],
    ["do you deliver to princeton?", { facts: [/60 miles/] }],
    ["are you a bot", { facts: [/AI/], handover: "none" }],
    ["is the camry se available and where are you", { facts: [/Camry SE/, /1200 Oak Ridge/] }],
    ["wheres the dealership at", { facts: [/Parkway/], handover: "none" }],
  ]),
  ...casesOf("courtesy", [
    ["hello", { facts: [/AI assistant/, /\?$/], handover: "none" }],
    ["hi there", { facts: [/AI assistant/], handover: "none" }],
    ["thanks so much", { handover: "none", forbidden: [/\?/] }],
    [["is the camry se available", "thanks", "bye"], { silent: true }],
    [["is the camry se available", "ok thanks"], { handover: "none", forbidden: [/sorry/i] }],
    ["goodbye", { handover: "none" }],
    ["no thanks", { handover: "none", forbidden: [/\?/] }],
    ["I already bought a car thanks", { facts: [/congrat|good to hear/i], handover: "none" }],
    ["asdf qwer zxcv", { facts: [/\?$/], handover: "none" }],
    [["asdf", "qwer"], { handover: "unclear" }],
    ["???", { facts: [/\?$/], handover: "none" }],
    [["is the camry se available", "my name is John"], { facts: [/John/], handover: "none" }],
    [["hi", "u there"], { facts: [/\?$/], forbidden: [/catch that|get this right/] }],
    ["not sure yet what i want, maybe next month", { handover: "none" }],
    [["is the prius available", "👍"], {
      facts: [/\?$/],
      forbidden: [/catch that|get this right/],
    }],
    [["is the prius available", "😂😂"], { silent: true }],
    ["👍", { facts: [/\?$/], forbidden: [/catch that|get this right/] }],
    [["how much is the prius", "lol ok"], { forbidden: [/adding that|passing that along/] }],
    ["lol nvm", { forbidden: [/catch that|get this right/], handover: "none" }],
  ]),
  ...casesOf("spanish", [
    ["hola", { language: "es", handover: "none" }],
    ["hola, tienen el rav4 azul?", { language: "es", facts: [/\$31,490/] }],
    ["cuánto cuesta la cr-v?", { language: "es", facts: [/\$25,400/] }],
    ["a que hora cierran el sabado", { language: "es", facts: [/6 p\.?m/i] }, CLOSED],
    ["a qué hora abren el lunes", { language: "es", facts: [/9 a\.?m/i] }, CLOSED],
    ["tienen camionetas de menos de 30 mil?", { language: "es", facts: [/\$2/] }],
    ["busco una camioneta roja", { language: "es", facts: [/Tundra/] }],
    [["me pueden llamar por favor", "al 518 555 0198", "en la tarde"], {
      language: "es",
      handover: "call_request",
      wants: /en la tarde/,
    }],
    ["quiero hablar con una persona", { language: "es", handover: "asked_for_person" }],
    ["¿dónde están ubicados?", { language: "es", facts: [/1200 Oak Ridge/] }],
    ["puedo ir mañana a las 5?", { language: "es", handover: "visit_request", wants: /17:00/ }],
    [["hola, tienen la sienna?", "cuando puedo verla?"], {
      language: "es",
      forbidden: [/Nissan|Versa/],
      facts: [/\?$/],
    }],
    [["hola, todavía tienen el T4450?", "tienen algo parecido?"], {
      language: "es",
      facts: [/Camry XSE/],
    }],
    ["hacen financiamiento sin crédito?", { language: "es", handover: "finance" }],
    ["gracias", { language: "es", handover: "none" }],
    [["a que hora cierran el sabado", "y el domingo?"], { language: "es", facts: [/cerrad/] }],
    ["habla español?", { facts: [/español/], handover: "none", language: "es" }],
    ["busco algo para 7 personas", { facts: [/Highlander|Sienna/], language: "es" }],
  ]),
];
