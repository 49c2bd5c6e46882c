import { equal } from "node:assert/strict";
import type { OptOutVerdict } from "../contract/understanding.ts";
import { type MessageKeyword, messageKeyword, optOutIntent } from "./opt_out.ts";

const KEYWORD_CASES: readonly (readonly [string, MessageKeyword | null])[] = [
  ["STOP", "stop"],
  ["stop", "stop"],
  [" Stop. ", "stop"],
  ["S T O P", "stop"],
  ["stop!!", "stop"],
  ["Stop all", "stop"],
  ["opt-out", "stop"],
  ["Opt out", "stop"],
  ["UNSUBSCRIBE", "stop"],
  ["End", "stop"],
  ["quit", "stop"],
  ["revoke", "stop"],
  ["CANCEL", "stop"],
  ["\u201cSTOP\u201d", "stop"],
  ["START", "start"],
  ["Yes", "start"],
  ["unstop", "start"],
  ["HELP", "help"],
  ["info?", "help"],
  ["stop by tomorrow", null],
  ["yesterday", null],
  ["weekend", null],
  ["yes please", null],
  ["constructor", null],
  ["", null],
];

for (const [text, expected] of KEYWORD_CASES) {
  Deno.test(`messageKeyword: ${JSON.stringify(text)} is ${expected}`, () => {
    equal(messageKeyword(text), expected);
  });
}

const CERTAIN: readonly string[] = [
  "STOP",
  "stop stop stop",
  "stop texting me right now",
  "please leave me alone",
  "stop texting me",
  "Stop texting this number",
  "please stop",
  "Please stop!!",
  "just stop",
  "stop please",
  "quit messaging me",
  "stop sending me messages",
  "stop sending these texts",
  "can you stop texting me please",
  "Don't text me again",
  "dont text me anymore",
  "do not contact me",
  "Do not ever message me again",
  "no more texts",
  "no more messages please",
  "remove me from your list",
  "take me off this list",
  "take my number off your list",
  "delete my number",
  "lose my number",
  "unsubscribe me",
  "how do I unsubscribe",
  "I want to opt out",
  "opt me out",
  "I don't want to receive any more texts",
  "I do not want these messages",
  "I'd rather not receive texts",
  "wrong number, stop texting",
  "I'm on the do not call list",
  "I revoke my consent",
  "never contact me again",
  "cancel my subscription",
  "dejen de mandarme mensajes",
  "Déjeme en paz",
  "no me escriban más",
  "no quiero más mensajes",
  "borre mi número por favor",
];

const POSSIBLE: readonly string[] = [
  "not interested",
  "I'm no longer interested",
  "wrong number",
  "who gave you my number",
  "I never signed up for this",
  "stop calling me",
  "don't call me",
  "go away",
  "this is harassment",
  "stop sending me photos of sedans",
  "don't text me before 9am",
  "don't text me while I'm at work",
  "you won't stop texting me",
  "too many messages",
  "what happens if I text stop texting me",
  "basta",
  "número equivocado",
];

const NONE: readonly string[] = [
  "stop by tomorrow?",
  "can I stop by at 5",
  "I'll stop in on Saturday",
  "can I cancel my appointment",
  "I need to cancel my 3pm test drive",
  "end of month",
  "what's the best deal at the end of the month",
  "the weekend works",
  "can you send pictures",
  "would you recommend it",
  "does it have auto start stop",
  "does it have stop and go cruise",
  "don't stop texting me",
  "can't stop thinking about that truck",
  "the other dealer wouldn't stop texting me",
  "can I opt out of the extended warranty",
  "I'm not interested in the RAV4, what about the CR-V",
  "one stop shop",
  "is there a bus stop nearby",
  "cancel that, I meant the blue one",
  "I quit my job so I need something cheap",
  "text me tomorrow",
  "call me instead",
  "just text me the price",
  "yesterday I asked about the Tacoma",
  "stop for coffee then come see it",
  "what time do you end today",
  "help me find a truck",
  "I left a message yesterday",
  "quiero cancelar mi cita",
  "don't send me anything over 30k",
  "",
];

function table(cases: readonly string[], expected: OptOutVerdict): void {
  for (const text of cases) {
    Deno.test(`optOutIntent: ${JSON.stringify(text)} is ${expected}`, () => {
      equal(optOutIntent(text), expected);
    });
  }
}

table(CERTAIN, "certain");
table(POSSIBLE, "possible");
table(NONE, "none");
