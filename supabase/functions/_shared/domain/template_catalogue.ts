import { ENGLISH, type TemplateKey, type Templates } from "./reply_templates.ts";
import { SPANISH } from "./reply_templates_es.ts";
import { hashText } from "./text.ts";
import type { ReplyLanguage } from "./time_wording.ts";

/** Where in the exchange a template stands. */
export type TemplateStage = "open" | "explore" | "decide" | "visit" | "handover" | "close";

/** One approved sentence: what it is for, and the id its use and its outcomes are counted by. */
export interface ReplyTemplate {
  /** Language, purpose and a mark of the wording: new words are a new template. */
  id: string;
  language: ReplyLanguage;
  purpose: TemplateKey;
  intent: string;
  stage: TemplateStage;
  /** "any", or the only kind of channel the wording suits. */
  channel: "any" | "sms" | "other";
  text: string;
}

type Overrides = Readonly<Partial<Record<TemplateKey, readonly string[]>>>;

/** Wording for channels on which nobody texts; other purposes read the same everywhere. */
const OFF_SMS: Readonly<Record<ReplyLanguage, Overrides>> = {
  en: {
    decline: ["No problem. We're here if anything comes up.", "Understood. Reach out any time."],
    no_rush: ["No rush, take your time.", "That's fine, there's no hurry."],
    opt_out_done: ["Understood. You won't get more messages from {store}."],
  },
  es: {
    opt_out_done: ["Entendido. Ya no recibirá mensajes de {store}."],
  },
};

/** Purposes by intent and stage. */
const PURPOSES: readonly (readonly [intent: string, stage: TemplateStage, keys: string])[] = [
  ["greeting", "open", "intro greeting ask_open thanks_name"],
  ["bot", "open", "bot bot_who bot_known"],
  ["unclear", "open", "ask_clarify pass_unclear"],
  ["availability", "explore", "available_one available_some available_many sold gone pending"],
  ["availability", "explore", "alternatives no_alternatives unknown_stock unknown_vin ask_number"],
  [
    "search",
    "explore",
    "for_shopper found_one found_some found_many lowest_price lowest_miles newest none",
  ],
  ["search", "explore", "make_missing near ask_near ask_near_one ask_change ask_narrow ask_budget"],
  ["search", "explore", "ask_body ask_vehicle ask_which ask_more"],
  ["similar", "explore", "more_some more_none"],
  ["details", "decide", "facts facts_it facts_yes facts_yes_it facts_some missing_facts overview"],
  ["compare", "decide", "compare compare_result"],
  ["price", "decide", "price_one price_it price_some price_missing price_today"],
  ["cheaper", "decide", "cheaper_some cheaper_none"],
  ["negotiation", "decide", "price_firm ask_which_offer"],
  ["trade_in", "decide", "trade_noted ask_trade ask_trade_miles"],
  ["hours", "visit", "hours_day hours_weekday weekday_closed hours_until hours_closed"],
  ["hours", "visit", "hours_holiday hours_holiday_open hours_now_open hours_now_closed hours_next"],
  ["hours", "visit", "hours_week hours_missing team_back no_service"],
  ["location", "visit", "location location_missing"],
  ["phone", "visit", "phone phone_missing"],
  ["service", "visit", "service_noted service_car ask_service_day"],
  ["visit", "visit", "visit_open visit_part_open visit_closed_time visit_closed_day visit_past"],
  ["visit", "visit", "visit_closed_now no_rush ask_visit ask_day ask_time ask_other_time"],
  [
    "visit",
    "visit",
    "slot_free slot_offer slot_taken slot_none booked ask_slot ask_confirm ask_name",
  ],
  ["visit_change", "visit", "moved cancelled no_booking ask_move"],
  ["privacy", "open", "privacy spanish"],
  ["call", "handover", "pass_call ask_call_time ask_call_number no_call"],
  [
    "person",
    "handover",
    "pass_added pass_person pass_general pass_several pass_fact pass_price pass_hours",
  ],
  ["visit", "handover", "pass_visit pass_change"],
  ["finance", "handover", "pass_finance"],
  ["trade_in", "handover", "pass_trade"],
  ["negotiation", "handover", "pass_offer pass_discount pass_total"],
  ["service", "handover", "pass_service"],
  ["photos", "handover", "pass_photos"],
  ["hold", "handover", "pass_hold"],
  ["buy", "handover", "pass_buy"],
  ["complaint", "handover", "sorry_complaint pass_complaint"],
  ["care", "handover", "sorry_loss sorry_accident pass_care"],
  ["abuse", "handover", "calm pass_calm"],
  ["legal", "handover", "legal"],
  ["wrong_number", "handover", "wrong_number pass_records"],
  ["injection", "decide", "injection"],
  ["courtesy", "close", "thanks goodbye decline bought"],
  ["opt_out", "close", "opt_out_done"],
];

const ROLES = new Map(
  PURPOSES.flatMap(([intent, stage, keys]) =>
    keys.split(" ").map((key) => [key, { intent, stage }] as const)
  ),
);

/** Returns the sentences approved for a purpose on a channel. */
export function sentencesFor(
  key: TemplateKey,
  language: ReplyLanguage,
  channel: string,
): readonly string[] {
  const other = channel === "sms" ? undefined : OFF_SMS[language][key];
  return other ?? wordsOf(language)[key];
}

/** Returns the id a sentence's use is counted by. */
export function templateId(language: ReplyLanguage, key: TemplateKey, text: string): string {
  return `${language}.${key}.${hashText(text).toString(36).slice(0, 5)}`;
}

/** Returns every approved template, as the pages and the counts of their use list them. */
export function approvedTemplates(): ReplyTemplate[] {
  return (["en", "es"] as const).flatMap((language) =>
    templateKeys().flatMap((key) => {
      const other = OFF_SMS[language][key];
      return [
        ...wordsOf(language)[key].map((text) =>
          template(text, { language, key, channel: other ? "sms" : "any" })
        ),
        ...(other ?? []).map((text) => template(text, { language, key, channel: "other" })),
      ];
    })
  );
}

function template(
  text: string,
  { language, key, channel }: {
    language: ReplyLanguage;
    key: TemplateKey;
    channel: ReplyTemplate["channel"];
  },
): ReplyTemplate {
  const role = ROLES.get(key) ?? { intent: "other", stage: "explore" as const };
  return { id: templateId(language, key, text), language, purpose: key, ...role, channel, text };
}

function wordsOf(language: ReplyLanguage): Templates {
  return language === "es" ? SPANISH : ENGLISH;
}

function templateKeys(): TemplateKey[] {
  return Object.keys(ENGLISH).filter((key): key is TemplateKey => Object.hasOwn(ENGLISH, key));
}
