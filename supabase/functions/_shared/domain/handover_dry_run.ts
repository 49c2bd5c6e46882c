import type { HandoverRule, PastMessage } from "../contract/handover_rules.ts";
import { firedRule, type RuleSigns } from "./handover_rules.ts";

/** How often rules would have handed over. */
export interface DryRun {
  readonly conversations: number;
  readonly handed_over: number;
  /** Conversations that each rule, by its place, would have handed over alone. */
  readonly by_rule: readonly number[];
}

/** Plays rules over past messages, oldest first within each conversation; nothing is changed. */
export function dryRunRules(
  rules: readonly HandoverRule[],
  messages: readonly PastMessage[],
): DryRun {
  const threads = [...Map.groupBy(messages, (one) => one.conversation_id).values()].map(signsOf)
    .filter((signs) => signs.length > 0);
  const firing = (some: readonly HandoverRule[]) =>
    threads.filter((signs) => signs.some((one) => firedRule(some, one) !== null)).length;
  return {
    conversations: threads.length,
    handed_over: firing(rules),
    by_rule: rules.map((rule) => firing([rule])),
  };
}

/** What each message of the customer showed when it was answered. */
function signsOf(thread: readonly PastMessage[]): RuleSigns[] {
  let streak = 0;
  return thread.flatMap((message, index) => {
    if (message.author !== "customer") return [];
    streak = message.sentiment === "negative" ? streak + 1 : 0;
    const next = thread[index + 1];
    return [{
      texts: [message.content],
      intents: message.intents,
      confidence: next?.author === "ai" ? next.confidence : null,
      negative_streak: streak,
    }];
  });
}
