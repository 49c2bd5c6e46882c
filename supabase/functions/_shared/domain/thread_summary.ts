import type { ThreadSummary } from "../contract/reply.ts";
import { plainText } from "./plain_text.ts";
import { maskNumbers } from "./redaction.ts";

/** One message as the summary reads it. */
interface Turn {
  readonly id: number;
  readonly author: "customer" | "ai" | "staff" | "system";
  readonly content: string;
}

/** The newest messages stay as they are; older ones go into the summary. */
export const RECENT_MESSAGES = 16;
const MAX_LINES = 14;
const LINE_LENGTH = 160;
const TEXT_LENGTH = 1_600;

/**
 * Folds messages that are no longer recent into the rolling summary: the sentences that carry most,
 * word for word. Gives the old one back when there is nothing to fold.
 */
export function rollSummary(
  before: ThreadSummary | null,
  messages: readonly Turn[],
): ThreadSummary | null {
  const old = messages.slice(0, Math.max(0, messages.length - RECENT_MESSAGES))
    .filter((turn) => turn.author !== "system" && turn.id > (before?.through ?? 0));
  const last = old[old.length - 1];
  if (last === undefined) return before;
  const lines = [...(before?.text.split("\n") ?? []), ...old.flatMap(lineOf)]
    .filter((line) => line !== "");
  return {
    text: strongest(unique(lines)).join("\n").slice(-TEXT_LENGTH),
    through: last.id,
    by: "local",
  };
}

/** A summary written by a model, made safe to keep: plain, short, without private numbers. */
export function modelSummary(text: string | null, through: number): ThreadSummary | null {
  const plain = maskNumbers(plainText(text ?? "", TEXT_LENGTH))
    .replaceAll(/<{2,}|>{2,}/g, "").trim().slice(0, TEXT_LENGTH);
  return plain === "" ? null : { text: plain, through, by: "model" };
}

const WHO = { customer: "Customer", ai: "Assistant", staff: "Staff", system: "System" } as const;

/** The sentence of a message that says most, with who said it. */
function lineOf(turn: Turn): string[] {
  const sentences = maskNumbers(plainText(turn.content, 1_000)).replaceAll(/\s+/g, " ")
    .split(/(?<=[.!?])\s+/).filter((one) => weightOf(one) > 0);
  const [best] = sentences.sort((a, b) => weightOf(b) - weightOf(a));
  return best === undefined ? [] : [`${WHO[turn.author]}: ${best.slice(0, LINE_LENGTH)}`];
}

const WISHES =
  /\b(?:want|need|looking|like|prefer|budget|under|trade|finance|lease|cash|kids|family|tow|commut|name is|i'm|call me|when|tomorrow|today|monday|tuesday|wednesday|thursday|friday|saturday|sunday|quiero|necesito|busco|presupuesto|prefiero|me llamo)/i;

/** Numbers, names and wishes carry; "ok thanks" does not. */
function weightOf(line: string): number {
  if (line.length < 4) return 0;
  return (/\d/.test(line) ? 3 : 0) + (WISHES.test(line) ? 3 : 0) +
    (/\s[A-Z][\w-]+/.test(line) ? 1 : 0) + (line.split(" ").length >= 5 ? 1 : 0);
}

/** The heaviest lines, the customer's before ours and new before old, in the order of the thread. */
function strongest(lines: readonly string[]): string[] {
  const ranked = lines.map((line, at) => ({
    at,
    line,
    weight: weightOf(line) + (line.startsWith("Customer:") ? 2 : 0) + at / lines.length,
  })).sort((a, b) => b.weight - a.weight).slice(0, MAX_LINES);
  return ranked.sort((a, b) => a.at - b.at).map((one) => one.line);
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
