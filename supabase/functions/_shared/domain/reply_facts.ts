import type { Booking, Slot } from "../contract/bookings.ts";
import type { KnowledgeFact, VehicleFact, VisitWish } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";
import { localMoment, minutesOf } from "./zoned_time.ts";

/** What really happened while a reply was written; a promise needs one of these. */
export interface ReplyDeeds {
  /** A person is called, so "a teammate will reply" is true. */
  handover: boolean;
  /** The ledger has the wish for no more messages. */
  opted_out: boolean;
  /** The customer's row was changed. */
  customer_updated: boolean;
  /** Free slots the calendar offered. */
  slots: Slot[];
  /** What is booked for this customer, claimed in the calendar. */
  bookings: Booking[];
}

/** Everything a reply may state: what the tools returned, the dealership's rows, the customer's words. */
export interface ReplyFacts {
  readonly vehicles: readonly VehicleFact[];
  readonly knowledge: readonly KnowledgeFact[];
  readonly loaded: LoadedReply;
  readonly deeds: Readonly<ReplyDeeds>;
  /** The visit as it was read from the customer's words: it may be said back, and proves no hours. */
  readonly wish: VisitWish | null;
}

/** Facts gathered while a reply is written, and the view of them the gate reads. */
export interface FactRecord {
  readonly vehicles: Map<string, VehicleFact>;
  readonly knowledge: Map<string, KnowledgeFact>;
  readonly deeds: ReplyDeeds;
  wish: VisitWish | null;
}

/** Nothing was done yet. */
export function noDeeds(): ReplyDeeds {
  return { handover: false, opted_out: false, customer_updated: false, slots: [], bookings: [] };
}

/** An empty record to gather facts in. */
export function factRecord(): FactRecord {
  return { vehicles: new Map(), knowledge: new Map(), deeds: noDeeds(), wish: null };
}

/** The gathered facts as the gate and the evidence read them. */
export function gathered(record: FactRecord, loaded: LoadedReply): ReplyFacts {
  return {
    vehicles: [...record.vehicles.values()],
    knowledge: [...record.knowledge.values()],
    loaded,
    deeds: record.deeds,
    wish: record.wish,
  };
}

/** Customer and staff texts are read up to here: numbers far behind are no wish anybody answers. */
const READ_LENGTH = 2_000;

/** What a vehicle's own row says in prose. */
export function vehicleProse(vehicle: VehicleFact): string {
  return [
    [vehicle.year, vehicle.make, vehicle.model, vehicle.trim, vehicle.engine, vehicle.vin].join(
      " ",
    ),
    [vehicle.stock_number, vehicle.transmission, vehicle.ext_color, vehicle.int_color].join(" "),
    vehicle.fuel_economy ?? "",
    vehicle.description ?? "",
    vehicle.features.join(", "),
  ].join("\n").slice(0, 6_000);
}

/** What vouches for itself beside the vehicles: approved answers, staff's words, the store's row. */
export function generalTexts(facts: ReplyFacts): string[] {
  const { dealership } = facts.loaded;
  return [
    ...facts.knowledge.flatMap((entry) => [entry.title, entry.answer]),
    ...staffTexts(facts),
    [dealership.name, dealership.address_line, dealership.contact_phone].join(" "),
  ];
}

/** What staff wrote to this customer. */
export function staffTexts(facts: ReplyFacts): string[] {
  return facts.loaded.messages.filter((message) => message.author === "staff")
    .map((message) => message.content.slice(0, READ_LENGTH));
}

/** All prose that vouches for what it says: rows of the dealership, and what its staff wrote. */
export function sourceTexts(facts: ReplyFacts): string[] {
  return [...generalTexts(facts), ...facts.vehicles.map(vehicleProse)];
}

/** What the customer wrote: it may be echoed, and it proves nothing. */
export function customerTexts(facts: ReplyFacts): string[] {
  return facts.loaded.messages.filter((message) => message.author === "customer")
    .map((message) => message.content.slice(0, READ_LENGTH));
}

/** An amount of money in a text. */
export interface Amount {
  readonly cents: number;
  /** How coarse it is: "31.5k" means any amount that rounds to it. */
  readonly unit_cents: number;
  readonly shown: string;
  readonly start: number;
  readonly end: number;
}

const AMOUNT =
  /(?:US)?\$\s?(\d[\d,]{0,14}(?:\.\d{1,2})?)\s?(k\b)?|(?<![\w.,$])(\d[\d,]{0,14}(?:\.\d{1,2})?)\s?(k\b(?!\s?-?\s?(?:miles?|mi|millas)\b)|grand\b|dollars?\b|bucks\b|usd\b|d[oó]lares\b)/gi;

/** Amounts of money in a text, in cents: "$31,480", "31.5k", "30000 dollars", "24 grand". */
export function amountsIn(text: string): Amount[] {
  return [...text.matchAll(AMOUNT)].map((match) => {
    const digits = (match[1] ?? match[3] ?? "").replaceAll(",", "");
    const unitWord = (match[2] ?? match[4] ?? "").toLowerCase();
    const thousands = unitWord === "k" || unitWord === "grand";
    const decimals = digits.split(".")[1]?.length ?? 0;
    const unit = thousands ? 100_000 / 10 ** decimals : 1;
    const cents = Math.round(Number(digits) * (thousands ? 100_000 : 100));
    const start = match.index;
    return { cents, unit_cents: unit, shown: match[0].trim(), start, end: start + match[0].length };
  });
}

/** Says whether a stored figure is what a stated amount means. */
export function fitsAmount(amount: Amount, cents: number | null): boolean {
  if (cents === null) return false;
  return Math.abs(cents - amount.cents) <= (amount.unit_cents > 1 ? amount.unit_cents / 2 : 0);
}

/** Plain numbers in a text, thousands separators removed. */
export function numbersIn(text: string): Set<number> {
  return new Set(
    [...text.matchAll(/\d[\d,]{0,14}(?:\.\d{1,6})?/g)]
      .map((match) => Number(match[0].replaceAll(",", ""))),
  );
}

/** Times of day in a text, as minutes since midnight. */
export function timesIn(text: string): { minutes: number; shown: string; start: number }[] {
  const pattern =
    /\b(\d{1,2})(?::(\d{2}))?\s?([ap])\.?\s?m\b\.?|\b([01]?\d|2[0-3]):([0-5]\d)\b|\b(noon|midnight|mediod[ií]a)\b/gi;
  return [...text.matchAll(pattern)].map((match) => {
    const start = match.index;
    if (match[6] !== undefined) {
      const minutes = match[6].toLowerCase() === "midnight" ? 0 : 720;
      return { minutes, shown: match[0], start };
    }
    const hour = Number(match[1] ?? match[4]);
    const minute = Number(match[2] ?? match[5] ?? 0);
    const half = match[3]?.toLowerCase();
    const shift = half === "p" && hour < 12 ? 12 : half === "a" && hour === 12 ? -12 : 0;
    return { minutes: (hour + shift) * 60 + minute, shown: match[0].trim(), start };
  });
}

/** Times of day that rows, approved answers and free slots state. */
export function sourceTimes(facts: ReplyFacts): Set<number> {
  const { hours, holidays, dealership } = facts.loaded;
  const rows = [...hours, ...holidays].flatMap((row) => [row.opens_at, row.closes_at])
    .filter((time) => time !== null).map(minutesOf);
  const stated = sourceTexts(facts).flatMap(timesIn).map((time) => time.minutes);
  const moments = [...facts.deeds.slots, ...facts.deeds.bookings]
    .map((one) => localMoment(one.starts_at, dealership.timezone).minutes);
  return new Set([...rows, ...stated, ...moments]);
}

/** Times of day that the customer proposed; "around 3?" and "in an hour" may be answered with "3 PM". */
export function customerTimes(facts: ReplyFacts): Set<number> {
  const texts = customerTexts(facts);
  const bare = texts.flatMap((text) => [...numbersIn(text)])
    .filter((number) => Number.isInteger(number) && number >= 1 && number <= 12)
    .flatMap((hour) => [(hour % 12) * 60, ((hour % 12) + 12) * 60]);
  const wished = facts.wish?.time ?? null;
  const stated = texts.flatMap(timesIn).map((time) => time.minutes);
  return new Set([...stated, ...bare, ...(wished === null ? [] : [minutesOf(wished)])]);
}

/** A sentence of a text and where it begins. */
export interface Sentence {
  readonly text: string;
  readonly start: number;
}

/** Sentences of a text; "9 a.m. to 5 p.m." and "$31.5k" do not end one. */
export function sentencesOf(text: string): Sentence[] {
  const found: Sentence[] = [];
  let start = 0;
  for (const seam of text.matchAll(/(?<=[.!?])(?<!\b[ap]\.m\.)\s+|\n+/gi)) {
    found.push({ text: text.slice(start, seam.index), start });
    start = seam.index + seam[0].length;
  }
  found.push({ text: text.slice(start), start });
  return found.filter((sentence) => sentence.text.trim() !== "");
}
