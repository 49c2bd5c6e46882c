import assert from "node:assert/strict";
import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { JobError } from "../../platform/job_error.ts";
import { jobRunnerDeps } from "../../platform/deps.ts";
import {
  ACCOUNT_SID,
  callsOf,
  fakePostgrest,
  PUBLIC_URL,
  type RpcAnswers,
  testConfig,
} from "../../testing/door.ts";
import { type FakeServer, fakeServer } from "../../testing/fakes.ts";

const LEASE = "0a000000-0000-4000-8000-0000000000a1";
const JOB: Job = {
  id: 5,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  kind: "send_message",
  payload: { message_id: 42 },
  attempts: 1,
  max_attempts: 8,
  lease_token: LEASE,
  fifo_key: "send:1",
  run_at: "2026-11-21T12:00:00Z",
};
const SID = `SM${"0".repeat(31)}9`;
const OPEN_GATE = {
  decision: "send",
  channel: "sms",
  reason: null,
  run_at: null,
  to: "+15550103333",
  from: "+15550100100",
  messaging_service_sid: null,
  account_sid: null,
  content: "Yes, it is here.",
  media: [],
  attempt: 1,
  first_claimed_at: "2026-11-21T12:00:00+00:00",
};
const VERIFY_GATE = { ...OPEN_GATE, decision: "verify" };

interface Stage {
  /** Answers of claim_send, one per call; the last one repeats. */
  readonly gate: readonly Record<string, unknown>[];
  readonly twilio?: (method: string) => Response;
  readonly record?: (args: Record<string, unknown>) => unknown;
  readonly env?: Record<string, string>;
  /** Answers of storage, by path. */
  readonly files?: RpcAnswers;
}

interface Played {
  readonly database: FakeServer;
  readonly twilio: FakeServer;
  readonly run: (job?: Job) => Promise<JobOutcome>;
}

async function onStage(stage: Stage, play: (played: Played) => Promise<void>): Promise<void> {
  let claims = 0;
  await using database = fakePostgrest({
    claim_send: () => stage.gate[Math.min(claims++, stage.gate.length - 1)],
    record_send: (args) => stage.record?.(args) ?? { status: statusAfter(args) },
    ...stage.files,
  });
  await using twilio = fakeServer(({ method }) => (stage.twilio ?? accept)(method));
  const deps = jobRunnerDeps(
    testConfig(database.url, { TWILIO_API_BASE_URL: twilio.url, ...stage.env }),
  );
  const run = (job = JOB) => deps.workers.send_message(job, new AbortController().signal);
  await play({ database, twilio, run });
}

/** What the database makes of each outcome. */
function statusAfter(args: Record<string, unknown>): string {
  if (args["outcome"] === "accepted") return "sent";
  if (args["outcome"] === "unknown") return "sending";
  return ["rate_limit", "transient", "auth"].includes(String(args["error_class"]))
    ? "queued"
    : "failed";
}

function accept(): Response {
  return Response.json({ sid: SID, account_sid: ACCOUNT_SID, num_segments: "1" }, { status: 201 });
}

function list(...sids: string[]): Response {
  return Response.json({
    messages: sids.map((sid) => ({
      sid,
      account_sid: ACCOUNT_SID,
      body: OPEN_GATE.content,
      direction: "outbound-api",
      num_segments: "1",
      date_created: "Sat, 21 Nov 2026 12:00:01 +0000",
    })),
  });
}

Deno.test("sendMessage() sends what the gate lets through and records Twilio's id", () =>
  onStage({ gate: [OPEN_GATE] }, async ({ database, twilio, run }) => {
    const outcome = await run();
    assert.deepEqual(outcome, { kind: "finished", result: { decision: "sent", status: "sent" } });
    assert.deepEqual(callsOf(database, "claim_send"), [
      { message_id: 42, job_id: 5, lease_token: LEASE },
    ]);
    assert.deepEqual(callsOf(database, "record_send"), [{
      message_id: 42,
      lease_token: LEASE,
      outcome: "accepted",
      account_sid: ACCOUNT_SID,
      provider_message_id: SID,
      segments: 1,
      error_code: null,
      error_class: null,
      error_message: null,
      provider: "twilio",
    }]);
    assert.equal(
      new URLSearchParams(twilio.heard[0]?.body).get("StatusCallback"),
      `${PUBLIC_URL}/sms-status?message_id=42`,
    );
  }));

Deno.test("sendMessage() sends curly quotes and long dashes as plain signs", () =>
  onStage(
    { gate: [{ ...OPEN_GATE, content: "It’s here – “T4417”…" }] },
    async ({ twilio, run }) => {
      await run();
      assert.equal(
        new URLSearchParams(twilio.heard[0]?.body).get("Body"),
        'It\'s here - "T4417"...',
      );
    },
  ));

const PHOTO = { url: "", path: "oak/c1/photo.jpg", content_type: "image/jpeg" };
const SIGN_PHOTO = "/storage/v1/object/sign/attachments/oak/c1/photo.jpg";

Deno.test("sendMessage() gives Twilio an address of a kept photo that can be reached from outside", () =>
  onStage({
    gate: [{ ...OPEN_GATE, media: [PHOTO] }],
    files: { [SIGN_PHOTO]: () => ({ signedURL: "/object/sign/attachments/photo.jpg?token=t" }) },
  }, async ({ twilio, run }) => {
    await run();
    assert.equal(
      new URLSearchParams(twilio.heard[0]?.body).get("MediaUrl"),
      `${new URL(PUBLIC_URL).origin}/storage/v1/object/sign/attachments/photo.jpg?token=t`,
    );
  }));

Deno.test("sendMessage() records a photo that is gone as refused, so that the sender sees it", () =>
  onStage({
    gate: [{ ...OPEN_GATE, media: [PHOTO] }],
    files: {
      [SIGN_PHOTO]: () =>
        Response.json({ statusCode: "404", error: "not_found", message: "Object not found" }, {
          status: 400,
        }),
    },
  }, async ({ database, twilio, run }) => {
    await run();
    assert.deepEqual(twilio.heard, []);
    const [recorded] = callsOf(database, "record_send");
    assert.deepEqual([recorded?.["outcome"], recorded?.["error_class"]], ["rejected", "content"]);
  }));

Deno.test("sendMessage() never calls Twilio when the gate is shut", async () => {
  for (const decision of ["blocked", "done"]) {
    await onStage({ gate: [{ decision, reason: "opted_out" }] }, async ({ twilio, run }) => {
      assert.deepEqual(await run(), {
        kind: "finished",
        result: { decision, reason: "opted_out" },
      });
      assert.deepEqual(twilio.heard, []);
    });
  }
});

Deno.test("sendMessage() puts a deferred text off until the gate's time", () => {
  const run_at = "2026-11-22T13:00:00+00:00";
  const gate = [{ decision: "deferred", reason: "quiet_hours", run_at }];
  return onStage({ gate }, async ({ run }) => {
    assert.deepEqual(await run(), { kind: "postponed", run_at, reason: "quiet_hours" });
  });
});

Deno.test("sendMessage() records a refusal for good and does not try again", () => {
  const twilio = () => Response.json({ code: 21610, message: "Unsubscribed" }, { status: 400 });
  return onStage({ gate: [OPEN_GATE], twilio }, async ({ database, run }) => {
    const outcome = await run();
    assert.equal(outcome.kind === "finished" && outcome.result["decision"], "rejected");
    const recorded = callsOf(database, "record_send")[0];
    assert.equal(recorded?.["error_class"], "opted_out");
    assert.equal(recorded?.["error_code"], "21610");
    assert.equal(recorded?.["provider_message_id"], null);
  });
});

Deno.test("sendMessage() fails the attempt with Twilio's own waiting time on a rate limit", () => {
  const twilio = () =>
    Response.json({ code: 20429, message: "Slow down" }, {
      status: 429,
      headers: { "retry-after": "11" },
    });
  return onStage({ gate: [OPEN_GATE], twilio }, async ({ run }) => {
    await assert.rejects(run(), (thrown) => {
      assert.ok(thrown instanceof JobError);
      assert.equal(thrown.retryAfterSeconds, 11);
      assert.equal(thrown.permanent, false);
      return true;
    });
  });
});

Deno.test("sendMessage() records an uncertain send and leaves the rest to a later attempt", () => {
  const twilio = () => new Response("", { status: 503 });
  return onStage({ gate: [OPEN_GATE], twilio }, async ({ database, twilio: heard, run }) => {
    await assert.rejects(run(), JobError);
    assert.equal(callsOf(database, "record_send")[0]?.["outcome"], "unknown");
    assert.equal(heard.heard.length, 1);
  });
});

Deno.test("sendMessage() finds a text that an earlier attempt sent, and sends nothing", () =>
  onStage(
    { gate: [VERIFY_GATE], twilio: () => list(SID) },
    async ({ database, twilio, run }) => {
      const outcome = await run();
      assert.equal(outcome.kind === "finished" && outcome.result["decision"], "found");
      assert.deepEqual(twilio.heard.map((heard) => heard.method), ["GET"]);
      assert.equal(callsOf(database, "record_send")[0]?.["provider_message_id"], SID);
    },
  ));

Deno.test("sendMessage() sends again only after Twilio's list showed nothing", () =>
  onStage(
    { gate: [VERIFY_GATE, OPEN_GATE], twilio: (method) => method === "GET" ? list() : accept() },
    async ({ database, twilio, run }) => {
      const outcome = await run();
      assert.equal(outcome.kind === "finished" && outcome.result["decision"], "sent");
      assert.deepEqual(twilio.heard.map((heard) => heard.method), ["GET", "POST"]);
      assert.equal(callsOf(database, "claim_send")[1]?.["confirmed_unsent"], true);
    },
  ));

Deno.test("sendMessage() does not send when Twilio's list cannot be read", () =>
  onStage(
    { gate: [VERIFY_GATE, OPEN_GATE], twilio: () => new Response("", { status: 500 }) },
    async ({ database, twilio, run }) => {
      await assert.rejects(run());
      assert.deepEqual(twilio.heard.map((heard) => heard.method), ["GET"]);
      assert.equal(callsOf(database, "claim_send").length, 1);
    },
  ));

Deno.test("sendMessage() skips a listed text that belongs to another message", () => {
  const other = `SM${"0".repeat(31)}8`;
  const record = (args: Record<string, unknown>) =>
    args["provider_message_id"] === other
      ? Response.json({ code: "23505", message: "duplicate key" }, { status: 409 })
      : { status: "sent" };
  const stage = { gate: [VERIFY_GATE], twilio: () => list(other, SID), record };
  return onStage(stage, async ({ database, run }) => {
    await run();
    assert.deepEqual(
      callsOf(database, "record_send").map((call) => call["provider_message_id"]),
      [other, SID],
    );
  });
});

Deno.test("sendMessage() gives a text back to the queue while there is no auth token", () =>
  onStage(
    { gate: [OPEN_GATE], env: { TWILIO_AUTH_TOKEN: "" } },
    async ({ database, twilio, run }) => {
      await assert.rejects(run(), /TWILIO_AUTH_TOKEN is not set/);
      assert.deepEqual(twilio.heard, []);
      const [recorded] = callsOf(database, "record_send");
      assert.deepEqual([recorded?.["outcome"], recorded?.["error_class"]], ["rejected", "auth"]);
    },
  ));

Deno.test("sendMessage() gives a job without a message up for good", () =>
  onStage({ gate: [OPEN_GATE] }, async ({ run }) => {
    await assert.rejects(
      run({ ...JOB, payload: {} }),
      (thrown) => thrown instanceof JobError && thrown.permanent,
    );
  }));
