import type { ReplyEvidence, VehicleFact } from "../contract/intelligence.ts";
import type { LeadGreeting, LoadedLead } from "../contract/lead_response.ts";
import { openState } from "./business_hours.ts";
import { joinWords } from "./text.ts";
import { type ReplyLanguage, whenWords } from "./time_wording.ts";
import { NAME_FIELDS, vehicleName } from "./vehicle_wording.ts";
import { localMoment } from "./zoned_time.ts";

/** Sentences of a greeting by purpose; {slots} are filled from rows. */
const SENTENCES = {
  en: {
    intro: "Hi{name}, this is {persona}, the AI assistant at {store}.",
    again: "Hi{name}.",
    thanks: "Thanks for reaching out.",
    asked: "Thanks for asking about the {vehicle}{stock}.",
    there: "It's still here.",
    pending: "It has a sale pending right now.",
    gone: "That one is sold.",
    missing: "I don't see that one in stock right now.",
    near: "Close to it we have the {list}.",
    drive: "Thanks for asking for a test drive of the {vehicle}{stock}.",
    trade: "Thanks for asking about your trade-in.",
    finance: "Thanks for your financing request. A person from our team will reply to you here.",
    service: "Thanks for your request. A person from our {desk} team will reply to you here.",
    back: "Our team is back {when}.",
    ask_visit: "When would you like to come see it?",
    ask_time: "What day and time would work for you?",
    ask_other: "Would one of these work for you?",
    ask_which: "Which vehicle are you looking for?",
    ask_trade: "What are its year, model and miles?",
  },
  es: {
    intro: "Hola{name}, soy {persona}, el asistente de IA de {store}.",
    again: "Hola{name}.",
    thanks: "Gracias por escribirnos.",
    asked: "Gracias por preguntar por el {vehicle}{stock}.",
    there: "Todavía está aquí.",
    pending: "En este momento tiene una venta pendiente.",
    gone: "Ese ya se vendió.",
    missing: "No veo ese en inventario en este momento.",
    near: "Parecidos tenemos el {list}.",
    drive: "Gracias por pedir una prueba de manejo del {vehicle}{stock}.",
    trade: "Gracias por preguntar por su auto usado.",
    finance:
      "Gracias por su solicitud de financiamiento. Una persona del equipo le responderá aquí.",
    service:
      "Gracias por su solicitud. Una persona de nuestro equipo de {desk} le responderá aquí.",
    back: "Nuestro equipo regresa {when}.",
    ask_visit: "¿Cuándo le gustaría venir a verlo?",
    ask_time: "¿Qué día y a qué hora le conviene?",
    ask_other: "¿Le interesa alguno de estos?",
    ask_which: "¿Qué vehículo está buscando?",
    ask_trade: "¿De qué año y modelo es, y cuántas millas tiene?",
  },
} as const;

type SentenceKey = keyof typeof SENTENCES.en;

interface Draft {
  readonly keys: SentenceKey[];
  readonly evidence: ReplyEvidence[];
  readonly vehicles: VehicleFact[];
  readonly handover: LeadGreeting["handover"];
}

/**
 * The first message to a lead that came without words of the shopper's own: who writes, the exact
 * vehicle, when people are back if the store is closed, and one question. States nothing but what
 * the given rows say.
 */
export function leadGreeting(loaded: LoadedLead, vehicles: readonly VehicleFact[]): LeadGreeting {
  const language: ReplyLanguage = loaded.customer?.preferred_language === "es" ? "es" : "en";
  const draft = draftOf(loaded, vehicles);
  const back = teamBack(loaded, language);
  const spoke = loaded.messages.some(({ author }) => author === "ai" || author === "staff");
  const [last, ...before] = [...draft.keys].reverse();
  const keys: SentenceKey[] = [spoke ? "again" : "intro", ...before.reverse()];
  const slots = slotsOf(loaded, draft, language);
  const say = (key: SentenceKey) => fill(SENTENCES[language][key], { ...slots, ...back?.slots });
  const closing: SentenceKey[] = last === undefined ? [] : [last];
  const placed = back === null ? [...keys, ...closing] : [...keys, "back" as const, ...closing];
  return {
    content: placed.map(say).join(" "),
    evidence: [...draft.evidence, ...(back?.evidence ?? [])],
    vehicle_ids: draft.vehicles.map(({ id }) => id),
    template_ids: placed.map((key) => `lead.${language}.${key}`),
    handover: draft.handover,
  };
}

/** The greeting that names nothing but the store, for when a fuller one does not pass the gate. */
export function plainGreeting(loaded: LoadedLead): LeadGreeting {
  const bare = { year: null, make: null, model: null };
  const lead = { ...loaded.lead, vehicle_id: null, vehicle_match: null, alternatives: [] };
  return leadGreeting({ ...loaded, customer: null, lead: { ...lead, wanted: bare } }, []);
}

function draftOf({ lead }: LoadedLead, rows: readonly VehicleFact[]): Draft {
  const unit = rows.find(({ id }) => id === lead.vehicle_id) ?? null;
  const near = rows.filter(({ id, status }) =>
    lead.alternatives.includes(id) && status === "available"
  );
  if (lead.department === "service" || lead.department === "parts" || lead.type === "service") {
    return handedOver("service", `A person from ${lead.department}`);
  }
  if (lead.type === "finance") return handedOver("finance", "Financing");
  if (lead.type === "trade") return drafted(["trade", "ask_trade"], []);
  if (unit === null && lead.vehicle_match !== "missing") {
    return drafted(["thanks", "ask_which"], []);
  }
  const isThere = unit?.status === "available" || unit?.status === "pending";
  if (unit !== null && isThere) return forUnit(unit, lead.type === "test_drive");
  const named = unit !== null || wantedName(lead.wanted) !== "" ? "asked" : "thanks";
  const gone: SentenceKey = unit === null ? "missing" : "gone";
  return near.length > 0
    ? drafted([named, gone, "near", "ask_other"], [...(unit ? [unit] : []), ...near])
    : drafted([named, gone, "ask_which"], unit ? [unit] : []);
}

function forUnit(unit: VehicleFact, wantsDrive: boolean): Draft {
  if (unit.status === "pending") return drafted(["asked", "pending", "ask_visit"], [unit]);
  return drafted(wantsDrive ? ["drive", "there", "ask_time"] : ["asked", "there", "ask_visit"], [
    unit,
  ]);
}

function drafted(keys: SentenceKey[], vehicles: VehicleFact[]): Draft {
  const evidence = vehicles.map(({ id }) => ({
    kind: "vehicle" as const,
    id,
    fields: [...NAME_FIELDS, "stock_number", "status"],
  }));
  return { keys, vehicles, evidence, handover: null };
}

function handedOver(reason: "finance" | "service", wants: string): Draft {
  const handover = { reason, wants, brings: null, blocked_by: "Needs a person" };
  return { keys: [reason], vehicles: [], evidence: [], handover };
}

function slotsOf(
  { lead, dealership, persona, customer }: LoadedLead,
  { vehicles, keys }: Draft,
  language: ReplyLanguage,
): Readonly<Record<string, string>> {
  const naming = { language, store: dealership.name };
  const unit = vehicles.find(({ id }) => id === lead.vehicle_id) ?? null;
  const near = vehicles.filter(({ id }) => id !== lead.vehicle_id).map((one) =>
    vehicleName(one, naming)
  );
  const first = customer?.first_name ?? "";
  const stock = unit !== null && !keys.includes("gone") ? unit.stock_number : null;
  return {
    name: /^[\p{L}][\p{L}'’.-]{0,29}$/u.test(first) ? ` ${first}` : "",
    persona: persona?.name ?? "the assistant",
    store: dealership.name,
    vehicle: unit === null ? wantedName(lead.wanted) : vehicleName(unit, naming),
    stock: stock === null ? "" : `, ${language === "es" ? "inventario" : "stock"} ${stock}`,
    list: joinWords(near, language === "es" ? "y el" : "and the"),
    desk: lead.department === "parts"
      ? (language === "es" ? "refacciones" : "parts")
      : (language === "es" ? "servicio" : "service"),
  };
}

/** The car as the lead's sender wrote it, unless that reads like anything but a car's name. */
function wantedName({ year, make, model }: LoadedLead["lead"]["wanted"]): string {
  if (make === null && model === null) return "";
  const name = [year, make, model].filter((part) => part !== null).join(" ");
  return /^[\p{L}\d][\p{L}\d &/-]{1,50}$/u.test(name) ? name : "";
}

function teamBack(loaded: LoadedLead, language: ReplyLanguage) {
  const now = localMoment(loaded.now, loaded.dealership.timezone);
  const desk = loaded.lead.department === "service" ? "service" as const : "sales" as const;
  const state = openState(loaded, desk, now);
  if (!state.known || state.open || state.next === null) return null;
  const { date, span } = state.next;
  const when = whenWords({ date, minutes: span.opens }, now, language);
  const evidence = { kind: "hours" as const, id: span.row_id, fields: ["opens_at", "closes_at"] };
  return { slots: { when }, evidence: [evidence] };
}

function fill(template: string, slots: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, key: string) => slots[key] ?? "");
}
