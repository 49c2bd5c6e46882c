import assert from "node:assert/strict";
import { attempt, connect, inRollback, type Outcome, type Sql } from "../support/db.ts";
import { leadPerson, leadRow, recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

interface Made {
  readonly outcome: "created" | "credited" | "duplicate";
  readonly lead_id: string;
  readonly is_shown: boolean;
}

type Words = Readonly<Record<string, string | boolean | null>>;

/** What create_lead is called with when a test says nothing else. */
function asked(words: Words): Words {
  const named = "conversation_id" in words
    ? {}
    : { full_name: "Wanda Walkin", phone: newShopper(), source: "Walk-in" };
  return { dealership_id: OAK, client_id: crypto.randomUUID(), source: "Text", ...named, ...words };
}

async function create(sql: Sql, words: Words, who: Person = PEOPLE.oakSales): Promise<Made> {
  const { rows, refused } = await tried(sql, words, who);
  assert.equal(refused, null);
  const [row] = rows;
  assert.ok(row);
  return row.made;
}

function tried(
  sql: Sql,
  words: Words,
  who: Person = PEOPLE.oakSales,
): Promise<Outcome<{ made: Made }>> {
  const given = asked(words);
  const call = Object.keys(given).map((name) => `${name} => $1::jsonb ->> '${name}'`)
    .map((one) =>
      one.replace(/^((?:\w+_)?id) => (.*)$/, "$1 => ($2)::uuid")
        .replace(/^(is_\w+) => (.*)$/, "$1 => ($2)::boolean")
    ).join(", ");
  return attempt<{ made: Made }>(
    sql,
    who,
    (tx) => tx.unsafe(`select public.create_lead(${call}) as made`, [given as never]),
  );
}

Deno.test("create_lead: a walk-in is its maker's lead, with no consent, no message and nothing owed", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const email = `${crypto.randomUUID()}@shopper.example`;
    const made = await create(sql, {
      phone,
      email: email.toUpperCase(),
      wish: "t4417",
      note: "Comes back on Friday",
    });
    assert.deepEqual([made.outcome, made.is_shown], ["created", true]);
    const lead = await leadRow(sql, made.lead_id);
    assert.equal(lead["assigned_to"], PEOPLE.oakSales.id);
    assert.equal(lead["vehicle_match"], "stock");
    assert.equal(lead["unanswered_because"], "logged_by_staff");
    assert.deepEqual([lead["answer_due_at"], lead["owner_due_at"]], [null, null]);
    assert.ok(Number(lead["score"]) > 0);
    assert.deepEqual(lead["details"], { staff_note: "Comes back on Friday" });
    const [left] = await sql`select
      (select count(*)::int from public.consents where address in (${phone}, ${email})) as consents,
      (select count(*)::int from public.conversations where customer_id = ${lead[
      "customer_id"
    ] as string}) as threads,
      (select count(*)::int from private.jobs where payload ->> 'lead_id' = ${made.lead_id}) as jobs,
      (select array_agg(value order by kind) from public.customer_identities
        where customer_id = ${lead["customer_id"] as string}) as addresses`;
    assert.deepEqual({ ...left }, {
      consents: 0,
      threads: 0,
      jobs: 0,
      addresses: [email, phone],
    });
    await sql`set constraints all immediate`;
    const [audit] = await sql`select actor_id from public.audit_logs
      where table_name = 'leads' and record_id = ${made.lead_id} and action = 'insert'`;
    assert.equal(audit?.["actor_id"], PEOPLE.oakSales.id);
  });
});

Deno.test("create_lead: the same request again, also at the same time, is one lead", async () => {
  const words = { client_id: crypto.randomUUID(), phone: newShopper() };
  const writers = await Promise.all([1, 2, 3].map(() => connect()));
  try {
    const made = await Promise.all(writers.map((one) => one.begin((tx) => create(tx, words))));
    assert.deepEqual(made.map(({ outcome }) => outcome).sort(), [
      "created",
      "duplicate",
      "duplicate",
    ]);
    assert.equal(new Set(made.map(({ lead_id }) => lead_id)).size, 1);
  } finally {
    await Promise.all(writers.map((one) => one.end()));
  }
});

Deno.test("create_lead: an open lead of the same person is added to, and who has it is told", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const portal = await recordLead(sql, {
      customer: leadPerson(phone),
      vehicle: { stock_number: "T4417" },
    });
    await sql`update public.leads set assigned_to = ${PEOPLE.oakManager.id} where id = ${portal.lead_id}`;
    const made = await create(sql, { phone, source: "Phone", note: "Called about it" });
    assert.deepEqual([made.outcome, made.lead_id], ["credited", portal.lead_id]);
    const lead = await leadRow(sql, made.lead_id);
    assert.equal(lead["assigned_to"], PEOPLE.oakManager.id);
    assert.match(JSON.stringify(lead["details"]), /Called about it/);
    const told = await sql`select user_id from public.notifications
      where kind = 'lead.resubmitted' and link like ${`%/leads/${made.lead_id}`}`;
    assert.deepEqual(told.map(({ user_id }) => user_id), [PEOPLE.oakManager.id]);
    const other = await create(sql, { phone, wish: "T4120" });
    assert.deepEqual([other.outcome, other.lead_id === made.lead_id], ["created", false]);
  });
});

Deno.test("create_lead: one that its maker does not keep goes to whom the rules say", async () => {
  await inRollback(async (sql) => {
    await sql`insert into public.routing_rules (dealership_id, position, name, strategy, user_id)
      values (${OAK}, 900, 'To the manager', 'person', ${PEOPLE.oakManager.id})`;
    await sql`update public.routing_rules set is_active = position = 900 where dealership_id = ${OAK}`;
    const { lead_id } = await create(sql, { is_mine: false });
    const lead = await leadRow(sql, lead_id);
    assert.equal(lead["assigned_to"], PEOPLE.oakManager.id);
    assert.equal(lead["routing_reason"], "To the manager: person");
  });
});

Deno.test("create_lead: of a conversation it is its customer's, and counts from their first message", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const { conversation_id } = await receiveText(sql, { from: phone });
    await sql`update public.messages set created_at = now() - interval '20 minutes'
      where conversation_id = ${conversation_id}`;
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, sent_at, created_at)
      values (${OAK}, ${conversation_id}, 'outbound', 'staff', 'sms', 'Hello', 'delivered',
        now() - interval '15 minutes', now() - interval '15 minutes')`;
    const made = await create(sql, { conversation_id, wish: "A blue truck" });
    const [row] = await sql`select l.customer_id = c.customer_id as is_theirs, l.status, l.interest,
        l.conversation_id = c.id as is_linked, l.first_response_author,
        extract(epoch from l.first_response_at - l.received_at)::int as seconds, l.unanswered_because
      from public.leads as l, public.conversations as c
      where l.id = ${made.lead_id} and c.id = ${conversation_id}`;
    assert.deepEqual({ ...row }, {
      is_theirs: true,
      status: "working",
      interest: "A blue truck",
      is_linked: true,
      first_response_author: "staff",
      seconds: 300,
      unanswered_because: null,
    });
    const [consent] = await sql`select count(*)::int as n from public.consents
      where address = ${phone} and method = 'web_form'`;
    assert.equal(consent?.["n"], 0);
  });
});

Deno.test("create_lead: each wrong field is refused by its name", async () => {
  await inRollback(async (sql) => {
    const wrong: readonly (readonly [string, Words])[] = [
      ["invalid_client_id", { client_id: null }],
      ["invalid_full_name", { full_name: "  " }],
      ["invalid_phone", { phone: "555 010" }],
      ["invalid_phone", { phone: null }],
      ["invalid_email", { email: "at home" }],
      ["invalid_type", { type: "service" }],
      ["invalid_source", { source: "Nowhere" }],
      ["invalid_wish", { wish: "x".repeat(2_001) }],
      ["invalid_note", { note: "x".repeat(4_001) }],
      ["invalid_conversation_id", { conversation_id: crypto.randomUUID() }],
    ];
    for (const [code, words] of wrong) {
      const { refused } = await tried(sql, words);
      assert.equal(refused?.detail, code, JSON.stringify(words).slice(0, 80));
    }
  });
});

Deno.test("create_lead: not for another dealership, an API role, or a conversation out of one's scope", async () => {
  await inRollback(async (sql) => {
    assert.equal((await tried(sql, {}, PEOPLE.pineSales)).refused?.detail, "forbidden");
    assert.equal((await tried(sql, {}, PEOPLE.oakApi)).refused?.detail, "forbidden");
    assert.equal((await tried(sql, {}, PEOPLE.stranger)).refused?.detail, "forbidden");
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const abroad = await tried(
      sql,
      { dealership_id: PINE, conversation_id, source: "Text" },
      PEOPLE.pineSales,
    );
    assert.equal(abroad.refused?.detail, "invalid_conversation_id");
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakManager.id}
      where id = ${conversation_id}`;
    const hidden = await tried(sql, { conversation_id });
    assert.equal(hidden.refused?.detail, "invalid_conversation_id");
    const theirs = await create(sql, { conversation_id }, PEOPLE.oakManager);
    assert.equal(theirs.outcome, "created");
    const [{ phone } = { phone: "" }] = await sql<{ phone: string }[]>`
      select customer_address as phone from public.conversations where id = ${conversation_id}`;
    const { lead_id, is_shown } = await create(sql, { phone });
    assert.deepEqual([lead_id, is_shown], [theirs.lead_id, false]);
  });
});
