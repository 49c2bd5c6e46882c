// Exempt from the line limit: data
import { casesOf, type EvalCase } from "./eval_case.ts";

const CLOSED = { now: "2025-11-23T01:00:00Z" };
const FREE = {
  free: [
    "2025-11-21T15:00:00.000Z",
    "2025-11-21T15:30:00.000Z",
    "2025-11-21T17:00:00.000Z",
    "2025-11-21T20:00:00.000Z",
    "2025-11-21T22:00:00.000Z",
    "2025-11-24T15:00:00.000Z",
  ],
};
const FIVE = "2025-11-21T22:00:00.000Z";

/** Visits: passed on where no calendar is kept, booked where one is. */
export const VISIT_CASES: readonly EvalCase[] = [
  ...casesOf("visit", [
    ["can I come in tomorrow at 5", { handover: "visit_request", wants: /2025-11-21 17:00/ }],
    ["saturday morning?", { handover: "visit_request", wants: /2025-11-22 morning/ }],
    [["is the camry se available", "saturday morning?"], {
      facts: [/Nov 29/],
      handover: "visit_request",
      wants: /2025-11-29 morning/,
    }, CLOSED],
    ["can I come in sunday at 2", { facts: [/closed/i], handover: "none" }],
    ["can I come at 9pm tomorrow", { facts: [/hours/i], handover: "none" }],
    ["can I come by today at 10am", { facts: [/past|passed/i], handover: "none" }],
    ["monday", { facts: [/\?$/], handover: "none" }],
    ["can I stop by", { facts: [/\?$/], handover: "none" }],
    ["stop by tomorrow?", { facts: [/9 AM/], handover: "none" }],
    [["can I come in at 3?", "tomorrow"], { handover: "visit_request", wants: /2025-11-21 15:00/ }],
    [["can I test drive the camry se tomorrow", "5"], {
      handover: "visit_request",
      wants: /17:00.*Camry SE/,
    }],
    [["I'd like to test drive the camry se", "tomorrow", "not sure"], { handover: "none" }],
    [["I'd like to test drive the camry se", "tomorrow", "ok wait no"], { handover: "none" }],
    [["I'd like to test drive a camry", "the SE", "tomorrow at 3"], {
      handover: "visit_request",
      wants: /15:00.*Camry SE/,
    }],
    [["can I come in today", "noon"], {
      handover: "visit_request",
      wants: /2025-11-21 12:00/,
    }, { now: "2025-11-21T02:00:00Z" }],
    ["can I test drive the red rav4 tomorrow at 5", { facts: [/sold/i], handover: "none" }],
    ["can I cancel my appointment", { handover: "visit_change" }],
    ["running late for my test drive", { handover: "visit_change" }],
    ["can I come in tomorrow at 730", { handover: "visit_request", wants: /2025-11-21 19:30/ }],
    ["can I come by tomorrow at half past five", {
      handover: "visit_request",
      wants: /2025-11-21 17:30/,
    }],
    ["can I stop by tomorrow noonish", { handover: "visit_request", wants: /2025-11-21 12:00/ }],
    ["puedo ir mañana a las seis y media?", {
      language: "es",
      handover: "visit_request",
      wants: /2025-11-21 18:30/,
    }],
    ["would you take 24 for the camry se if I come in tomorrow at 1500", {
      handover: "any",
      wants: /2025-11-21 15:00|24,?000|24/,
    }],
    [["do you have the prius", "on my way"], {
      handover: "visit_request",
      wants: /on the way now/i,
      forbidden: [/what day/i],
    }],
  ]),
  ...casesOf("booking", [
    ["can I come in tomorrow at 5", { facts: [/5 PM/], booked: [FIVE], handover: "none" }, FREE],
    [["can I test drive the camry se tomorrow", "the last one"], { booked: [FIVE] }, FREE],
    [["can I test drive the camry se tomorrow", "10:30 works"], {
      booked: ["2025-11-21T15:30:00.000Z"],
    }, FREE],
    [["can I test drive the camry se tomorrow", "5pm please"], { booked: [FIVE] }, FREE],
    [["can I come in tomorrow at 5", "actually make it 3"], {
      booked: ["2025-11-21T20:00:00.000Z"],
    }, FREE],
    [["can I come in tomorrow at 5", "sorry, can I cancel my appointment"], { booked: [] }, FREE],
    [["can I come in tomorrow", "maybe 3", "yes"], { booked: ["2025-11-21T20:00:00.000Z"] }, FREE],
    ["can I come in tomorrow at 4pm", { facts: [/3 PM|5 PM/, /\?$/], booked: [] }, FREE],
    [["need an oil change", "tomorrow at 10"], { booked: ["2025-11-21T15:00:00.000Z"] }, FREE],
    ["puedo ir mañana a las 5?", { language: "es", booked: [FIVE] }, FREE],
    ["can I come in tomorrow at five", { booked: [FIVE] }, FREE],
    ["can I come in tomorrow at 1700", { booked: [FIVE] }, FREE],
    [["can I test drive the camry se tomorrow", "five pm works"], { booked: [FIVE] }, FREE],
    [["can I test drive the camry se tomorrow", "1030"], {
      booked: ["2025-11-21T15:30:00.000Z"],
    }, FREE],
    ["puedo ir mañana a las cinco?", { language: "es", booked: [FIVE] }, FREE],
  ]),
  ...casesOf("no false booking", [
    ...[
      "No, a different time please",
      "not sure",
      "ok wait no",
      "no",
      "maybe",
      "sure, let me check with my wife",
      "idk",
      "I'm at 10 Oak Street",
      "my address is 1030 Main St",
      "none of those",
      "how much is it",
      "does it have carplay",
      "let me think about it",
      "no me sirve",
      "is it still at 25990",
      "what's the payment at 450",
      "does it seat five",
    ].map((text) =>
      [["can I test drive the camry se tomorrow", text], {
        booked: [],
        forbidden: [/\bset for\b|\bqueda para\b/i],
      }, FREE] as const
    ),
    ["can I come in tomorrow at 5", { forbidden: [/booked|confirmed|you're set|see you/i] }],
    [["can I come in tomorrow at 5", "great"], { forbidden: [/booked|confirmed|you're set/i] }],
    ["can I test drive T4388 tomorrow at 5", { facts: [/sold/i], booked: [] }, FREE],
  ]),
];
