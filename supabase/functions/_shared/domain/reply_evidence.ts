import type { ReplyEvidence, VehicleFact } from "../contract/intelligence.ts";
import { amountsIn, type ReplyFacts, timesIn } from "./reply_facts.ts";
import { localMoment, minutesOf } from "./zoned_time.ts";

/** The rows a model's text rests on: those whose values it states. */
export function replyEvidence(text: string, facts: ReplyFacts): ReplyEvidence[] {
  return [
    ...facts.vehicles.map((vehicle) => vehicleEvidence(text, vehicle)),
    ...facts.knowledge.filter((entry) => sharedWords(text, entry.answer) >= 3)
      .map((entry) => ({ kind: "knowledge" as const, id: entry.id, fields: ["answer"] })),
    ...hoursEvidence(text, facts),
    dealershipEvidence(text, facts),
    ...bookingEvidence(text, facts),
  ].filter((evidence) => evidence !== null);
}

/** A vehicle counts when its model is named beside something that tells it from its sisters. */
function vehicleEvidence(text: string, vehicle: VehicleFact): ReplyEvidence | null {
  const has = (value: string | number | null) =>
    value !== null && value !== "" && text.toLowerCase().includes(String(value).toLowerCase());
  const priced = amountsIn(text).some((amount) => amount.cents === vehicle.price_cents);
  const miles = vehicle.mileage !== null && has(vehicle.mileage.toLocaleString("en-US"));
  const found: readonly (readonly [string, boolean])[] = [
    ["stock_number", has(vehicle.stock_number)],
    ["vin", has(vehicle.vin)],
    ["price_cents", priced],
    ["mileage", miles],
    ["model", has(vehicle.model)],
    ["year", has(vehicle.year)],
    ["trim", has(vehicle.trim)],
    ["ext_color", has(vehicle.ext_color)],
  ];
  const fields = found.filter(([, stated]) => stated).map(([field]) => field);
  const own = fields.includes("stock_number") || fields.includes("vin") || priced;
  const told = fields.includes("model") && fields.length >= 3;
  return own || told ? { kind: "vehicle", id: vehicle.id, fields } : null;
}

function hoursEvidence(text: string, { loaded }: ReplyFacts): ReplyEvidence[] {
  const stated = new Set(timesIn(text).map((time) => time.minutes));
  const rows = [...loaded.hours, ...loaded.holidays];
  return rows.flatMap((row) => {
    const fields = (["opens_at", "closes_at"] as const).filter((field) => {
      const time = row[field];
      return time !== null && stated.has(minutesOf(time));
    });
    return fields.length === 2 ? [{ kind: "hours" as const, id: row.id, fields }] : [];
  });
}

/** Appointments and free times count when their hour is stated. */
function bookingEvidence(text: string, { loaded, deeds }: ReplyFacts): ReplyEvidence[] {
  const stated = new Set(timesIn(text).map((time) => time.minutes));
  const said = (one: { readonly starts_at: string }) =>
    stated.has(localMoment(one.starts_at, loaded.dealership.timezone).minutes);
  const fields = ["starts_at"];
  return [
    ...deeds.bookings.filter(said).map(({ id }) => ({ kind: "booking" as const, id, fields })),
    ...deeds.slots.filter(said).map((slot) => ({
      kind: "slot" as const,
      id: slot.starts_at,
      fields,
    })),
  ].slice(0, 10);
}

function dealershipEvidence(text: string, { loaded }: ReplyFacts): ReplyEvidence | null {
  const { id, contact_phone, address_line } = loaded.dealership;
  const digits = (value: string) => value.replaceAll(/\D/g, "").slice(-10);
  const fields = [
    contact_phone !== null && digits(text).length === 10 && digits(text) === digits(contact_phone)
      ? "contact_phone"
      : null,
    address_line !== null && text.includes(address_line) ? "address_line" : null,
  ].filter((field) => field !== null);
  return fields.length > 0 ? { kind: "dealership", id, fields } : null;
}

function sharedWords(text: string, answer: string): number {
  const words = (one: string) =>
    new Set((one.toLowerCase().match(/[\p{L}\p{N}$]{4,}/gu) ?? []).map((word) => word));
  const own = words(text);
  return [...words(answer)].filter((word) => own.has(word)).length;
}
