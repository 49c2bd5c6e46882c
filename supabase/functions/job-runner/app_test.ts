import assert from "node:assert/strict";
import { JOB_KINDS } from "../_shared/contract/jobs.ts";
import { jobRunnerDeps } from "../_shared/platform/deps.ts";
import {
  ACCOUNT_SID,
  callsOf,
  fakePostgrest,
  type RpcAnswers,
  SERVICE_KEY,
  testConfig,
} from "../_shared/testing/door.ts";
import { type FakeServer, fakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { jobRunnerDoor } from "./app.ts";

const JOB = {
  id: 5,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  kind: "send_message",
  payload: { message_id: 42 },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: "send:1",
  run_at: "2026-11-21T12:00:00+00:00",
};
const GATE = {
  decision: "send",
  channel: "sms",
  reason: null,
  to: "+15550103333",
  from: "+15550100100",
  content: "Yes, it is here.",
  media: [],
};

interface Stage {
  readonly database: FakeServer;
  readonly twilio: FakeServer;
  readonly background: Promise<unknown>[];
  post(headers: Record<string, string>): Promise<Response>;
}

async function onStage(
  play: (stage: Stage) => Promise<void>,
  answers: RpcAnswers = {},
): Promise<void> {
  let jobs: unknown[] = [JOB];
  await using database = fakePostgrest({
    claim_jobs: () => {
      const answer = { jobs, next_due_at: null };
      jobs = [];
      return answer;
    },
    claim_send: () => GATE,
    record_send: () => ({ status: "sent" }),
    finish_job: () => true,
    fail_job: () => ({ status: "ready", run_at: null }),
    count_refusal: () => null,
    ...answers,
  });
  await using twilio = fakeServer(() =>
    Response.json({ sid: "SM1", account_sid: ACCOUNT_SID, num_segments: "1" }, { status: 201 })
  );
  const background: Promise<unknown>[] = [];
  const config = testConfig(database.url, {
    TWILIO_API_BASE_URL: twilio.url,
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_other"}',
  });
  const app = jobRunnerDoor({
    ...jobRunnerDeps(config),
    log: keptLog().log,
    inBackground: (promise) => background.push(promise),
    onUnload: () => {},
  });
  const post = async (headers: Record<string, string>) =>
    await app.request("http://inner/job-runner", { method: "POST", headers, body: "{}" });
  await play({ database, twilio, background, post });
  await Promise.all(background);
}

Deno.test("job-runner: answers 202 at once and works the queue off behind it", () =>
  onStage(async ({ database, twilio, background, post }) => {
    const answer = await post({ apikey: SERVICE_KEY });
    assert.equal(answer.status, 202);
    assert.deepEqual(await answer.json(), { status: "draining" });
    await Promise.all(background);
    assert.equal(twilio.heard.length, 1);
    assert.deepEqual(callsOf(database, "finish_job"), [{
      job_id: 5,
      lease_token: JOB.lease_token,
      result: { decision: "sent", status: "sent" },
    }]);
    const claim = callsOf(database, "claim_jobs")[0];
    assert.deepEqual(claim?.["kinds"], [...JOB_KINDS]);
    assert.equal(claim?.["lease_seconds"], 60);
  }));

Deno.test("job-runner: either kind of service key opens it, as apikey or bearer token", () =>
  onStage(async ({ post }) => {
    const keys: Record<string, string>[] = [
      { apikey: SERVICE_KEY },
      { apikey: "sb_secret_other" },
      { authorization: `Bearer ${SERVICE_KEY}` },
      { authorization: "Bearer sb_secret_other", apikey: "sb_publishable_x" },
    ];
    for (const headers of keys) assert.equal((await post(headers)).status, 202);
  }));

Deno.test("job-runner: anyone else is refused and counted, and nothing is claimed", () =>
  onStage(async ({ database, background, post }) => {
    const strangers: Record<string, string>[] = [
      {},
      { apikey: "" },
      { apikey: `${SERVICE_KEY}x` },
      { authorization: "Bearer anon" },
      { authorization: `Basic ${SERVICE_KEY}` },
    ];
    for (const headers of strangers) {
      const answer = await post(headers);
      assert.equal(answer.status, 401);
      assert.equal((await answer.json()).code, "key_required");
    }
    assert.deepEqual(background, []);
    assert.deepEqual(callsOf(database, "claim_jobs"), []);
    assert.deepEqual(
      callsOf(database, "count_refusal").map((call) => call["reason"]),
      ["missing_key", "wrong_key", "wrong_key", "wrong_key", "missing_key"],
    );
  }));

Deno.test("job-runner: two calls at once share one drain", () =>
  onStage(async ({ background, twilio, post }) => {
    await Promise.all([post({ apikey: SERVICE_KEY }), post({ apikey: SERVICE_KEY })]);
    await Promise.all(background);
    assert.equal(twilio.heard.length, 1);
  }));

Deno.test("job-runner: an attempt that fails goes back to the queue", () =>
  onStage(async ({ database, background, post }) => {
    await post({ apikey: SERVICE_KEY });
    await Promise.all(background);
    const [failed] = callsOf(database, "fail_job");
    assert.equal(failed?.["permanent"], false);
    assert.match(String(failed?.["error"]), /claim_send/);
  }, { claim_send: () => Response.json({ message: "away" }, { status: 503 }) }));

Deno.test("job-runner: its page tells what each kind of work does", async () => {
  const page = await Deno.readTextFile(new URL("./README.md", import.meta.url));
  assert.deepEqual(JOB_KINDS.filter((kind) => !page.includes(`| \`${kind}\` `)), []);
});
