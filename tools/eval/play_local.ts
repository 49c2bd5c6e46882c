import type { BookingDesk } from "../../supabase/functions/_shared/contract/bookings.ts";
import type {
  ReplyContext,
  ThreadMessage,
} from "../../supabase/functions/_shared/contract/intelligence.ts";
import {
  factFinder,
  replyContext,
} from "../../supabase/functions/_shared/domain/intelligence_fixtures.ts";
import { replyLocally } from "../../supabase/functions/_shared/domain/local_reply.ts";
import { deskOf } from "../../supabase/functions/_shared/testing/booking_desk.ts";
import type { EvalCase } from "./eval_case.ts";
import type { Played, Turn } from "./score.ts";

/** One answer with what the next turn needs to know of it. */
export interface Answer extends Turn {
  readonly vehicle_ids: readonly string[];
  readonly intent: string | null;
}

/** Answers one burst of a thread. */
export type Answerer = (context: ReplyContext, desk: BookingDesk | null) => Promise<Answer>;

/** Plays a thread with an answerer, turn by turn. */
export async function play(one: EvalCase, answer: Answerer): Promise<Played> {
  const desk = one.free ? deskOf({ free: one.free, kinds: ["test_drive", "service"] }) : null;
  const base = replyContext({
    ...(one.now === undefined ? {} : { now: one.now }),
    focus_vehicle_id: one.focus_vehicle_id ?? null,
  });
  const messages: ThreadMessage[] = [];
  const turns: Turn[] = [];
  let everBooked = false;
  const push = (added: Pick<ThreadMessage, "author" | "content" | "vehicle_ids" | "intent">) => {
    messages.push({ id: messages.length + 1, created_at: base.now, ...added });
  };
  for (const content of one.thread) { // bound: the turns of one case, each needs the one before
    push({ author: "customer", content, vehicle_ids: [], intent: null });
    const context = { ...base, messages: [...messages], pending: [messages.length] };
    const reply = await answer(context, desk);
    turns.push(reply);
    everBooked ||= (desk?.booked.length ?? 0) > 0;
    if (reply.silent) continue;
    const { text, vehicle_ids, intent } = reply;
    push({ author: "ai", content: text, vehicle_ids: [...vehicle_ids], intent });
  }
  const booked = desk?.booked.map((booking) => booking.starts_at) ?? [];
  return { turns, booked, ever_booked: everBooked };
}

/** Answers with the intelligence that needs no model. */
export async function answerLocally(
  context: ReplyContext,
  desk: BookingDesk | null,
): Promise<Answer> {
  const reply = await replyLocally(context, factFinder(), desk);
  return {
    text: reply.text,
    silent: reply.silent,
    language: reply.language,
    handover: reply.handover?.reason ?? null,
    wants: [reply.handover?.wants, reply.handover?.brings].filter(Boolean).join("; "),
    vehicle_ids: reply.vehicle_ids,
    intent: reply.intents[0]?.name ?? null,
  };
}
