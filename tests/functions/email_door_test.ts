import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { newMailer, testMail } from "../support/email.ts";
import { OAK } from "../support/people.ts";
import { testUrls } from "../support/stack.ts";
import { waitFor } from "../support/wait.ts";

const OAK_MAILBOX = "hello@oak.example";

async function withSql(work: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    await work(sql);
  } finally {
    await sql.end();
  }
}

function refusals(sql: postgres.Sql, door: string, reason: string): Promise<number> {
  return sql<{ n: number }[]>`select coalesce(sum(refused_count), 0)::int as n
    from public.webhook_refusals where door = ${door} and reason = ${reason}`
    .then(([row]) => row?.n ?? 0);
}

Deno.test("email-inbound EML-01: unsigned, wrongly signed and old mail gets 403, is counted, and nothing is kept", () =>
  withSql(async (sql) => {
    const { api } = await testUrls();
    const mails = await testMail();
    const reasons = ["missing_signature", "wrong_signature", "old_timestamp"];
    const before = await Promise.all(reasons.map((one) => refusals(sql, "email-inbound", one)));
    const unsigned = await fetch(`${api}/functions/v1/email-inbound`, {
      method: "POST",
      body: "x",
    });
    assert.deepEqual([unsigned.status, await unsigned.text()], [403, ""]);
    const mail = { from: newMailer(), to: OAK_MAILBOX, subject: "Hi", text: "hello" };
    assert.deepEqual(await mails.send({ ...mail, bad_signature: true }), [403]);
    assert.deepEqual(await mails.send({ ...mail, age_s: 301 }), [403]);
    for (const [place, reason] of reasons.entries()) {
      const count = await refusals(sql, "email-inbound", reason);
      assert.ok(count > (before[place] ?? 0), reason);
    }
    const kept = await sql`select 1 from public.inbound_emails where from_address = ${mail.from}`;
    assert.equal(kept.length, 0);
    assert.deepEqual(await mails.send({ ...mail, age_s: 200 }), [200], "within the tolerance");
  }));

Deno.test("email-inbound: the same mail three times is one message", () =>
  withSql(async (sql) => {
    const mails = await testMail();
    const from = newMailer();
    const statuses = await mails.send({ from, to: OAK_MAILBOX, text: "Is it there?", times: 3 });
    assert.deepEqual(statuses, [200, 200, 200]);
    await waitFor("the mail to be read", async () => {
      const [row] = await sql`select status from public.inbound_emails
        where from_address = ${from} and status = 'message'`;
      return row ?? null;
    });
    const rows = await sql`select m.id from public.messages as m
      join public.conversations as c on c.id = m.conversation_id
      where c.customer_address = ${from} and m.author = 'customer'`;
    assert.equal(rows.length, 1);
  }));

Deno.test("email-inbound: only the envelope says whose mail it is; to nobody's address it is kept aside", () =>
  withSql(async (sql) => {
    const mails = await testMail();
    const from = newMailer();
    const headers = { To: OAK_MAILBOX };
    assert.deepEqual(await mails.send({ from, to: "nobody@else.example", text: "hi", headers }), [
      200,
    ]);
    const [row] = await sql`select reason, raw ->> 'storage_path' as path
      from public.quarantined_messages where from_address = ${from}`;
    assert.equal(row?.reason, "unknown_mailbox");
    assert.match(row?.path, /^quarantine\/[0-9a-f]{64}$/);
    const kept = await sql`select 1 from public.inbound_emails where from_address = ${from}`;
    assert.equal(kept.length, 0);
  }));

Deno.test("email-inbound: a machine's mail is a line of its thread and gets no answer; a person's does", () =>
  withSql(async (sql) => {
    const mails = await testMail();
    const from = newMailer();
    await mails.send({ from, to: OAK_MAILBOX, subject: "RAV4", text: "Do you have a RAV4?" });
    const [answer] = await mails.waitForMails(from, 1);
    assert.ok(answer);
    await mails.send({
      from,
      to: OAK_MAILBOX,
      subject: "Out of office",
      text: "I am away",
      headers: {
        "Auto-Submitted": "auto-replied",
        "In-Reply-To": answer.headers["Message-ID"] ?? "",
      },
    });
    const line = await waitFor("the automatic reply to show", async () => {
      const [row] = await sql`select m.content, m.direction from public.messages as m
        join public.conversations as c on c.id = m.conversation_id
        where c.customer_address = ${from} and m.metadata ->> 'code' = 'automatic_mail'`;
      return row ?? null;
    });
    assert.equal(line.direction, "internal");
    assert.match(line.content, /^Automatic reply: Out of office/);
    const promised = await sql`select 1 from private.jobs as j
      join public.conversations as c on j.fifo_key = 'reply:' || c.id::text
      where c.customer_address = ${from}`;
    assert.equal(promised.length, 1, "the one for the person's mail");
    assert.equal((await mails.received(from)).length, 1);
  }));

Deno.test("email-inbound: an attachment is private to the dealership's folder and named by the message", () =>
  withSql(async (sql) => {
    const mails = await testMail();
    const from = newMailer();
    await mails.send({
      from,
      to: OAK_MAILBOX,
      text: "My trade-in",
      attachments: [
        { filename: "../Civic front.png", content_type: "image/png", base64: "iVBORw0KGgo=" },
        { filename: "x.html", content_type: "text/html", base64: "PGI+" },
      ],
    });
    const row = await waitFor("the message", async () => {
      const [found] = await sql`select m.media, c.id as conversation_id from public.messages as m
        join public.conversations as c on c.id = m.conversation_id
        where c.customer_address = ${from} and m.author = 'customer'`;
      return found ?? null;
    });
    const [picture, page] = row.media;
    assert.match(
      picture.path,
      new RegExp(`^${OAK}/${row.conversation_id}/\\d+-0-Civic_front\\.png$`),
    );
    assert.deepEqual([picture.content_type, picture.size_bytes], ["image/png", 8]);
    assert.equal(page.content_type, "application/octet-stream", "nothing a browser would run");
    const objects = await sql`select 1 from storage.objects
      where bucket_id = 'attachments' and name = ${picture.path}`;
    assert.equal(objects.length, 1);
  }));

Deno.test("email-inbound: a document of a lead that came to an ordinary mailbox becomes a lead, not a message", () =>
  withSql(async (sql) => {
    const mails = await testMail();
    const from = newMailer();
    const email = newMailer();
    await sql`insert into public.lead_addresses (dealership_id, local_part, token_hash, token_hint)
      values (${OAK}, ${`leads-${crypto.randomUUID().slice(0, 8)}`},
        ${crypto.randomUUID().replaceAll("-", "").repeat(2)}, 'test')`;
    const adf = `<?xml version="1.0"?><?adf version="1.0"?><adf><prospect>
      <requestdate>2026-11-20T10:00:00-05:00</requestdate>
      <vehicle><year>2024</year><make>Toyota</make><model>RAV4</model></vehicle>
      <customer><contact><name part="full">Lee Doe</name><email>${email}</email></contact>
      <comments>Is it there?</comments></customer>
      <vendor><contact><name part="full">Oak</name></contact></vendor></prospect></adf>`;
    await mails.send({ from, to: OAK_MAILBOX, subject: "New lead", text: adf });
    await waitFor("the mail to become a lead", async () => {
      const [row] = await sql`select 1 from public.inbound_emails
        where from_address = ${from} and status = 'lead'`;
      return row ?? null;
    });
    const leads = await sql`select l.dealership_id from public.leads as l
      join public.customer_identities as i on i.customer_id = l.customer_id
      where i.kind = 'email' and i.value = ${email}`;
    assert.deepEqual(leads.map(({ dealership_id }) => dealership_id), [OAK]);
    const threads = await sql`select 1 from public.conversations where customer_address = ${from}`;
    assert.equal(threads.length, 0);
  }));

Deno.test("email-events EML-02: unsigned, wrongly signed and old events get 403 and change nothing", () =>
  withSql(async (sql) => {
    const { api } = await testUrls();
    const mails = await testMail();
    const event = { event: "spamreport", email: newMailer(), timestamp: 1_790_000_000 };
    const unsigned = await fetch(`${api}/functions/v1/email-events`, {
      method: "POST",
      body: "[]",
    });
    assert.deepEqual([unsigned.status, await unsigned.text()], [403, ""]);
    const ids = [crypto.randomUUID(), crypto.randomUUID()];
    const post = (id: string | undefined, options: { bad_signature?: boolean; age_s?: number }) =>
      mails.postEvents([{ ...event, sg_event_id: id, message_id: "1" }], options);
    assert.equal(await post(ids[0], { bad_signature: true }), 403);
    assert.equal(await post(ids[1], { age_s: 301 }), 403);
    const heard = await sql`select 1 from private.email_events where event_id = any (${ids})`;
    assert.equal(heard.length, 0);
    assert.equal(
      await mails.postEvents([{ event: "open" }]),
      200,
      "odd ones are dropped",
    );
  }));
