import assert from "node:assert/strict";
import type { OutgoingEmail } from "../contract/send_gate.ts";
import { fakeServer } from "../testing/fakes.ts";
import { sendGridProvider } from "./email.ts";

const MAIL: OutgoingEmail = {
  channel: "email",
  decision: "send",
  reason: null,
  to: "maria@shopper.example",
  content: "Yes, it is <here>.\n\nSee https://oak.example/rav4.",
  media: [],
  attempt: 1,
  first_claimed_at: null,
  from: "hello@oak.example",
  from_name: "Oak Ridge Toyota",
  reply_to: "hello+t1@oak.example",
  subject: "Re: The RAV4",
  mail_id: "<m42@oak.example>",
  in_reply_to: "<1@shopper.example>",
  references: ["<0@shopper.example>", "<1@shopper.example>"],
  list_unsubscribe: null,
  unsubscribe_token: null,
  footer: null,
};

function provider(url: string) {
  return sendGridProvider({ apiKey: "SG.test", baseUrl: url, from: "Rylie <no-reply@rylie.test>" });
}

Deno.test("sendGridProvider() hands a mail over with its thread's headers, its id and both forms of its text", async () => {
  await using sendgrid = fakeServer(() =>
    new Response(null, { status: 202, headers: { "x-message-id": "sg1" } })
  );
  assert.deepEqual(await provider(sendgrid.url).send(MAIL, 42), {
    outcome: "accepted",
    account_sid: "sendgrid",
    provider_message_id: "sg1",
    segments: null,
  });
  const [heard] = sendgrid.heard;
  assert.equal(heard?.path, "/v3/mail/send");
  assert.equal(heard?.headers.get("authorization"), "Bearer SG.test");
  const body = JSON.parse(heard?.body ?? "");
  assert.deepEqual(body.personalizations, [{ to: [{ email: MAIL.to }] }]);
  assert.deepEqual(body.from, { email: "hello@oak.example", name: "Oak Ridge Toyota" });
  assert.equal(body.reply_to.email, MAIL.reply_to);
  assert.deepEqual(body.headers, {
    "Message-ID": MAIL.mail_id,
    "In-Reply-To": MAIL.in_reply_to,
    "References": MAIL.references.join(" "),
  });
  assert.deepEqual(body.custom_args, { message_id: "42" });
  assert.deepEqual(body.content[0], { type: "text/plain", value: MAIL.content });
  assert.match(body.content[1].value, /&lt;here&gt;\.<\/p>/);
  assert.match(
    body.content[1].value,
    /<a href="https:\/\/oak\.example\/rav4">https:\/\/oak\.example\/rav4<\/a>\./,
  );
});

Deno.test("sendGridProvider() puts the files of a thread's mail into it", async () => {
  await using sendgrid = fakeServer(() => new Response(null, { status: 202 }));
  const file = {
    filename: "quote.pdf",
    content_type: "application/pdf",
    bytes: new Uint8Array([37]),
  };
  await provider(sendgrid.url).send(MAIL, 42, [file]);
  assert.deepEqual(JSON.parse(sendgrid.heard[0]?.body ?? "").attachments, [
    { content: "JQ==", type: "application/pdf", filename: "quote.pdf", disposition: "attachment" },
  ]);
});

Deno.test("sendGridProvider() lets a follow-up be unsubscribed from, by header and by its last lines", async () => {
  await using sendgrid = fakeServer(() => new Response(null, { status: 202 }));
  const list_unsubscribe = "<mailto:hello+t1@oak.example?subject=unsubscribe>";
  const footer = "Oak Ridge Toyota, 1200 Oak Ridge Road\nNo more of these mails?";
  await provider(sendgrid.url).send({ ...MAIL, list_unsubscribe, footer }, 42);
  const body = JSON.parse(sendgrid.heard[0]?.body ?? "");
  assert.equal(body.headers["List-Unsubscribe"], list_unsubscribe);
  assert.equal(body.headers["List-Unsubscribe-Post"], undefined);
  for (const { value } of body.content) assert.match(value, /1200 Oak Ridge Road/);
  const access = { apiKey: "SG.test", baseUrl: sendgrid.url, from: "no-reply@rylie.test" };
  await sendGridProvider({ ...access, unsubscribeUrl: "https://f.example/email-unsubscribe" })
    .send({ ...MAIL, list_unsubscribe, unsubscribe_token: "a1.b2", footer }, 43);
  const { headers } = JSON.parse(sendgrid.heard[1]?.body ?? "");
  assert.equal(
    headers["List-Unsubscribe"],
    `<https://f.example/email-unsubscribe?t=a1.b2>, ${list_unsubscribe}`,
  );
  assert.equal(headers["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
});

Deno.test("sendGridProvider() says what each refusal means for the next attempt", async () => {
  const table: readonly [number, Record<string, string>, string, string, string, number | null][] =
    [
      [401, {}, "", "rejected", "auth", null],
      [403, {}, "from", "rejected", "auth", null],
      [400, {}, "personalizations.0.to.0.email", "rejected", "bad_address", null],
      [400, {}, "content", "rejected", "content", null],
      [413, {}, "", "rejected", "content", null],
      [429, { "retry-after": "7" }, "", "rejected", "rate_limit", 7],
      [500, {}, "", "rejected", "transient", null],
      [503, { "retry-after": "99999" }, "", "rejected", "transient", 3600],
      [502, {}, "", "unknown", "transient", null],
      [504, {}, "", "unknown", "transient", null],
    ];
  for (const [status, headers, field, outcome, errorClass, wait] of table) {
    await using sendgrid = fakeServer(() =>
      Response.json({ errors: [{ message: "No", field, help: null }] }, { status, headers })
    );
    const said = await provider(sendgrid.url).send(MAIL, 42);
    assert.ok(said.outcome !== "accepted");
    assert.deepEqual(
      [said.outcome, said.error_class, said.error_code, said.retry_after_seconds],
      [outcome, errorClass, String(status), wait],
    );
  }
});

Deno.test("sendGridProvider() calls a send without an answer unknown, and tells no key", async () => {
  const said = await provider("http://127.0.0.1:1").send(MAIL, 42);
  assert.equal(said.outcome, "unknown");
  assert.ok(!JSON.stringify(said).includes("SG.test"));
});

Deno.test("sendGridProvider() sends a notice from the platform's own address, marked as written by a machine", async () => {
  await using sendgrid = fakeServer(() => new Response(null, { status: 202 }));
  await provider(sendgrid.url).sendPlain({
    to: "sales@oak.example",
    subject: "A shopper waits",
    text: "Maria waits",
    html: "<p>Maria waits</p>",
    outbound_mail_id: 9,
  });
  const body = JSON.parse(sendgrid.heard[0]?.body ?? "");
  assert.deepEqual(body.from, { email: "no-reply@rylie.test", name: "Rylie" });
  assert.equal(body.headers["Auto-Submitted"], "auto-generated");
  assert.deepEqual(body.custom_args, { outbound_mail_id: "9" });
});
