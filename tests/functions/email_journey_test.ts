import assert from "node:assert/strict";
import type postgres from "postgres";
import { become, connect, type Sql } from "../support/db.ts";
import { newMailer, testMail } from "../support/email.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { waitFor } from "../support/wait.ts";

const OAK_MAILBOX = "hello@oak.example";

Deno.test("e-mail journey: a shopper writes, the AI answers in thread, the answer bounces, and the thread says so", async () => {
  const mails = await testMail();
  const sql = await connect();
  const shopper = newMailer();
  try {
    await mails.send({
      from: `Maria Lopez <${shopper}>`,
      to: OAK_MAILBOX,
      subject: "Blue one",
      text: "Do you still have the blue RAV4?\n\n-- \nMaria\n555-0100",
      message_id: `<first.${shopper}>`,
    });
    const [answer] = await mails.waitForMails(shopper, 1);
    assert.ok(answer);
    assert.equal(answer.subject, "Re: Blue one");
    assert.match(answer.from, /<hello@oak\.example>$/);
    assert.equal(answer.headers["In-Reply-To"], `<first.${shopper}>`);
    assert.match(answer.text, /RAV4/);
    assert.match(answer.html, /RAV4/);
    const [thread] = await sql<{ id: string; full_name: string }[]>`
      select c.id, u.full_name from public.conversations as c
      join public.customers as u on u.id = c.customer_id where c.customer_address = ${shopper}`;
    assert.equal(thread?.full_name, "Maria Lopez");

    assert.deepEqual(await mails.reply(answer, "Is the price negotiable?"), [200]);
    const [, second] = await mails.waitForMails(shopper, 2);
    assert.ok(second);
    assert.ok(second.headers["References"]?.includes(answer.headers["Message-ID"] ?? "?"));
    const said = await sql<{ content: string; conversation_id: string }[]>`
      select content, conversation_id from public.messages
      where conversation_id = ${thread.id} and author = 'customer' order by id`;
    assert.deepEqual(said.map(({ content }) => content), [
      "Blue one\n\nDo you still have the blue RAV4?",
      "Is the price negotiable?",
    ]);

    assert.equal(await mails.tell(second, "bounce"), 200);
    assert.equal(await mails.tell(second, "bounce"), 200, "told twice");
    const [bounced] =
      await sql`select address, reason from public.suppressions where address = ${shopper}`;
    assert.equal(bounced?.reason, "bounce");
    const lines = await sql`select 1 from public.messages
      where conversation_id = ${thread.id} and metadata ->> 'code' = 'suppressed'`;
    assert.equal(lines.length, 1);

    await staffTry(sql, thread.id, shopper);
  } finally {
    await sql.end();
  }
});

/** Staff's mail is held while the address is suppressed, and leaves once it was put right. */
async function staffTry(sql: postgres.Sql, threadId: string, shopper: string): Promise<void> {
  const mails = await testMail();
  const [sent] = await asSales<{ id: number }>(
    sql,
    (tx) =>
      tx`select id from public.send_message(${threadId}, 'Sam here, still interested?',
      ${crypto.randomUUID()})`,
  );
  const held = await waitFor("the gate to hold the mail", async () => {
    const [row] = await asSales<{ delivery_status: string; error_class: string }>(
      sql,
      (tx) =>
        tx`select delivery_status, error_class from public.messages where id = ${sent?.id ?? 0}`,
    );
    return row?.delivery_status === "blocked" ? row : null;
  });
  assert.equal(held.error_class, "suppressed");
  assert.equal((await mails.received(shopper)).length, 2);

  await asSales(sql, (tx) => tx`select public.lift_suppression(${OAK}, ${shopper})`);
  await asSales(sql, (tx) => tx`select public.retry_message(${sent?.id ?? 0})`);
  const [, , third] = await mails.waitForMails(shopper, 3);
  assert.equal(third?.text, "Sam here, still interested?");
}

/** Runs statements as Oak's salesperson, for good. */
function asSales<T extends object>(
  sql: postgres.Sql,
  work: (tx: Sql) => Promise<readonly T[]>,
): Promise<T[]> {
  return sql.begin(async (tx) => {
    await become(tx, PEOPLE.oakSales);
    return [...await work(tx)];
  }) as Promise<T[]>;
}

Deno.test("e-mail journey: asking for no more mail revokes consent, and neither AI nor staff can write again", async () => {
  const mails = await testMail();
  const sql = await connect();
  const shopper = newMailer();
  try {
    await mails.send({
      from: shopper,
      to: OAK_MAILBOX,
      subject: "RAV4",
      text: "Do you have a RAV4?",
    });
    const [answer] = await mails.waitForMails(shopper, 1);
    assert.ok(answer);
    await mails.reply(answer, "Please stop emailing me, unsubscribe me");
    const consent = await waitFor("the opt-out", async () => {
      const [row] = await sql`select status, channel from public.consents
        where address = ${shopper} order by id desc limit 1`;
      return row?.status === "revoked" ? row : null;
    });
    assert.equal(consent.channel, "email");
    assert.equal((await mails.received(shopper)).length, 1);
  } finally {
    await sql.end();
  }
});

Deno.test("e-mail journey: a refused, a slow and a lost answer of SendGrid end in one mail", async () => {
  const mails = await testMail();
  const sql = await connect();
  try {
    const mailed = async (fault: Readonly<Record<string, unknown>>) => {
      const shopper = newMailer();
      await mails.fail(shopper, fault);
      await mails.send({ from: shopper, to: OAK_MAILBOX, text: "Do you have a RAV4?" });
      await mails.waitForMails(shopper, 1);
      return shopper;
    };
    const [shopper = ""] = await Promise.all([
      mailed({ accept_then_timeout: true }),
      mailed({ status: 503 }),
      mailed({ status: 429, retry_after: 1 }),
    ]);
    // No answer to our request ever comes: the event alone says that it left.
    await waitFor("the event to count", async () => {
      const [row] = await sql`select m.delivery_status from public.messages as m
        join public.conversations as c on c.id = m.conversation_id
        where c.customer_address = ${shopper} and m.author = 'ai'`;
      return row?.delivery_status === "delivered" ? row : null;
    });
    assert.equal((await mails.received(shopper)).length, 1);
  } finally {
    await sql.end();
  }
});

Deno.test("outbound mail: a notice is mailed once per key, follows its events, and a bounce stops the next", async () => {
  const mails = await testMail();
  const sql = await connect();
  const colleague = newMailer();
  const status = (key: string, wanted: string) =>
    waitFor(`${key} to be ${wanted}`, async () => {
      const [row] = await sql`select status from public.outbound_mails where dedupe_key = ${key}`;
      return row?.status === wanted ? row : null;
    });
  const enqueue = (key: string) =>
    sql`select private.enqueue_mail(${OAK}, ${colleague}, 'handover',
      ${
      sql.json({ customer: "Maria", reason: "asked for a person", path: "/conversations/1" })
    }, ${key}) as id`;
  try {
    const key = crypto.randomUUID();
    const [first] = await enqueue(key);
    const [again] = await enqueue(key);
    assert.ok(first?.id);
    assert.equal(again?.id, null);
    const [mail] = await mails.waitForMails(colleague, 1);
    assert.equal(mail?.subject, "Maria waits for a person");
    assert.equal(mail?.headers["Auto-Submitted"], "auto-generated");
    assert.match(mail?.text ?? "", /http:\/\/127\.0\.0\.1:\d+\/conversations\/1/);
    await status(key, "delivered");
    assert.ok(mail);
    await mails.tell(mail, "bounce");
    const next = crypto.randomUUID();
    await enqueue(next);
    await status(next, "blocked");
    assert.equal((await mails.received(colleague)).length, 1);
  } finally {
    await sql.end();
  }
});

Deno.test("outbound mail: one that nobody can render fails where staff see it, and is not tried for ever", async () => {
  const sql = await connect();
  const key = crypto.randomUUID();
  try {
    await sql`select private.enqueue_mail(${OAK}, ${newMailer()}, 'no_such_template', '{}', ${key})`;
    const row = await waitFor("the mail to fail", async () => {
      const [found] = await sql`select status, error_class from public.outbound_mails
        where dedupe_key = ${key} and status = 'failed'`;
      return found ?? null;
    });
    assert.equal(row.error_class, "content");
  } finally {
    await sql.end();
  }
});
