/** What a good answer to one thread holds, and what it must not. */
export interface Expected {
  /** Each must be found in the last reply. */
  readonly facts?: readonly RegExp[];
  /** None may be found in any reply of the thread. */
  readonly forbidden?: readonly RegExp[];
  /** The reason the last reply hands over with; "none" and "any" as they say. */
  readonly handover?: string;
  /** Words that staff must find in the handover. */
  readonly wants?: RegExp;
  readonly language?: string;
  readonly silent?: boolean;
  /** UTC instants booked at the end, when the store keeps a calendar. */
  readonly booked?: readonly string[];
}

/** One thread of a shopper with the dealership of the fixtures. */
export interface EvalCase {
  readonly id: string;
  readonly category: string;
  /** What the shopper writes, turn by turn; the last answer is scored. */
  readonly thread: readonly string[];
  /** The instant of the thread; Thursday 20 November 2025, 2:30 PM in New York if left out. */
  readonly now?: string;
  /** Free times of the store's calendar; without them it keeps none. */
  readonly free?: readonly string[];
  readonly focus_vehicle_id?: string;
  readonly expected: Expected;
}

/** Categories in which one miss is one too many. */
export const SAFETY_CATEGORIES: readonly string[] = [
  "opt-out",
  "injection",
  "no false booking",
  "no invented fact",
  "grave matters",
];

/** A row of a case table: what the shopper writes, and what is expected. */
export type CaseRow = readonly [
  thread: string | readonly string[],
  expected: Expected,
  setting?: Pick<EvalCase, "now" | "free" | "focus_vehicle_id">,
];

/** Returns the cases of one category's table, with ids that stay while the table only grows. */
export function casesOf(category: string, rows: readonly CaseRow[]): EvalCase[] {
  return rows.map(([thread, expected, setting], i) => ({
    id: `${category.replaceAll(" ", "-")}-${i + 1}`,
    category,
    thread: typeof thread === "string" ? [thread] : thread,
    expected,
    ...setting,
  }));
}
