import assert from "node:assert/strict";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { JobError } from "../../platform/job_error.ts";
import { jobRunnerDeps } from "../../platform/deps.ts";
import { callsOf, fakePostgrest, testConfig } from "../../testing/door.ts";
import { type FakeServer, fakeServer } from "../../testing/fakes.ts";

const JOB: Job = {
  id: 5,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  kind: "send_message",
  payload: { message_id: 42 },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: "send:1",
  run_at: "2026-11-21T12:00:00Z",
};
const EMAIL_GATE = {
  decision: "send",
  channel: "email",
  to: "maria@shopper.example",
  from: "hello@oak.example",
  from_name: "Oak",
  reply_to: "hello+t@oak.example",
  subject: "Re: RAV4",
  mail_id: "<42@oak.example>",
  content: "Yes, it is here.",
};

interface Played {
  readonly database: FakeServer;
  readonly sendgrid: FakeServer;
  run(): Promise<JobOutcome>;
}

/** The job meets a SendGrid that takes everything. */
async function onMailStage(
  gate: readonly Record<string, unknown>[],
  play: (played: Played) => Promise<void>,
): Promise<void> {
  let claims = 0;
  await using database = fakePostgrest({
    claim_send: () => gate[Math.min(claims++, gate.length - 1)],
    record_send: () => ({ status: "sent" }),
  });
  await using sendgrid = fakeServer(() =>
    new Response(null, { status: 202, headers: { "x-message-id": "sg9" } })
  );
  const env = { SENDGRID_API_KEY: "SG.test", SENDGRID_BASE_URL: sendgrid.url };
  const deps = jobRunnerDeps(testConfig(database.url, env));
  const run = () => deps.workers.send_message(JOB, new AbortController().signal);
  await play({ database, sendgrid, run });
}

Deno.test("sendMessage() sends a mail by SendGrid and records that provider and its id", () =>
  onMailStage([EMAIL_GATE], async ({ database, sendgrid, run }) => {
    const outcome = await run();
    assert.deepEqual(outcome, { kind: "finished", result: { decision: "sent", status: "sent" } });
    assert.equal(sendgrid.heard.length, 1);
    const [recorded] = callsOf(database, "record_send");
    assert.deepEqual([recorded?.["provider"], recorded?.["provider_message_id"]], [
      "sendgrid",
      "sg9",
    ]);
  }));

Deno.test("sendMessage() waits for SendGrid's events before it sends a mail again", async () => {
  const claimed = (agoMs: number) => ({
    ...EMAIL_GATE,
    decision: "verify",
    first_claimed_at: new Date(Date.now() - agoMs).toISOString(),
  });
  await onMailStage([claimed(30_000), EMAIL_GATE], async ({ sendgrid, run }) => {
    await assert.rejects(run(), (thrown) => {
      assert.ok(thrown instanceof JobError);
      assert.ok((thrown.retryAfterSeconds ?? 0) > 60);
      return true;
    });
    assert.equal(sendgrid.heard.length, 0);
  });
  await onMailStage([claimed(150_000), EMAIL_GATE], async ({ database, sendgrid, run }) => {
    await run();
    assert.equal(callsOf(database, "claim_send")[1]?.["confirmed_unsent"], true);
    assert.equal(sendgrid.heard.length, 1);
  });
});
