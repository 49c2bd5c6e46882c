/** Threads through the local intelligence and the gate, for the tests; nothing deployed imports this. */
import type { BookingDesk } from "../contract/bookings.ts";
import type { FactFinder, ReplyContext, ThreadMessage } from "../contract/intelligence.ts";
import type { LoadedReply } from "../contract/reply.ts";
import { loadedReply } from "./reply.ts";
import { factFinder, replyContext } from "../domain/intelligence_fixtures.ts";
import { replyLocally } from "../domain/local_reply.ts";
import { checkReply } from "../domain/reply_checks.ts";
import { factRecord, gathered } from "../domain/reply_facts.ts";
import { recordingDesk, recordingFinder } from "../domain/reply_record.ts";

const NOW = "2025-11-20T19:29:00Z";

function asLoaded(context: ReplyContext): LoadedReply {
  const { dealership, hours, holidays, messages, pending, inventory_vocabulary, now } = context;
  const base = loadedReply("hi");
  return {
    ...base,
    dealership: {
      ...base.dealership,
      ...dealership,
      contact_phone: dealership.phone,
      address_line: dealership.address,
    },
    hours,
    holidays,
    messages,
    pending,
    vocabulary: inventory_vocabulary,
    now,
  };
}

/** Plays a thread and returns what the gate finds in its answers, each with the answer. */
export async function gateVerdicts(
  texts: readonly string[],
  finder: FactFinder = factFinder(),
  desk: BookingDesk | null = null,
  now = NOW,
): Promise<string[]> {
  const messages: ThreadMessage[] = [];
  const push = (author: "customer" | "ai", content: string, vehicle_ids: string[] = []) => {
    const id = messages.length + 1;
    messages.push({ id, author, content, vehicle_ids, created_at: now, intent: null });
    return id;
  };
  const found: string[] = [];
  for (const text of texts) { // bound: the turns of one thread, which follow each other
    const pending = [push("customer", text)];
    const context = replyContext({ messages: [...messages], pending, now });
    const record = factRecord();
    const recorded = desk === null ? null : recordingDesk(desk, record);
    const reply = await replyLocally(context, recordingFinder(finder, record), recorded);
    if (reply.silent) continue;
    record.wish = reply.visit;
    record.deeds.handover = reply.handover !== null;
    record.deeds.opted_out = reply.intents.some((one) => one.name === "opt_out");
    const faults = checkReply(reply.text, gathered(record, asLoaded(context)));
    found.push(...faults.map((fault) => `${fault.code}: ${fault.reason} <= ${reply.text}`));
    push("ai", reply.text, reply.vehicle_ids);
  }
  return found;
}
