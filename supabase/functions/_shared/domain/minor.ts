import type { ReplyContext } from "../contract/intelligence.ts";
import { foldText } from "./text.ts";

const MINOR =
  /\b(?:i'?m|i am|my (?:son|daughter|kid|brother|sister) is|(?:s?he)(?:'?s| is)) (?:only |just |almost )?(?:1[0-7]|fourteen|fifteen|sixteen|seventeen)(?=\W*$|[.,!?]| (?:and|but|can|yo|y\/o|years? old|with|so|ok|just)\b)|\b(?:learner'?s?|junior|drivers?'? ?ed) permit\b|\btengo 1[0-7] anos\b/;

/** Returns whether the customer seems to be too young to drive alone: a person arranges their visit. */
export function isMinor(context: ReplyContext): boolean {
  return context.messages.some((one) =>
    one.author === "customer" && MINOR.test(foldText(one.content))
  );
}
