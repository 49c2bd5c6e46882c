import assert from "node:assert/strict";
import type { Job } from "../../contract/jobs.ts";
import type { ClaimPhoneCodeAnswer } from "../../contract/notification.ts";
import type { OutgoingSms, SendOutcome } from "../../contract/send_gate.ts";
import type { RecordPhoneCodeArgs } from "../../data/notifications.ts";
import { sendPhoneCode } from "./send_phone_code.ts";

const CODE_ID = "0a000000-0000-4000-8000-0000000000c1";
const JOB: Job = {
  id: 5,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  kind: "notify_person",
  payload: { phone_code_id: CODE_ID },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: null,
  run_at: "2026-11-22T12:00:00+00:00",
};
const CLAIMED: ClaimPhoneCodeAnswer = {
  decision: "send",
  code: "012345",
  to: "+15550109999",
  from: "+15550100100",
  messaging_service_sid: null,
  account_sid: null,
  dealership_name: "Oak Ridge",
};

async function play(answer: SendOutcome | null, claimed: ClaimPhoneCodeAnswer = CLAIMED) {
  const texts: OutgoingSms[] = [];
  const recorded: RecordPhoneCodeArgs[] = [];
  const outcome = await sendPhoneCode(JOB, CODE_ID, {
    sms: answer === null ? null : {
      send(sms) {
        texts.push(sms);
        return Promise.resolve(answer);
      },
      findSent: () => Promise.resolve([]),
    },
    claimPhoneCode: () => Promise.resolve(claimed),
    recordPhoneCode(args) {
      recorded.push(args);
      return Promise.resolve(args.outcome);
    },
  });
  return { texts, recorded, outcome };
}

Deno.test("sendPhoneCode() texts the code first and tells nobody else of it", async () => {
  const accepted = {
    outcome: "accepted" as const,
    account_sid: "AC1",
    provider_message_id: "SM1",
    segments: 1,
  };
  const { texts, recorded, outcome } = await play(accepted);
  assert.match(texts[0]?.content ?? "", /^012345 is your Rylie code .* Oak Ridge/);
  assert.deepEqual([texts[0]?.to, recorded[0]?.outcome], ["+15550109999", "sent"]);
  assert.doesNotMatch(JSON.stringify([outcome, recorded]), /012345/);
});

Deno.test("sendPhoneCode() writes a failure down and does not try again by itself", async () => {
  const busy = {
    outcome: "unknown" as const,
    error_code: null,
    error_class: "transient" as const,
    error_message: "no answer",
    retry_after_seconds: null,
  };
  for (const answer of [busy, null]) {
    const { recorded, outcome } = await play(answer);
    assert.equal(recorded[0]?.outcome, "failed");
    assert.equal(outcome.kind, "finished");
  }
});

Deno.test("sendPhoneCode() sends nothing that the database says is done", async () => {
  const { texts, recorded } = await play(null, { decision: "done", reason: "sent" });
  assert.deepEqual([texts.length, recorded.length], [0, 0]);
});
