import assert from "node:assert/strict";
import { smsDeps } from "../_shared/platform/deps.ts";
import {
  ACCOUNT_SID,
  callsOf,
  fakePostgrest,
  testConfig,
  twilioRequest,
} from "../_shared/testing/door.ts";
import { type FakeServer, keptLog } from "../_shared/testing/fakes.ts";
import { smsStatus } from "./app.ts";

const PATH = "/sms-status?message_id=42";
const FIELDS = {
  AccountSid: ACCOUNT_SID,
  MessageSid: `SM${"0".repeat(31)}2`,
  MessageStatus: "delivered",
};

async function onStage(
  play: (database: FakeServer, post: (request: Request) => Promise<Response>) => Promise<void>,
): Promise<void> {
  await using database = fakePostgrest({
    record_sms_status: () => ({ outcome: "recorded" }),
    count_refusal: () => null,
  });
  const deps = { ...smsDeps("sms-status", testConfig(database.url)), log: keptLog().log };
  const app = smsStatus(deps);
  await play(database, async (request) => await app.request(request));
}

Deno.test("sms-status: a report is recorded with Twilio's id and ours", () =>
  onStage(async (database, post) => {
    const answer = await post(twilioRequest(PATH, FIELDS));
    assert.equal(answer.status, 204);
    assert.deepEqual(callsOf(database, "record_sms_status"), [{
      account_sid: ACCOUNT_SID,
      message_sid: FIELDS.MessageSid,
      message_id: 42,
      status: "delivered",
      error_code: null,
      error_class: null,
    }]);
  }));

Deno.test("sms-status: an error code goes along with its class", () =>
  onStage(async (database, post) => {
    const fields = { ...FIELDS, MessageStatus: "undelivered", ErrorCode: "21610" };
    await post(twilioRequest("/sms-status", fields));
    const call = callsOf(database, "record_sms_status")[0];
    assert.equal(call?.["error_code"], "21610");
    assert.equal(call?.["error_class"], "opted_out");
    assert.equal(call?.["message_id"], null);
  }));

Deno.test("sms-status: the query is part of what Twilio signs", () =>
  onStage(async (database, post) => {
    const signed = twilioRequest(PATH, FIELDS);
    const moved = new Request("http://inner/sms-status?message_id=43", signed);
    assert.equal((await post(moved)).status, 403);
    assert.deepEqual(callsOf(database, "record_sms_status"), []);
    assert.deepEqual(callsOf(database, "count_refusal"), [
      { door: "sms-status", reason: "wrong_signature" },
    ]);
  }));

Deno.test("sms-status: a message id that is none is refused by name", () =>
  onStage(async (_database, post) => {
    const answer = await post(twilioRequest("/sms-status?message_id=1%20or%201", FIELDS));
    assert.equal(answer.status, 400);
    assert.equal((await answer.json()).errors[0].field, "message_id");
  }));

Deno.test("sms-status: a state this code has never heard of is left to the database", () =>
  onStage(async (database, post) => {
    const answer = await post(twilioRequest(PATH, { ...FIELDS, MessageStatus: "teleported" }));
    assert.equal(answer.status, 204);
    assert.equal(callsOf(database, "record_sms_status")[0]?.["status"], "teleported");
  }));
