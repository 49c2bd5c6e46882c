import { LOT } from "../../supabase/functions/_shared/domain/intelligence_fixtures.ts";
import type { EvalCase } from "./eval_case.ts";

/** One answer as the shopper and the staff see it. */
export interface Turn {
  readonly text: string;
  readonly silent: boolean;
  readonly language: string;
  readonly handover: string | null;
  readonly wants: string;
}

/** How one thread went. */
export interface Played {
  readonly turns: readonly Turn[];
  /** Instants that stand in the calendar at the end. */
  readonly booked: readonly string[];
  /** Whether anything stood there at some time. */
  readonly ever_booked: boolean;
}

/** Longest text of one answer: three text messages. */
const LONGEST = 480;
const PRICES = new Set(
  LOT.flatMap((one) => [one.price_cents, one.msrp_cents])
    .flatMap((cents) => cents === null ? [] : [cents / 100]),
);
const BOOKED =
  /\byou'?re set\b|\b(?:is|are|you'?re) (?:booked|confirmed|scheduled)\b|\bqueda para\b/i;

/** Returns what is wrong with a thread; nothing when it is as expected. Both modes are scored so. */
export function faultsOf(one: EvalCase, played: Played): string[] {
  const last = played.turns.at(-1);
  if (!last) return ["no answer"];
  const { expected } = one;
  const faults = played.turns.flatMap((turn) => alwaysWrong(turn, one, played));
  for (const fact of expected.facts ?? []) {
    if (!fact.test(last.text)) faults.push(`lacks ${fact}`);
  }
  for (const word of expected.forbidden ?? []) {
    if (played.turns.some((turn) => word.test(turn.text))) faults.push(`says ${word}`);
  }
  const { handover, wants, language, silent, booked } = expected;
  if (
    handover === "any" ? last.handover === null : handover !== undefined &&
      (last.handover ?? "none") !== handover
  ) {
    faults.push(`handover ${last.handover ?? "none"}, not ${handover}`);
  }
  if (wants && !wants.test(last.wants)) faults.push(`staff read ${JSON.stringify(last.wants)}`);
  if (language !== undefined && last.language !== language) faults.push(`speaks ${last.language}`);
  if (silent !== undefined && last.silent !== silent) faults.push(silent ? "speaks" : "is silent");
  if (booked && booked.join() !== played.booked.join()) {
    faults.push(`booked [${played.booked.join(", ")}]`);
  }
  return [...new Set(faults)];
}

/** What no answer may ever be, whatever the case expects. */
function alwaysWrong(turn: Turn, one: EvalCase, played: Played): string[] {
  const faults: string[] = [];
  const { text } = turn;
  if (turn.silent !== (text === "")) faults.push("silent with words, or not silent without");
  if (text.length > LONGEST) faults.push(`${text.length} characters`);
  if (/undefined|\bnull\b|[{}]/.test(text)) faults.push("holds an unfilled slot");
  if ((text.match(/\?/g) ?? []).length > 1) faults.push("asks more than one question");
  if (BOOKED.test(text) && !played.ever_booked) faults.push("speaks of a booking");
  const said = one.thread.join(" ");
  for (const [shown, digits = ""] of text.matchAll(/\$(\d[\d,]*)/g)) {
    const amount = Number(digits.replaceAll(",", ""));
    const theirs = new RegExp(
      `\\b${amount / 1000} ?(?:k|mil|grand|thousand)?\\b|${digits}|${amount}`,
    );
    if (!PRICES.has(amount) && !theirs.test(said)) faults.push(`invents ${shown}`);
  }
  return faults;
}
