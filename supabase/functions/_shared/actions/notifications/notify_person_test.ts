import assert from "node:assert/strict";
import type { ClaimNotificationAnswer } from "../../contract/notification.ts";
import type { Job } from "../../contract/jobs.ts";
import type { OutgoingSms, SendOutcome, SentMessage } from "../../contract/send_gate.ts";
import type { RecordNotificationArgs } from "../../data/notifications.ts";
import type { PushOutcome } from "../../providers/web_push.ts";
import { notifyPerson } from "./notify_person.ts";

const JOB: Job = {
  id: 5,
  dealership_id: "0a000000-0000-4000-8000-000000000001",
  kind: "notify_person",
  payload: { notification_delivery_id: 9 },
  attempts: 1,
  max_attempts: 8,
  lease_token: "0a000000-0000-4000-8000-0000000000a1",
  fifo_key: null,
  run_at: "2026-11-22T12:00:00+00:00",
};
const DEVICE = { endpoint: "https://push.example/1", p256dh: "B", auth: "A" };
const NOTICE = {
  decision: "send" as const,
  channel: "push" as const,
  notification_id: 7,
  kind: "handover.requested",
  title: "Maria is waiting for a person",
  link: "/oak/conversations/x",
  dealership_name: "Oak Ridge",
  first_claimed_at: "2026-11-22T12:00:00+00:00",
  to: "+15550109999",
  from: "+15550100100",
  messaging_service_sid: null,
  account_sid: null,
  devices: [{ ...DEVICE, id: "d1" }, { ...DEVICE, id: "d2" }],
};
const ACCEPTED: SendOutcome = {
  outcome: "accepted",
  account_sid: "AC1",
  provider_message_id: "SM1",
  segments: 1,
};

interface Scene {
  readonly claimed?: ClaimNotificationAnswer;
  readonly pushes?: Readonly<Record<string, PushOutcome>>;
  readonly text?: SendOutcome;
  readonly found?: readonly SentMessage[];
}

async function play(scene: Scene) {
  const recorded: RecordNotificationArgs[] = [];
  const texts: OutgoingSms[] = [];
  const callbacks: (number | null)[] = [];
  const run = notifyPerson(JOB, {
    appUrl: "https://app.example",
    push: {
      send: ({ id }) => Promise.resolve(scene.pushes?.[id] ?? { outcome: "sent" }),
    },
    sms: {
      send(sms, messageId) {
        texts.push(sms);
        callbacks.push(messageId);
        return Promise.resolve(scene.text ?? ACCEPTED);
      },
      findSent: () => Promise.resolve([...scene.found ?? []]),
    },
    claimNotification: () => Promise.resolve(scene.claimed ?? NOTICE),
    claimPhoneCode: () => Promise.resolve({ decision: "done", reason: null }),
    recordPhoneCode: () => Promise.resolve("sent"),
    recordNotification(args) {
      recorded.push(args);
      return Promise.resolve(args.outcome === "retry" ? "queued" : args.outcome);
    },
  });
  const outcome = await run.catch((thrown: Error) => thrown.message);
  return { outcome, recorded, texts, callbacks };
}

Deno.test("notifyPerson() pushes to each browser and forgets those that are gone", async () => {
  const { recorded } = await play({ pushes: { d2: { outcome: "gone" } } });
  assert.deepEqual(recorded.map(({ outcome, gone }) => [outcome, gone]), [["sent", ["d2"]]]);
});

Deno.test("notifyPerson() tries again while a service is busy, and says so when none answers", async () => {
  const busy: PushOutcome = { outcome: "busy", error: "the push service answered 503" };
  const { outcome, recorded } = await play({ pushes: { d1: busy, d2: busy } });
  assert.match(String(outcome), /503/);
  assert.equal(recorded[0]?.outcome, "retry");
  const gone: PushOutcome = { outcome: "gone" };
  const none = await play({ pushes: { d1: gone, d2: gone } });
  assert.deepEqual(none.recorded.map((one) => [one.outcome, one.gone]), [["failed", ["d1", "d2"]]]);
});

Deno.test("notifyPerson() texts the words and the address, and asks for no callback into a thread", async () => {
  const { texts, callbacks, recorded } = await play({ claimed: { ...NOTICE, channel: "sms" } });
  assert.equal(
    texts[0]?.content,
    "Maria is waiting for a person\nhttps://app.example/oak/conversations/x",
  );
  assert.deepEqual(callbacks, [null]);
  assert.equal(recorded[0]?.outcome, "sent");
});

Deno.test("notifyPerson() looks before it texts again", async () => {
  const claimed = { ...NOTICE, channel: "sms" as const, decision: "verify" as const };
  const found = [{ account_sid: "AC1", provider_message_id: "SM1", segments: 1 }];
  const known = await play({ claimed, found });
  assert.deepEqual([known.texts.length, known.recorded[0]?.outcome], [0, "sent"]);
  assert.equal((await play({ claimed })).texts.length, 1);
});

Deno.test("notifyPerson() gives up on a number that is none, and retries what may pass", async () => {
  const refused = (error_class: "bad_number" | "rate_limit"): SendOutcome => ({
    outcome: "rejected",
    error_code: "21211",
    error_class,
    error_message: "no",
    retry_after_seconds: null,
  });
  const claimed = { ...NOTICE, channel: "sms" as const };
  const bad = await play({ claimed, text: refused("bad_number") });
  assert.equal(bad.recorded[0]?.outcome, "failed");
  const busy = await play({ claimed, text: refused("rate_limit") });
  assert.equal(busy.recorded[0]?.outcome, "retry");
});

Deno.test("notifyPerson() sends nothing that the database says is done", async () => {
  const { outcome, recorded, texts } = await play({
    claimed: { decision: "done", reason: "read before" },
  });
  assert.deepEqual(outcome, {
    kind: "finished",
    result: { decision: "done", reason: "read before" },
  });
  assert.deepEqual([recorded.length, texts.length], [0, 0]);
});
