import { bareNumbers, mileages, paymentTerms, prices } from "./reply_amount_checks.ts";
import type { ReplyFacts } from "./reply_facts.ts";
import type { ReplyFault } from "./reply_fault.ts";
import { falsePromise } from "./reply_promise_checks.ts";
import {
  contacts,
  length,
  markup,
  nearDuplicate,
  privateNumbers,
  promptLeak,
  questions,
} from "./reply_text_checks.ts";
import { openDays, slotDays, statedDates, statedTimes } from "./reply_time_checks.ts";
import { availability, mixedVehicles, vehicleNumbers, years } from "./reply_vehicle_checks.ts";

type Check = (text: string, facts: ReplyFacts) => ReplyFault | null;

const CHECKS: readonly Check[] = [
  markup,
  paymentTerms,
  prices,
  bareNumbers,
  vehicleNumbers,
  mileages,
  years,
  mixedVehicles,
  availability,
  statedTimes,
  openDays,
  slotDays,
  statedDates,
  contacts,
  privateNumbers,
  promptLeak,
  falsePromise,
  nearDuplicate,
  questions,
];

/**
 * Every fault of a draft; none means that it may be sent. Decides from its arguments alone, for what
 * a model wrote and for what the local intelligence wrote.
 */
export function checkReply(text: string, facts: ReplyFacts): ReplyFault[] {
  const size = length(text);
  if (size !== null) return [size];
  return CHECKS.map((check) => check(text, facts)).filter((fault) => fault !== null);
}
