import assert from "node:assert/strict";
import { automaticMail } from "./automatic_mail.ts";
import { envelopeOf, readMail } from "./inbound_mail.ts";
import { mailReply } from "./mail_reply.ts";
import { parseMultipart } from "./multipart.ts";
import { startCpuClock } from "../testing/cpu_clock.ts";

const LATIN1 = (text: string) => Uint8Array.from(text, (sign) => sign.charCodeAt(0));

function mime(headers: readonly string[], body: string): Uint8Array {
  return LATIN1([
    "From: =?utf-8?Q?Mar=C3=ADa?= <Maria@Shopper.example>",
    "To: hello@oak.example",
    ...headers,
    "",
    body,
  ].join("\r\n"));
}

const BOUNDARY = "xYzZY";
const FORM = `multipart/form-data; boundary=${BOUNDARY}`;

function form(fields: Readonly<Record<string, string>>): Uint8Array {
  const parts = Object.entries(fields).map(([name, value]) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  );
  return LATIN1(`${parts.join("")}--${BOUNDARY}--\r\n`);
}

Deno.test("readMail() undoes charset and transfer encoding of a raw mail and finds what it answers", async () => {
  const mail = await readMail(
    mime([
      "Subject: =?iso-8859-1?Q?caf=E9?=",
      "Message-ID: <3@shopper.example>",
      "In-Reply-To: <2@oak.example>",
      "References: <1@shopper.example>\r\n <2@oak.example>",
      "Content-Type: text/plain; charset=iso-8859-1",
      "Content-Transfer-Encoding: quoted-printable",
    ], "Is the caf=E9 car there?"),
    "message/rfc822",
  );
  assert.deepEqual(
    [mail.from_address, mail.from_name, mail.subject, mail.mail_id, mail.text?.trim()],
    ["maria@shopper.example", "María", "café", "<3@shopper.example>", "Is the café car there?"],
  );
  assert.deepEqual(mail.answers, ["<2@oak.example>", "<1@shopper.example>"]);
});

Deno.test("readMail() reads SendGrid's fields by the charset each one declares", async () => {
  const body = form({
    headers:
      "Message-ID: <9@shopper.example>\nFrom: Maria <maria@shopper.example>\nSubject: RAV4\nContent-Transfer-Encoding: base64",
    text: "caf\u00e9 \u2014".replace("\u2014", "!"),
    charsets: '{"text":"iso-8859-1","subject":"UTF-8"}',
    envelope: '{"to":["Hello+t@oak.example"],"from":"maria@shopper.example"}',
  });
  const mail = await readMail(body, FORM);
  assert.deepEqual([mail.text, mail.subject, mail.mail_id], [
    "café !",
    "RAV4",
    "<9@shopper.example>",
  ]);
  const parts = parseMultipart(body, FORM);
  assert.deepEqual(envelopeOf(parts ?? []), {
    to: ["Hello+t@oak.example"],
    from: "maria@shopper.example",
  });
});

Deno.test("readMail() reads raw mode, attachments with their bytes included", async () => {
  const raw = [
    "From: maria@shopper.example",
    "Subject: Picture",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "See it",
    "--b",
    "Content-Type: image/png",
    'Content-Disposition: attachment; filename="car.png"',
    "Content-Transfer-Encoding: base64",
    "",
    "iVBORw==",
    "--b--",
  ].join("\r\n");
  const mail = await readMail(form({ email: raw }), FORM);
  assert.equal(mail.text?.trim(), "See it");
  const [file] = mail.attachments;
  assert.deepEqual([file?.filename, file?.content_type, file?.is_inline], [
    "car.png",
    "image/png",
    false,
  ]);
  assert.deepEqual([...file?.bytes ?? []], [0x89, 0x50, 0x4e, 0x47]);
});

Deno.test("parseMultipart() reads a form whose repeat was kept with another boundary", () => {
  const parts = parseMultipart(form({ subject: "RAV4" }), "multipart/form-data; boundary=first");
  assert.deepEqual(parts?.map(({ name }) => name), ["subject"]);
});

Deno.test("parseMultipart() stands everything that is no form", () => {
  assert.equal(parseMultipart(LATIN1("x"), "text/plain"), null);
  assert.equal(parseMultipart(LATIN1("x"), "multipart/form-data"), null);
  assert.deepEqual(parseMultipart(LATIN1("--xYzZY"), FORM), []);
  assert.deepEqual(parseMultipart(LATIN1("--xYzZY\r\nno head\r\n--xYzZY--"), FORM), []);
});

Deno.test("mailReply() keeps what the person wrote and drops quotes and signatures", () => {
  const table: readonly [string, string][] = [
    [
      "Yes, Saturday works.\n\nOn Sat, Nov 21, 2026 at 10:01 AM Oak <hello@oak.example>\nwrote:\n\n> We have it.\n",
      "Yes, Saturday works.",
    ],
    [
      "Is it there?\r\n\r\n________________________________\r\nFrom: Oak <hello@oak.example>\r\nSent: Saturday\r\nTo: Maria <m@x.example>\r\nSubject: Re: RAV4\r\n\r\nWe have it.",
      "Is it there?",
    ],
    [
      "Sounds good\n\nSent from my iPhone\n\n> On Nov 21, 2026, at 10:01 AM, Oak wrote:\n> \n> We have it\n",
      "Sounds good",
    ],
    ["Please call me.\n\n-- \nMaria Lopez\n555-0100\n", "Please call me."],
    [
      "Sí, gracias\n\nEl sáb, 21 nov 2026 a las 10:01, Oak (<hello@oak.example>) escribió:\n\n> Tenemos\n",
      "Sí, gracias",
    ],
    [
      "Price is 20k -- can you do 19k?\n- first\n- second",
      "Price is 20k -- can you do 19k?\n- first\n- second",
    ],
  ];
  for (const [mail, own] of table) assert.equal(mailReply(mail, null), own);
  const html =
    '<div>Is it <b>there</b>?</div><div class="gmail_quote">On Sat Oak wrote:<blockquote>Yes</blockquote></div>';
  assert.equal(mailReply(null, html), "Is it there?");
  assert.match(mailReply("> only\n> a quote", null), /only/, "never empty when there was text");
});

Deno.test("mailReply() answers soon, whatever the text", () => {
  const evil = [
    "On ".repeat(60_000),
    " \n".repeat(100_000),
    "> \n".repeat(60_000),
    "_".repeat(200_000),
    `On ${"a ".repeat(90_000)}`,
  ];
  for (const text of evil) {
    const took = startCpuClock();
    assert.ok(mailReply(text, null).length <= 10_000);
    assert.ok(took() < 10_000, text.slice(0, 10));
  }
});

Deno.test("automaticMail() knows what machines write, and leaves people alone", async () => {
  const kind = async (headers: readonly string[], from = "maria@shopper.example") =>
    automaticMail(await readMail(mime(headers, "text"), "message/rfc822"), from)?.kind ?? null;
  assert.equal(await kind(["Subject: Re: RAV4"]), null);
  assert.equal(await kind(["Subject: Re: RAV4", "Auto-Submitted: no"]), null);
  assert.equal(await kind(["Subject: office hours?"]), null);
  assert.equal(await kind(["Auto-Submitted: auto-replied"]), "auto_reply");
  assert.equal(await kind(["X-Autoreply: yes"]), "auto_reply");
  assert.equal(await kind(["Subject: Out of office: Re: RAV4"]), "auto_reply");
  assert.equal(await kind(["Subject: Re: RAV4"], ""), "auto_reply", "no return path");
  assert.equal(await kind(["Precedence: bulk"]), "bulk");
  assert.equal(await kind(["List-Id: <news.example>"]), "bulk");
});

Deno.test("automaticMail() reads which address bounced, and which mail of ours came back", async () => {
  const raw = [
    "From: Mail Delivery System <MAILER-DAEMON@mx.example>",
    "Subject: Undelivered Mail Returned to Sender",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "It bounced.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example",
    "",
    "Final-Recipient: rfc822; Gone@Shopper.example",
    "Action: failed",
    "Status: 5.1.1",
    "--b",
    "Content-Type: text/rfc822-headers",
    "",
    "Message-ID: <42.x@oak.example>",
    "--b--",
  ].join("\r\n");
  assert.deepEqual(automaticMail(await readMail(LATIN1(raw), "message/rfc822"), ""), {
    kind: "bounce",
    bounced: "gone@shopper.example",
    returned: ["<42.x@oak.example>"],
  });
});
