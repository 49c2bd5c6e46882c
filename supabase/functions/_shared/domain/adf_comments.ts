import type { LeadConsent, LeadCustomer, LeadIntake, LeadVehicle } from "../contract/lead.ts";
import { answerTo, type LabelledText, readLabels } from "./adf_labels.ts";
import { plainComment, withoutNoise } from "./adf_text.ts";
import { countOf, flagOf, isValidVin, shortened, vinInText, vinOf, yearOf } from "./adf_values.ts";
import { PLACEHOLDER_MODEL, valueOf } from "./adf_words.ts";

/** What the comments of a document say, taken apart. */
export interface MinedComments {
  readonly raw: string | null;
  readonly shown: string | null;
  /** The customer's own words, never a form label or its answer. */
  readonly inquiry: string | null;
  readonly labels: LabelledText;
  readonly consents: readonly LeadConsent[];
}

const MAX_COMMENT = 65_536;

/** Takes the comments of a document apart: labels, consents, and the customer's own words. */
export function mineComments(comments: readonly string[]): MinedComments {
  const raw = [...new Set(comments.map((text) => text.trim()).filter((text) => text !== ""))]
    .join("\n\n").slice(0, MAX_COMMENT);
  const parts = [...new Set(comments.map(plainComment))].filter((part) => valueOf(part) !== null);
  const plain = parts.join("\n\n").slice(0, MAX_COMMENT);
  const labels = readLabels(plain);
  const said = labels.fields.filter((field) => field.key === "inquiry").map(({ value }) => value);
  // Without a label for it, what stands outside of all labels is what the customer wrote.
  const words = withoutNoise(said.length > 0 ? said.join("\n\n") : labels.free);
  return {
    raw: valueOf(raw) === null ? null : raw,
    shown: withoutNoise(plain) || null,
    inquiry: valueOf(words) === null ? null : words,
    labels,
    consents: consentsOf(labels),
  };
}

const CHANNELS: readonly (readonly [RegExp, LeadConsent["channel"]])[] = [
  [/e-?mail/i, "email"],
  [/phone|call/i, "phone"],
  [/text|sms|message/i, "sms"],
];

function consentsOf(labels: LabelledText): LeadConsent[] {
  const consents: LeadConsent[] = [];
  for (const field of labels.fields.filter(({ key }) => key === "consent")) {
    const answer = flagOf(field.value);
    if (answer === null) continue;
    const granted = /opt[- ]?out/i.test(field.label) ? !answer : answer;
    const about = field.label.replace(/text messages?/gi, "text");
    for (const [pattern, channel] of CHANNELS) {
      if (!pattern.test(about)) continue;
      const text = `${field.label}: ${field.value}`.slice(0, 500);
      // One "No" about a channel outweighs every "Yes".
      const twin = consents.find((consent) => consent.channel === channel);
      if (twin === undefined) consents.push({ channel, granted, text });
      else if (twin.granted && !granted) Object.assign(twin, { granted, text });
    }
  }
  return consents;
}

/** Fills what the customer's elements leave open from the labels. */
export function customerFromLabels(customer: LeadCustomer, labels: LabelledText): LeadCustomer {
  const contact = answerTo(labels, "preferred_contact");
  const times = ["preferred_date", "preferred_time"] as const;
  const time = times.map((key) => answerTo(labels, key)).filter((text) => text !== null).join(" ");
  const description = answerTo(labels, "timeframe");
  return {
    ...customer,
    preferred_contact: customer.preferred_contact ?? contactMethod(contact),
    preferred_time: customer.preferred_time ?? (time || null),
    language: customer.language ?? languageCode(answerTo(labels, "language")),
    timeframe: customer.timeframe ??
      (description === null ? null : { description, earliest_on: null, latest_on: null }),
  };
}

function contactMethod(text: string | null): LeadCustomer["preferred_contact"] {
  if (text === null) return null;
  if (/text|sms/i.test(text)) return "text";
  if (/e-?mail/i.test(text)) return "email";
  return /phone|call|cell|mobile|voice/i.test(text) ? "phone" : null;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  english: "en",
  spanish: "es",
  "español": "es",
  french: "fr",
  "français": "fr",
  chinese: "zh",
  mandarin: "zh",
  vietnamese: "vi",
  korean: "ko",
  arabic: "ar",
  russian: "ru",
  portuguese: "pt",
};

/** Returns a language as its code: `Spanish`, `es-US`, `SPA`; null for anything else. */
export function languageCode(text: string | null): string | null {
  const folded = (text ?? "").trim().toLowerCase();
  const named = LANGUAGES[folded];
  if (named !== undefined) return named;
  return /^[a-z]{2}(?:[-_][a-z]{2})?$/.test(folded) ? folded.slice(0, 2) : null;
}

/** Fills a vehicle from the labels; its own elements win, except over a placeholder model. */
export function vehicleFromLabels(
  vehicle: LeadVehicle,
  mined: Pick<MinedComments, "labels">,
  thisYear: number,
): LeadVehicle {
  const answer = (...keys: Parameters<typeof answerTo>[1][]) => answerTo(mined.labels, ...keys);
  const vin = vehicle.vin ?? vinOf(answer("vin"));
  const model = answer("model");
  const named = model !== null && !PLACEHOLDER_MODEL.test(model);
  const replaces = named && (vehicle.model === null || vehicle.model_is_placeholder);
  const condition = answer("condition")?.toLowerCase() ?? "";
  const quality = (["excellent", "good", "fair", "poor"] as const)
    .find((word) => condition.includes(word));
  return {
    ...vehicle,
    vin,
    vin_valid: vin !== null && isValidVin(vin),
    stock_number: vehicle.stock_number ?? answer("stock"),
    year: vehicle.year ?? yearOf(answer("year"), thisYear).year,
    make: vehicle.make ?? answer("make"),
    model: replaces ? model : vehicle.model,
    model_is_placeholder: replaces ? false : vehicle.model_is_placeholder,
    trim: vehicle.trim ?? shortened(answer("trim"), 120),
    condition: vehicle.condition ??
      (/\bused\b/.test(condition) ? "used" : /\bnew\b/.test(condition) ? "new" : null),
    odometer: vehicle.odometer ?? countOf(answer("mileage")),
    quality: vehicle.quality ?? quality ?? null,
  };
}

/** True when the labels or the text name a car that no element names. */
export function vinFromComments(mined: MinedComments): string | null {
  return vinOf(answerTo(mined.labels, "vin")) ?? vinInText(mined.raw ?? "");
}

/** What `Options: CASH/TRADE/OPEN` says, and what else the form asked. */
export function extrasFromLabels(labels: LabelledText): Partial<LeadIntake["extras"]> {
  const options = answerTo(labels, "options");
  const source = answerTo(labels, "source_id");
  return {
    ...(options === null ? {} : { options }),
    ...(source === null ? {} : { source_id: source }),
    ...(Object.keys(labels.others).length === 0 ? {} : { form: labels.others }),
  };
}
