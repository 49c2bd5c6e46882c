/** A reply job with everything around it faked at the network; nothing deployed imports this. */
import type { Job, JobOutcome } from "../contract/jobs.ts";
import type { LoadedReply, ReplySubmission } from "../contract/reply.ts";
import { jobRunnerDeps } from "../platform/deps.ts";
import { callsOf, fakePostgrest, type RpcAnswers, testConfig } from "./door.ts";
import type { FakeServer } from "./fakes.ts";
import { fakeOpenAi, type ModelTurn } from "./openai.ts";
import { loadedReply, OAK_ID, RAV4, THREAD_ID } from "./reply.ts";

/** The lease of the job under test. */
export const LEASE = "0a000000-0000-4000-8000-0000000000a1";
const JOB: Job = {
  id: 9,
  dealership_id: OAK_ID,
  kind: "reply_with_ai",
  payload: { conversation_id: THREAD_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: LEASE,
  fifo_key: `reply:${THREAD_ID}`,
  run_at: "2026-11-20T15:00:00+00:00",
};
/** One reply job on its stage. */
export interface Played {
  readonly database: FakeServer;
  readonly model: FakeServer;
  run(signal?: AbortSignal): Promise<JobOutcome>;
  /** The reply that was handed in. */
  reply(): ReplySubmission;
}

/** What the reply job meets. */
export interface Stage {
  readonly loaded?: LoadedReply | Record<string, unknown>;
  /** Absent: no key is set, the local intelligence is alone. */
  readonly model?: readonly ModelTurn[];
  readonly answers?: RpcAnswers;
  /** What the model's server says when it is to judge a text; it offers nothing of the kind if absent. */
  readonly moderation?: () => Response;
}

/** Runs a reply job with a fake database and, if asked, a fake model. */
export async function onStage(
  stage: Stage,
  play: (played: Played) => Promise<void>,
): Promise<void> {
  const row = { ...RAV4, fuel_economy: 39, dealership_id: OAK_ID, images: [] };
  await using database = fakePostgrest({
    load_reply_context: () => stage.loaded ?? loadedReply("hi"),
    search_vehicles: () => [row],
    alternative_vehicles: () => [],
    search_knowledge: () => [],
    coming_bookings: () => [],
    offer_slots: () => ({ slots: [], reason: "no_schedule" }),
    book_slot: () => ({ outcome: "refused", booking: null, reason: "invalid_kind" }),
    ai_budget_allows: () => true,
    submit_reply: () => ({ outcome: "queued", message_id: 77 }),
    ...stage.answers,
  });
  await using model = fakeOpenAi(stage.model ?? [], stage.moderation);
  const env: Record<string, string> = stage.model === undefined
    ? {}
    : { OPENAI_API_KEY: "sk-test", OPENAI_BASE_URL: `${model.url}/v1`, OPENAI_MODEL: "test-model" };
  const deps = jobRunnerDeps(testConfig(database.url, env));
  const quiet = console.warn;
  console.warn = console.error = () => {};
  try {
    await play({
      database,
      model,
      run: (signal = new AbortController().signal) => deps.workers.reply_with_ai(JOB, signal),
      reply: () => callsOf(database, "submit_reply")[0]?.["reply"] as ReplySubmission,
    });
  } finally {
    console.warn = console.error = quiet;
  }
}
