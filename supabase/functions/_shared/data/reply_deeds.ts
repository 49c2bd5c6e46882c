import { z } from "zod";
import type { ReplyService } from "../contract/reply_service.ts";
import { bookingDesk } from "./bookings.ts";
import { callRpc, type Database } from "./client.ts";

const Done = z.object({ done: z.boolean() });

/** What a reply may do for its own customer, as long as its job is ours. */
export function replyService(
  database: Database,
  conversationId: string,
  leaseToken: string,
): ReplyService {
  const own = { conversation_id: conversationId, lease_token: leaseToken };
  return {
    desk: bookingDesk(database, conversationId, leaseToken),
    optOut: async () => (await callRpc(database, "opt_out_for_customer", own, Done)).done,
    updateCustomer: async (changes) => {
      const args = { ...own, ...changes };
      return (await callRpc(database, "update_customer_for_reply", args, Done)).done;
    },
  };
}

/** Books what a call of a model outside of any conversation cost. */
export async function spendBudget(
  database: Database,
  dealershipId: string,
  costMicros: number,
): Promise<void> {
  if (costMicros <= 0) return;
  const args = { dealership_id: dealershipId, cost_microcents: costMicros * 100 };
  await callRpc(database, "spend_ai_budget", args, z.unknown());
}

/** Whether the dealership's budget still allows a call of a model; asked before each reply. */
export function budgetAllows(database: Database, dealershipId: string): Promise<boolean> {
  return callRpc(database, "ai_budget_allows", { dealership_id: dealershipId }, z.boolean());
}
