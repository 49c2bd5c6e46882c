import assert from "node:assert/strict";
import {
  bubbleState,
  dayAndTime,
  formatNumber,
  groupByPause,
  isOnLine,
  newShopper,
  type PhoneExchange,
  type PhoneText,
  withText,
} from "./line.ts";

const LINE = { shopper: "+15550101234", ours: "+15550100100" };

function text(changes: Partial<PhoneText> = {}): PhoneText {
  return {
    sid: "SM1",
    direction: "inbound",
    from: LINE.shopper,
    to: LINE.ours,
    body: "hi",
    media: [],
    status: "received",
    error_code: null,
    created_at: "2026-03-02T10:00:00Z",
    ...changes,
  };
}

function webhook(changes: Partial<PhoneExchange> = {}): PhoneExchange {
  return {
    id: 1,
    at: "2026-03-02T10:00:00Z",
    kind: "inbound_webhook",
    label: "Inbound webhook",
    answer: "200",
    is_ok: true,
    ms: 4,
    ...LINE,
    message_sid: "SM1",
    request: null,
    response: null,
    ...changes,
  };
}

Deno.test("isOnLine() wants both ends of the conversation", () => {
  assert.ok(isOnLine({ from: LINE.shopper, to: LINE.ours }, LINE));
  assert.ok(isOnLine({ from: LINE.ours, to: LINE.shopper }, LINE));
  assert.ok(!isOnLine({ from: LINE.shopper, to: "+15550100200" }, LINE));
});

Deno.test("withText() changes a known text in its place and adds a new one at the end", () => {
  const texts = withText([text(), text({ sid: "SM2" })], text({ body: "changed" }));
  assert.deepEqual(texts.map((one) => one.body), ["changed", "hi"]);
  assert.equal(withText(texts, text({ sid: "SM3" })).at(-1)?.sid, "SM3");
});

Deno.test("bubbleState() tells how the webhook was answered, latest first", () => {
  assert.equal(bubbleState(text(), [])?.words, "Sent");
  assert.equal(bubbleState(text(), [webhook()])?.words, "Delivered");
  const refused = webhook({ is_ok: false, answer: "403" });
  assert.deepEqual(bubbleState(text(), [webhook(), refused]), {
    words: "Webhook: 403, TWILIO_AUTH_TOKEN in functions/.env is not the simulator's",
    tone: "bad",
  });
  const words = (answer: string) => bubbleState(text(), [webhook({ is_ok: false, answer })])?.words;
  assert.equal(words("503"), "Webhook: 503, the terminal says why");
  assert.equal(words("400"), "Webhook: 400");
});

Deno.test("bubbleState() follows a text to the phone", () => {
  const out = (status: string, error_code: string | null = null) =>
    bubbleState(text({ direction: "outbound-api", status, error_code }), [])?.words ?? null;
  assert.equal(out("queued"), "On its way");
  assert.equal(out("delivered"), null);
  assert.equal(out("undelivered", "30003"), "Not delivered, error 30003");
});

Deno.test("groupByPause() begins a group after an hour", () => {
  const at = (time: string) => text({ created_at: `2026-03-02T${time}:00Z` });
  const groups = groupByPause([at("10:00"), at("10:59"), at("12:00")]);
  assert.deepEqual(groups.map((group) => group.length), [2, 1]);
  assert.deepEqual(groupByPause([]), []);
});

Deno.test("dayAndTime() names near days", () => {
  const now = new Date(2026, 2, 2, 12, 0);
  assert.equal(dayAndTime(new Date(2026, 2, 2, 9, 5).toISOString(), now), "Today 09:05");
  assert.equal(dayAndTime(new Date(2026, 2, 1, 23, 59).toISOString(), now), "Yesterday 23:59");
  assert.equal(dayAndTime(new Date(2026, 1, 20, 8, 0).toISOString(), now), "Fri, Feb 20 08:00");
});

Deno.test("formatNumber() writes North American numbers for people", () => {
  assert.equal(formatNumber("+15550100142"), "(555) 010-0142");
  assert.equal(formatNumber("+4930123456"), "+4930123456");
});

Deno.test("newShopper() takes no number twice and none of a dealership", () => {
  const draws = [0, 0, 0.5];
  const number = newShopper(["+15550101000"], () => draws.shift() ?? 0.9);
  assert.equal(number, "+15550105500");
});
