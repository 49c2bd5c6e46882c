import type { BookingDesk } from "../../supabase/functions/_shared/contract/bookings.ts";
import type { ReplyContext } from "../../supabase/functions/_shared/contract/intelligence.ts";
import type { Job } from "../../supabase/functions/_shared/contract/jobs.ts";
import {
  LoadedReply,
  type ReplySubmission,
} from "../../supabase/functions/_shared/contract/reply.ts";
import { replyWithAi } from "../../supabase/functions/_shared/actions/conversations/reply_with_ai.ts";
import { factFinder } from "../../supabase/functions/_shared/domain/intelligence_fixtures.ts";
import { systemClock } from "../../supabase/functions/_shared/platform/clock.ts";
import type { Log } from "../../supabase/functions/_shared/platform/log.ts";
import { openAiProvider } from "../../supabase/functions/_shared/providers/openai.ts";
import { deskOf } from "../../supabase/functions/_shared/testing/booking_desk.ts";
import type { Answer, Answerer } from "./play_local.ts";

/** Which server writes. */
export interface ModelServer {
  readonly api_key: string;
  /** Null for OpenAI's own. */
  readonly base_url: string | null;
  readonly models: readonly [string, ...string[]];
}

const THREAD_ID = "0a000000-0000-4000-8000-0000000000c1";
const LEASE = "0a000000-0000-4000-8000-0000000000aa";
const QUIET: Log = { info: () => {}, warn: () => {}, error: () => {} };
const PERSONA = {
  prompt_template:
    "You are {{persona_name}}, the AI assistant of {{dealership_name}}. Be warm, brief and exact.",
  system_prompt: null,
  temperature: 0,
  max_tokens: 500,
};

/** Returns an answerer that goes the way of a real reply: the model, its tools and the gate. */
export function answerWithModel(server: ModelServer): Answerer {
  const provider = openAiProvider({ apiKeys: [server.api_key], baseUrl: server.base_url });
  return async (context, desk) => {
    const loaded = loadedFrom(context);
    let written: ReplySubmission | null = null;
    await replyWithAi(jobFor(), new AbortController().signal, {
      clock: systemClock,
      log: QUIET,
      model: { provider, names: server.models },
      loadReplyContext: () => Promise.resolve(loaded),
      facts: () => factFinder(),
      service: () => ({
        desk: desk ?? noDesk(),
        optOut: () => Promise.resolve(true),
        updateCustomer: () => Promise.resolve(true),
      }),
      budgetAllows: () => Promise.resolve(true),
      submitReply: ({ reply }) => {
        written = reply;
        return Promise.resolve({ outcome: "queued", reason: null, message_id: 1 });
      },
    });
    return answerFrom(written);
  };
}

function answerFrom(reply: ReplySubmission | null): Answer {
  if (reply === null) throw new Error("Cannot evaluate: no reply was submitted");
  return {
    text: reply.silent ? "" : reply.content,
    silent: reply.silent,
    language: reply.language,
    handover: reply.handover?.reason ?? null,
    wants: [reply.handover?.wants, reply.handover?.brings].filter(Boolean).join("; "),
    vehicle_ids: reply.vehicle_ids,
    intent: reply.intent,
  };
}

function jobFor(): Job {
  return {
    id: 1,
    dealership_id: null,
    kind: "reply_with_ai",
    payload: { conversation_id: THREAD_ID },
    attempts: 1,
    max_attempts: 1,
    lease_token: LEASE,
    fifo_key: null,
    run_at: new Date(0).toISOString(),
  };
}

function noDesk(): BookingDesk {
  return deskOf({ free: [], kinds: [] });
}

/** The context as the database would have answered it. */
function loadedFrom(context: ReplyContext): LoadedReply {
  const { dealership, persona } = context;
  return LoadedReply.parse({
    decision: "reply",
    conversation: { id: THREAD_ID, channel: context.channel ?? "sms", ai_context: {} },
    dealership: {
      id: dealership.id,
      name: dealership.name,
      timezone: dealership.timezone,
      contact_phone: dealership.phone,
      address_line: dealership.address,
      city: dealership.city,
      region: dealership.region,
      ai_config: {},
    },
    hours: context.hours,
    holidays: context.holidays,
    persona: { ...persona, ...PERSONA },
    customer: context.customer,
    messages: context.messages,
    pending: context.pending,
    focus_vehicle_id: context.focus_vehicle_id,
    vocabulary: context.inventory_vocabulary,
    now: context.now,
  });
}
