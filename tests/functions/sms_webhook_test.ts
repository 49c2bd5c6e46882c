import assert from "node:assert/strict";
import { connect } from "../support/db.ts";
import { newShopper, newSid, OAK_NUMBER } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

async function refusals(reason: string): Promise<number> {
  const sql = await connect();
  const [row] = await sql<{ n: number }[]>`select coalesce(sum(refused_count), 0)::int as n
    from public.webhook_refusals where door = 'sms-inbound' and reason = ${reason}`;
  await sql.end();
  return row?.n ?? 0;
}

Deno.test("sms-inbound DOOR-01: an unsigned and a wrongly signed webhook get 403, no hint, and are counted", async () => {
  const { api } = await testUrls();
  const before = await refusals("wrong_signature") + await refusals("missing_signature");
  const unsigned = await fetch(`${api}/functions/v1/sms-inbound`, {
    method: "POST",
    body: new URLSearchParams({
      From: newShopper(),
      To: OAK_NUMBER,
      Body: "hi",
      MessageSid: newSid(),
    }),
  });
  assert.deepEqual([unsigned.status, await unsigned.text()], [403, ""]);
  const phone = await testPhone();
  const shopper = newShopper();
  assert.deepEqual(
    await phone.send({ from: shopper, to: OAK_NUMBER, body: "hi", bad_signature: true }),
    [403],
  );
  await waitFor("both to be counted", async () => {
    const now = await refusals("wrong_signature") + await refusals("missing_signature");
    return now >= before + 2 ? now : null;
  });
  const sql = await connect();
  const stored = await sql`select 1 from public.conversations where customer_address = ${shopper}`;
  await sql.end();
  assert.equal(stored.length, 0);
});

Deno.test("sms-inbound DOOR-02: an oversized body gets 413", async () => {
  const { api } = await testUrls();
  const response = await fetch(`${api}/functions/v1/sms-inbound`, {
    method: "POST",
    body: new URLSearchParams({ Body: "x".repeat(200_000) }),
  });
  await response.body?.cancel();
  assert.equal(response.status, 413);
});

Deno.test("sms-inbound: two copies of a webhook are both answered 200 and stored once", async () => {
  const phone = await testPhone();
  const shopper = newShopper();
  const sid = newSid();
  const statuses = await phone.send({
    from: shopper,
    to: OAK_NUMBER,
    body: "hello",
    message_sid: sid,
    times: 3,
  });
  assert.deepEqual(statuses, [200, 200, 200]);
  const sql = await connect();
  const rows = await sql`select 1 from public.messages where provider_message_id = ${sid}`;
  await sql.end();
  assert.equal(rows.length, 1);
});

Deno.test("sms-inbound: a text to a number that is nobody's is kept in quarantine", async () => {
  const phone = await testPhone();
  const sid = newSid();
  assert.deepEqual(
    await phone.send({ from: newShopper(), to: "+15550109876", body: "hello", message_sid: sid }),
    [200],
  );
  const sql = await connect();
  const [row] = await sql`select reason, raw ->> 'Body' as body from public.quarantined_messages
    where provider_message_id = ${sid}`;
  await sql.end();
  assert.deepEqual({ ...row }, { reason: "unknown_number", body: "hello" });
});

Deno.test("sms-inbound: a picture's address is recorded with the message", async () => {
  const phone = await testPhone();
  const sid = newSid("MM");
  await phone.send({
    from: newShopper(),
    to: OAK_NUMBER,
    body: "",
    message_sid: sid,
    media_urls: ["https://media.example/one.jpg"],
  });
  const sql = await connect();
  const [row] =
    await sql`select kind, media from public.messages where provider_message_id = ${sid}`;
  await sql.end();
  assert.equal(row?.kind, "media");
  assert.equal(row?.media[0]?.url, "https://media.example/one.jpg");
});

Deno.test("job-runner DOOR-03: answers nobody without the service key", async () => {
  const { api } = await testUrls();
  for (const headers of [{}, { apikey: "sb_secret_wrong" }, { authorization: "Bearer x.y.z" }]) {
    const response = await fetch(`${api}/functions/v1/job-runner`, { method: "POST", headers });
    await response.body?.cancel();
    assert.equal(response.status, 401);
  }
});
