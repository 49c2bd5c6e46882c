import assert from "node:assert/strict";
import { become, inRollback, type Sql } from "../support/db.ts";
import { OAK, PINE } from "../support/people.ts";

interface Answer {
  readonly outcome: string;
  readonly message_id: number | null;
  readonly conversation_id: string | null;
}

interface MailRow {
  readonly from?: string;
  readonly to?: string;
  readonly tenant?: string;
  readonly content?: string;
  readonly answers?: readonly string[];
  readonly token?: string;
  readonly mail_id?: string;
  readonly is_automatic?: boolean;
  readonly bounced?: string;
  readonly keyword?: string;
  readonly opt_out?: string;
}

function newAddress(): string {
  return `db.${crypto.randomUUID().slice(0, 12)}@shopper.example`;
}

/** Stores and receives one mail as the door and its job do. */
async function receive(sql: Sql, mail: MailRow): Promise<Answer> {
  const from_address = mail.from ?? newAddress();
  await become(sql, "service_role");
  const email = {
    digest: crypto.randomUUID().replaceAll("-", "").repeat(2),
    from_address,
    to_address: mail.to ?? "hello@oak.example",
    source: "sendgrid",
    content_type: "message/rfc822",
    storage_path: "test",
    size_bytes: 1,
  };
  const [kept] = await sql<{ id: number }[]>`
    select (public.store_inbound_email(b.id, ${sql.json(email)}) ->> 'inbound_email_id')::int as id
    from public.mailboxes as b where b.dealership_id = ${mail.tenant ?? OAK} limit 1`;
  const args = {
    mail_id: null,
    answers: [],
    token: null,
    from_name: null,
    subject: "RAV4",
    content: "Is it there?",
    is_automatic: false,
    bounced: null,
    keyword: null,
    opt_out: "none",
    media: [],
    ...mail,
    from_address,
  };
  const [row] = await sql<{ answer: Answer }[]>`
    select public.receive_email(${kept?.id ?? 0}, ${sql.json(args)}) as answer`;
  assert.ok(row);
  return row.answer;
}

/** Queues a mail of the AI, as if it had just been written. */
async function aiMail(sql: Sql, conversationId: string | null): Promise<number> {
  await become(sql, "owner");
  const [row] = await sql<{ id: number }[]>`
    insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
      delivery_status)
    values (${OAK}, ${conversationId}, 'outbound', 'ai', 'email', ${crypto.randomUUID()}, 'sending')
    returning id::int`;
  return row?.id ?? 0;
}

async function eventOf(
  sql: Sql,
  event: string,
  about: { readonly id: number; readonly email: string; readonly event_id?: string },
): Promise<Readonly<Record<string, number>>> {
  await become(sql, "service_role");
  const one = {
    event_id: about.event_id ?? crypto.randomUUID(),
    event,
    email: about.email,
    message_id: about.id,
    timestamp: Math.floor(Date.now() / 1000),
    reason: "because",
  };
  const [row] = await sql<{ answer: Record<string, number> }[]>`
    select public.record_email_events(${sql.json([one])}) as answer`;
  return row?.answer ?? {};
}

async function stateOf(sql: Sql, id: number): Promise<string> {
  await become(sql, "owner");
  const [row] = await sql`select delivery_status from public.messages where id = ${id}`;
  return row?.delivery_status;
}

Deno.test("receive_email: a mail finds its thread by what it answers, by its token, by its sender, in that order", async () => {
  await inRollback(async (sql) => {
    const first = await receive(sql, { from: newAddress(), mail_id: "<a@x>" });
    const other = await receive(sql, { from: newAddress(), mail_id: "<b@x>" });
    assert.notEqual(first.conversation_id, other.conversation_id);
    const token = other.conversation_id?.replaceAll("-", "") ?? "";
    const byReference = await receive(sql, { from: newAddress(), answers: ["<a@x>"], token });
    assert.equal(byReference.conversation_id, first.conversation_id);
    const byToken = await receive(sql, { from: newAddress(), token });
    assert.equal(byToken.conversation_id, other.conversation_id);
    const sender = newAddress();
    const own = await receive(sql, { from: sender });
    const again = await receive(sql, { from: sender, answers: ["<unknown@x>"] });
    assert.equal(again.conversation_id, own.conversation_id);
  });
});

Deno.test("receive_email: a job that died half way is done again without a second message or thread", async () => {
  await inRollback(async (sql) => {
    const from = newAddress();
    const { conversation_id, message_id } = await receive(sql, { from, mail_id: "<again@x>" });
    await become(sql, "service_role");
    const [kept] = await sql<{ id: string }[]>`
      select id from public.inbound_emails where message_id = ${message_id}`;
    const mail = sql.json({
      from_address: from,
      answers: [],
      token: null,
      content: "Is it there?",
    });
    const [opened] = await sql`select public.open_email_thread(${kept?.id ?? 0}, ${mail}) as id`;
    assert.equal(opened?.id, conversation_id);
    const [again] = await sql`select public.receive_email(${kept?.id ?? 0}, ${mail}) as answer`;
    assert.deepEqual([again?.answer.outcome, again?.answer.message_id], ["duplicate", message_id]);
    await become(sql, "owner");
    const rows = await sql`select 1 from public.messages where conversation_id = ${conversation_id}
      and author = 'customer'`;
    assert.equal(rows.length, 1);
  });
});

Deno.test("receive_email EML-03: neither a token nor a Message-ID reaches another dealership's thread", async () => {
  await inRollback(async (sql) => {
    const pine = await receive(sql, { tenant: PINE, mail_id: "<p@x>" });
    const token = pine.conversation_id?.replaceAll("-", "") ?? "";
    const oak = await receive(sql, { token, answers: ["<p@x>"], content: "Let me in" });
    assert.notEqual(oak.conversation_id, pine.conversation_id);
    const [row] =
      await sql`select dealership_id from public.conversations where id = ${oak.conversation_id}`;
    assert.equal(row?.dealership_id, OAK);
  });
});

Deno.test("receive_email: somebody else in the thread cannot revoke its owner's consent, but stops the AI", async () => {
  await inRollback(async (sql) => {
    const owner = newAddress();
    const first = await receive(sql, { from: owner, mail_id: "<o@x>" });
    await receive(sql, {
      from: newAddress(),
      answers: ["<o@x>"],
      keyword: "stop",
      content: "stop",
    });
    await become(sql, "owner");
    const [consent] = await sql`select status from public.consents where address = ${owner}
      order by id desc limit 1`;
    assert.equal(consent?.status, "granted");
    const [thread] = await sql`select owner, handover_reason from public.conversations
      where id = ${first.conversation_id}`;
    assert.deepEqual({ ...thread }, {
      owner: "waiting_human",
      handover_reason: "possible_opt_out",
    });
    await receive(sql, { from: owner, keyword: "stop", content: "stop" });
    await become(sql, "owner");
    const [revoked] = await sql`select status from public.consents where address = ${owner}
      order by id desc limit 1`;
    assert.equal(revoked?.status, "revoked");
  });
});

Deno.test("receive_email: after eight answers within the hour a person looks before the AI goes on", async () => {
  await inRollback(async (sql) => {
    const from = newAddress();
    const { conversation_id } = await receive(sql, { from });
    for (let answer = 0; answer < 8; answer++) await aiMail(sql, conversation_id);
    await sql`delete from private.jobs where fifo_key = ${"reply:" + conversation_id}`;
    await receive(sql, { from, content: "And now?" });
    await become(sql, "owner");
    const jobs = await sql`select 1 from private.jobs where fifo_key = ${
      "reply:" + conversation_id
    }`;
    assert.equal(jobs.length, 0);
    const [thread] = await sql`select owner, handover_reason from public.conversations
      where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, { owner: "waiting_human", handover_reason: "reply_limit" });
  });
});

Deno.test("receive_email: machine's mail begins no thread, grants no consent and promises no reply", async () => {
  await inRollback(async (sql) => {
    const from = newAddress();
    const answer = await receive(sql, { from, is_automatic: true, content: "News" });
    assert.equal(answer.outcome, "ignored");
    await become(sql, "owner");
    const traces = await sql`select 1 from public.conversations where customer_address = ${from}
      union all select 1 from public.consents where address = ${from}`;
    assert.equal(traces.length, 0);
  });
});

Deno.test("receive_email: a bounce report suppresses the thread's own address and nobody else's", async () => {
  await inRollback(async (sql) => {
    const from = newAddress();
    const stranger = newAddress();
    const { conversation_id } = await receive(sql, { from, mail_id: "<r@x>" });
    const report = { is_automatic: true, answers: ["<r@x>"], content: "Mail came back" };
    await receive(sql, { ...report, from: "mailer-daemon@mx.example", bounced: stranger });
    await receive(sql, { ...report, from: "mailer-daemon@mx.example", bounced: from });
    await become(sql, "owner");
    const rows =
      await sql`select address from public.suppressions where address in (${from}, ${stranger})`;
    assert.deepEqual(rows.map(({ address }) => address), [from]);
    const [thread] =
      await sql`select customer_address from public.conversations where id = ${conversation_id}`;
    assert.equal(thread?.customer_address, from);
  });
});

Deno.test("record_email_events: late, repeated and unordered events change nothing; another address is not believed", async () => {
  await inRollback(async (sql) => {
    const email = newAddress();
    const { conversation_id } = await receive(sql, { from: email });
    const id = await aiMail(sql, conversation_id);
    assert.equal((await eventOf(sql, "delivered", { id, email: "x@else.example" }))["unknown"], 1);
    assert.equal(await stateOf(sql, id), "sending");
    const event_id = crypto.randomUUID();
    assert.equal((await eventOf(sql, "open", { id, email, event_id }))["recorded"], 1);
    assert.equal((await eventOf(sql, "open", { id, email, event_id }))["ignored"], 1);
    for (const event of ["processed", "delivered", "deferred", "bounce"]) {
      await eventOf(sql, event, { id, email });
      assert.equal(await stateOf(sql, id), "read", event);
    }
    const rows = await sql`select 1 from public.suppressions where address = ${email}`;
    assert.equal(rows.length, 1, "a late bounce still takes the address off the mail");
  });
});

Deno.test("record_email_events: a spam report is an opt-out; a server that blocks for now is not even a bounce", async () => {
  await inRollback(async (sql) => {
    const email = newAddress();
    const { conversation_id } = await receive(sql, { from: email });
    const id = await aiMail(sql, conversation_id);
    await become(sql, "service_role");
    const blocked = {
      event_id: crypto.randomUUID(),
      event: "bounce",
      type: "blocked",
      email,
      message_id: id,
      timestamp: 1,
    };
    await sql`select public.record_email_events(${sql.json([blocked])})`;
    assert.equal(await stateOf(sql, id), "undelivered");
    assert.equal((await sql`select 1 from public.suppressions where address = ${email}`).length, 0);
    await eventOf(sql, "spamreport", { id, email });
    await become(sql, "owner");
    const [consent] = await sql`select status, method from public.consents where address = ${email}
      order by id desc limit 1`;
    assert.deepEqual({ ...consent }, { status: "revoked", method: "carrier" });
  });
});

Deno.test("send_address: only a mail that advertises carries a footer and a way to unsubscribe", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receive(sql, { from: newAddress() });
    const id = await aiMail(sql, conversation_id);
    const address = async () => {
      const [row] = await sql<{ answer: Record<string, string | null> }[]>`
        select private.send_address(m, c) as answer from public.messages as m
        join public.conversations as c on c.id = m.conversation_id where m.id = ${id}`;
      return row?.answer ?? {};
    };
    const plain = await address();
    assert.deepEqual([plain["footer"], plain["list_unsubscribe"]], [null, null]);
    assert.equal(plain["unsubscribe_token"], null);
    await sql`update public.messages set metadata = '{"marketing": true}' where id = ${id}`;
    const advertising = await address();
    assert.match(advertising["footer"] ?? "", /1200 Oak Ridge Road, Albany, NY 12203/);
    assert.match(
      advertising["list_unsubscribe"] ?? "",
      /^<mailto:hello\+[0-9a-f]{32}@oak\.example/,
    );
    assert.match(advertising["unsubscribe_token"] ?? "", /^[0-9a-f]{32}\.[0-9a-f]{64}$/);
  });
});
