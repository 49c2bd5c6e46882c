import type { BookingDesk } from "../../contract/bookings.ts";
import type { FactFinder, LocalReply } from "../../contract/intelligence.ts";
import type { LoadedReply, ReplyRun, ReplySubmission } from "../../contract/reply.ts";
import { replyLocally } from "../../domain/local_reply.ts";
import { maskNumbers } from "../../domain/redaction.ts";
import { checkReply } from "../../domain/reply_checks.ts";
import { toReplyContext } from "../../domain/reply_context.ts";
import { factRecord, gathered } from "../../domain/reply_facts.ts";
import { recordingDesk, recordingFinder } from "../../domain/reply_record.ts";
import { normaliseForSms } from "../../domain/sms_segments.ts";

/** A reply but for what is known of it only at the end. */
export type Draft = Omit<
  ReplySubmission,
  "processing_time_ms" | "persona_id" | "understood" | "negative_streak" | "ai_context"
>;

/** What the local intelligence works with. */
export interface WriteLocallyDeps {
  readonly facts: FactFinder;
  /** Null when nothing may be booked: wishes for a visit then go to a person. */
  readonly desk: BookingDesk | null;
  /** Consecutive unhappy messages of the customer. */
  readonly negativeStreak: number;
}

/** Two unhappy messages in a row are not answered by a machine any further. */
const UNHAPPY_STREAK = 2;
const LONGEST_WITH_APOLOGY = 480;

/**
 * What the local intelligence answers, through the same gate as a model's draft. What the gate
 * refuses becomes a handover, with the verdict kept.
 */
export async function writeLocally(
  loaded: LoadedReply,
  { facts, desk, negativeStreak }: WriteLocallyDeps,
): Promise<Draft> {
  const record = factRecord();
  const reply = await replyLocally(
    toReplyContext(loaded),
    recordingFinder(facts, record),
    desk === null ? null : recordingDesk(desk, record),
  );
  const draft = calmed(fromLocal(reply), loaded, negativeStreak);
  if (draft.silent) return draft;
  record.wish = reply.visit;
  record.deeds.handover = draft.handover !== null;
  record.deeds.opted_out = draft.intents.some((intent) => intent.name === "opt_out");
  const faults = checkReply(draft.content, gathered(record, loaded));
  if (faults.length === 0) return draft;
  const rejected = {
    model: "local",
    faults: faults.map(({ code, reason }) => ({ code, reason: maskNumbers(reason) })),
    content: maskNumbers(draft.content).slice(0, 600),
  };
  const { intent, intents, sentiment, urgency } = draft;
  return {
    ...lastResort(loaded, draft.language),
    intent,
    intents,
    sentiment,
    urgency,
    handover: draft.handover ?? lastResort(loaded).handover,
    fallback: "gate_refused",
    rejected_drafts: [faults.map((one) => one.code).join(",")],
    run: { ...emptyRun(), rejected: [rejected], verdicts: faults.map((one) => one.code) },
  };
}

/** The last resort: the shopper hears that a person will answer, and one is called. */
export function lastResort(
  loaded: LoadedReply,
  language = loaded.customer?.preferred_language,
): Draft {
  const spanish = language === "es";
  const content = spanish
    ? `Gracias por su mensaje. Una persona de ${loaded.dealership.name} le responderá.`
    : `Thanks for your message. A person at ${loaded.dealership.name} will reply to you here.`;
  return {
    content,
    language: spanish ? "es" : "en",
    intent: null,
    intents: [],
    sentiment: "neutral",
    urgency: "normal",
    confidence: 0,
    evidence: [],
    vehicle_ids: [],
    template_ids: [],
    model: "local",
    tokens: null,
    handover: {
      reason: "ai_failed",
      wants: null,
      brings: null,
      blocked_by: "No reply could be written",
    },
    silent: false,
    fallback: null,
    rejected_drafts: [],
    run: emptyRun(),
  };
}

/** The run of a reply that no model had a part in. */
export function emptyRun(): ReplyRun {
  return {
    calls: [],
    tools: [],
    rejected: [],
    verdicts: [],
    tokens: { input: 0, output: 0 },
    cost_micros: 0,
    cited: [],
  };
}

function fromLocal(local: LocalReply): Draft {
  const { text, visit: _visit, closes: _closes, customer_name: _name, ...reply } = local;
  return {
    ...reply,
    content: normaliseForSms(text),
    intent: reply.intents[0]?.name ?? null,
    model: "local",
    tokens: null,
    fallback: null,
    rejected_drafts: [],
    run: emptyRun(),
  };
}

/** After two unhappy messages in a row a person takes over, whatever the words ask for. */
function calmed(draft: Draft, loaded: LoadedReply, negativeStreak: number): Draft {
  if (negativeStreak < UNHAPPY_STREAK || draft.handover !== null || draft.silent) return draft;
  const apology = draft.language === "es"
    ? `Lamento la molestia. Una persona de ${loaded.dealership.name} le responderá.`
    : `I'm sorry about the trouble. A person at ${loaded.dealership.name} will reply to you here.`;
  const answer = draft.content.replace(/\s*[^.!?]*\?\s*$/, "");
  const content = `${answer} ${apology}`.trim();
  return {
    ...draft,
    content: content.length <= LONGEST_WITH_APOLOGY ? content : apology,
    handover: {
      reason: "unhappy",
      wants: null,
      brings: null,
      blocked_by: `${negativeStreak} unhappy messages in a row`,
    },
  };
}
