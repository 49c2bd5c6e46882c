import type { KnowledgeFact, VehicleFact } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";
import { minutesOf } from "./zoned_time.ts";

/** Everything a reply may state: what the tools returned, the dealership's rows, the customer's words. */
export interface ReplyFacts {
  readonly vehicles: readonly VehicleFact[];
  readonly knowledge: readonly KnowledgeFact[];
  readonly loaded: LoadedReply;
}

/** Facts gathered while a reply is written, and the view of them the gate reads. */
export interface FactRecord {
  readonly vehicles: Map<string, VehicleFact>;
  readonly knowledge: Map<string, KnowledgeFact>;
}

/** An empty record to gather facts in. */
export function factRecord(): FactRecord {
  return { vehicles: new Map(), knowledge: new Map() };
}

/** The gathered facts as the gate and the evidence read them. */
export function gathered(record: FactRecord, loaded: LoadedReply): ReplyFacts {
  return {
    vehicles: [...record.vehicles.values()],
    knowledge: [...record.knowledge.values()],
    loaded,
  };
}

/** All prose that vouches for what it says: rows of the dealership, and what its staff wrote. */
export function sourceTexts(facts: ReplyFacts): string[] {
  const { dealership, messages } = facts.loaded;
  return [
    ...facts.knowledge.flatMap((entry) => [entry.title, entry.answer]),
    ...facts.vehicles.flatMap((vehicle) => [
      [vehicle.year, vehicle.make, vehicle.model, vehicle.trim, vehicle.engine, vehicle.vin].join(
        " ",
      ),
      [vehicle.stock_number, vehicle.transmission, vehicle.ext_color, vehicle.int_color].join(" "),
      vehicle.description ?? "",
      vehicle.features.join(" "),
    ]),
    ...messages.filter((message) => message.author === "staff").map((message) => message.content),
    [dealership.name, dealership.address_line, dealership.contact_phone].join(" "),
  ];
}

/** What the customer wrote: it may be echoed, and it proves nothing. */
export function customerTexts(facts: ReplyFacts): string[] {
  return facts.loaded.messages.filter((message) => message.author === "customer")
    .map((message) => message.content);
}

/** An amount of money in a text. */
export interface Amount {
  readonly cents: number;
  /** How coarse it is: "31.5k" means any amount that rounds to it. */
  readonly unit_cents: number;
  readonly shown: string;
  /** What stands before it, for words like "under". */
  readonly before: string;
}

/** Amounts of money in a text, in cents: "$31,480", "31.5k", "30000 dollars". */
export function amountsIn(text: string): Amount[] {
  const pattern =
    /\$\s?(\d[\d,]*(?:\.\d{1,2})?)\s?(k\b)?|\b(\d[\d,]*(?:\.\d+)?)\s?(k\b(?!\s?-?\s?(?:miles?|mi|millas)\b)|dollars\b|bucks\b)/gi;
  return [...text.matchAll(pattern)].map((match) => {
    const digits = (match[1] ?? match[3] ?? "").replaceAll(",", "");
    const thousands = (match[2] ?? match[4] ?? "").toLowerCase() === "k";
    const decimals = digits.split(".")[1]?.length ?? 0;
    const unit = thousands ? 100_000 / 10 ** decimals : 1;
    const cents = Math.round(Number(digits) * (thousands ? 100_000 : 100));
    const before = text.slice(Math.max(0, match.index - 24), match.index);
    return { cents, unit_cents: unit, shown: match[0].trim(), before };
  });
}

/** Plain numbers in a text, thousands separators removed. */
export function numbersIn(text: string): Set<number> {
  return new Set(
    [...text.matchAll(/\d[\d,]*(?:\.\d+)?/g)].map((match) => Number(match[0].replaceAll(",", ""))),
  );
}

/** Times of day in a text, as minutes since midnight. */
export function timesIn(text: string): { minutes: number; shown: string }[] {
  const pattern =
    /\b(\d{1,2})(?::(\d{2}))?\s?([ap])\.?\s?m\b\.?|\b([01]?\d|2[0-3]):([0-5]\d)\b|\b(noon|midnight)\b/gi;
  return [...text.matchAll(pattern)].map((match) => {
    if (match[6] !== undefined) {
      return { minutes: match[6].toLowerCase() === "noon" ? 720 : 0, shown: match[0] };
    }
    const hour = Number(match[1] ?? match[4]);
    const minute = Number(match[2] ?? match[5] ?? 0);
    const half = match[3]?.toLowerCase();
    const shift = half === "p" && hour < 12 ? 12 : half === "a" && hour === 12 ? -12 : 0;
    return { minutes: (hour + shift) * 60 + minute, shown: match[0].trim() };
  });
}

/** Times of day that rows and approved answers state. */
export function sourceTimes(facts: ReplyFacts): Set<number> {
  const { hours, holidays } = facts.loaded;
  const rows = [...hours, ...holidays].flatMap((row) => [row.opens_at, row.closes_at])
    .filter((time) => time !== null).map(minutesOf);
  const stated = sourceTexts(facts).flatMap(timesIn).map((time) => time.minutes);
  return new Set([...rows, ...stated]);
}

/** Times of day that the customer proposed; "around 3?" may be answered with "3 pm". */
export function customerTimes(facts: ReplyFacts): Set<number> {
  const texts = customerTexts(facts);
  const bare = texts.flatMap((text) => [...numbersIn(text)])
    .filter((number) => Number.isInteger(number) && number >= 1 && number <= 12)
    .flatMap((hour) => [(hour % 12) * 60, ((hour % 12) + 12) * 60]);
  return new Set([...texts.flatMap(timesIn).map((time) => time.minutes), ...bare]);
}
