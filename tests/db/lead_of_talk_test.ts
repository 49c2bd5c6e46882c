import assert from "node:assert/strict";
import { storeTestDrive } from "../support/bookings.ts";
import { become, connect, inRollback, type Sql } from "../support/db.ts";
import { leadPerson, recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { newVisitor, say } from "../support/web_chat.ts";
import { waitFor } from "../support/wait.ts";

interface Talk {
  readonly conversation_id: string;
  readonly message_id: number;
  readonly phone: string;
}

const PRICE = { name: "price", confidence: 0.92, evidence: "how much" };

async function text(sql: Sql, content: string, phone = newShopper()): Promise<Talk> {
  const { conversation_id, message_id } = await receiveText(sql, { from: phone, content });
  await become(sql, "owner");
  return { conversation_id, message_id, phone };
}

/** What the AI stores about a message, with or without an answer. */
async function understand(sql: Sql, talk: Talk, ...intents: object[]): Promise<void> {
  await sql`update public.messages set intents = ${sql.json(intents as never)}
    where id = ${talk.message_id}`;
}

async function tick(sql: Sql): Promise<void> {
  await become(sql, "owner");
  await sql`select private.make_leads_of_talks()`;
}

async function leadsOf(sql: Sql, talk: Talk): Promise<readonly Record<string, unknown>[]> {
  const rows = await sql`select l.*, s.name as source from public.leads as l
    join public.conversations as c on c.dealership_id = l.dealership_id and c.customer_id = l.customer_id
    left join public.lead_sources as s on s.id = l.lead_source_id
    where c.id = ${talk.conversation_id} order by l.received_at`;
  return [...rows];
}

Deno.test("a talk: the text that shows a wish becomes one lead, whole as any other", async () => {
  await inRollback(async (sql) => {
    await sql`update public.dealerships set crm_email = 'crm@dms.example' where id = ${OAK}`;
    const talk = await text(sql, "What do you want for the RAV4?");
    await sql`update public.messages set created_at = now() - interval '2 minutes' where id = ${talk.message_id}`;
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, sent_at, created_at, ai_model, metadata)
      select ${OAK}, ${talk.conversation_id}, 'outbound', 'ai', 'sms', '$38,450', 'sent',
        now() - interval '90 seconds', now() - interval '90 seconds', 'template',
        jsonb_build_object('vehicle_ids', jsonb_build_array(id))
      from public.vehicles where dealership_id = ${OAK} and stock_number = 'T4417'`;
    await understand(sql, talk, PRICE);
    assert.deepEqual(await leadsOf(sql, talk), [], "nobody waits for it");
    await tick(sql);
    await understand(sql, talk, PRICE, { ...PRICE, name: "visit" });
    await tick(sql);
    const [lead, ...more] = await leadsOf(sql, talk);
    assert.ok(lead);
    assert.deepEqual(more, []);
    const { source, inquiry, type, status, conversation_id, first_response_author } = lead;
    assert.deepEqual(
      { source, inquiry, type, status, conversation_id, first_response_author },
      {
        source: "Text",
        inquiry: "What do you want for the RAV4?",
        type: "sales",
        status: "working",
        conversation_id: talk.conversation_id,
        first_response_author: "ai",
      },
    );
    assert.ok(lead["vehicle_id"] && lead["routing_reason"]);
    assert.ok(Number(lead["score"]) >= 40);
    assert.doesNotMatch(JSON.stringify(lead["score_reasons"]), /answered_us/);
    const [times] =
      await sql`select extract(epoch from first_response_at - received_at)::int as seconds,
        (select count(*)::int from public.lead_exports where lead_id = l.id) as exports,
        (select count(*)::int from private.jobs where kind = 'respond_to_lead'
          and payload ->> 'lead_id' = l.id::text) as greetings,
        (select count(*)::int from public.messages where conversation_id = l.conversation_id) as messages
      from public.leads as l where l.id = ${lead["id"] as string}`;
    assert.deepEqual({ ...times }, { seconds: 30, exports: 1, greetings: 0, messages: 2 });
  });
});

Deno.test("a talk: small talk, doubt, wrong numbers, opt-outs, blocked people and a switched-off store make none", async () => {
  await inRollback(async (sql) => {
    const quiet = async (
      why: string,
      intents: readonly object[],
      spoil: (talk: Talk) => Promise<unknown>,
    ) => {
      const talk = await text(sql, why);
      await understand(sql, talk, ...intents);
      await spoil(talk);
      await tick(sql);
      assert.deepEqual(await leadsOf(sql, talk), [], why);
    };
    const nothing = () => Promise.resolve();
    await quiet("hello", [{ ...PRICE, name: "greeting" }], nothing);
    await quiet("an oil change", [{ ...PRICE, name: "service" }], nothing);
    await quiet("doubt", [{ ...PRICE, confidence: 0.6 }], nothing);
    await quiet("wrong number", [PRICE, { ...PRICE, name: "wrong_number" }], nothing);
    await quiet("wrong number, said before", [PRICE], async ({ phone }) => {
      const second = await text(sql, "wrong number", phone);
      await understand(sql, second, { ...PRICE, name: "wrong_number" });
    });
    await quiet("STOP", [PRICE], ({ phone }) => receiveText(sql, { from: phone, keyword: "stop" }));
    await quiet(
      "spam",
      [PRICE],
      (talk) =>
        sql`update public.customers set blocked_at = now(), blocked_as = 'spam' where id = (
        select customer_id from public.conversations where id = ${talk.conversation_id})`,
    );
    await quiet(
      "switched off",
      [PRICE],
      () => sql`update public.dealerships set leads_from_conversations = false where id = ${OAK}`,
    );
  });
});

Deno.test("a talk: who has just bought or was given up on is no new lead; a month later they are", async () => {
  await inRollback(async (sql) => {
    const talk = await text(sql, "and my payments?");
    const { lead_id } = await recordLead(sql, { customer: leadPerson(talk.phone) });
    await sql`update public.leads set status = 'sold', conversation_id = ${talk.conversation_id}
      where id = ${lead_id}`;
    await understand(sql, talk, { ...PRICE, name: "finance" });
    await tick(sql);
    assert.equal((await leadsOf(sql, talk)).length, 1);
    await sql`update public.leads set closed_at = now() - interval '31 days' where id = ${lead_id}`;
    await understand(sql, talk, PRICE);
    await tick(sql);
    const sources = (await leadsOf(sql, talk)).map(({ source }) => source);
    assert.deepEqual(sources.sort(), ["AutoTrader", "Text"]);
  });
});

Deno.test("a talk: its person keeps it, and an open lead without a talk gets this one", async () => {
  await inRollback(async (sql) => {
    const mine = await text(sql, "Is it still there?");
    await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakManager.id}
      where id = ${mine.conversation_id}`;
    await understand(sql, mine, PRICE);
    await tick(sql);
    const [lead] = await leadsOf(sql, mine);
    assert.equal(lead?.["assigned_to"], PEOPLE.oakManager.id);
    const known = await text(sql, "hi");
    const byHand = await recordLead(sql, {
      staff_note: "Walked in",
      customer: leadPerson(known.phone),
    });
    await understand(sql, known, PRICE);
    await tick(sql);
    const all = await leadsOf(sql, known);
    assert.deepEqual(
      all.map(({ id, conversation_id }) => [id, conversation_id]),
      [[byHand.lead_id, known.conversation_id]],
    );
  });
});

Deno.test("a talk: a chat on the site is a lead of the chat, and a form that follows is answered by text", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    const { conversation_id, message_id } = await say(sql, visitor, "Is the RAV4 there?");
    const talk = { conversation_id, message_id: message_id ?? 0, phone: newShopper() };
    await understand(sql, talk, PRICE);
    await tick(sql);
    const [lead] = await leadsOf(sql, talk);
    assert.equal(lead?.["source"], "Web chat");
    await sql`insert into public.customer_identities (dealership_id, customer_id, kind, value)
      values (${OAK}, ${lead?.["customer_id"] as string}, 'phone', ${talk.phone})`;
    const consents = [{
      channel: "sms",
      granted: true,
      text: "I agree to texts about my inquiry.",
    }];
    const form = await recordLead(sql, {
      customer: leadPerson(talk.phone),
      inquiry: "Does it have a tow hitch?",
      consents,
    });
    assert.deepEqual([form.outcome, form.lead_id], ["credited", lead?.["id"]]);
    const [asked] =
      await sql`select channel from public.messages where metadata ->> 'lead_id' = ${form.lead_id}
      and author = 'customer'`;
    assert.equal(asked?.["channel"], "sms");
  });
});

Deno.test("a talk: a visit that is booked makes a lead that has it", async () => {
  await inRollback(async (sql) => {
    const talk = await text(sql, "Tomorrow at ten, then");
    await storeTestDrive(sql, talk.conversation_id, "ai");
    await tick(sql);
    const [lead] = await leadsOf(sql, talk);
    assert.equal(lead?.["status"], "appointment");
    const [visit] =
      await sql`select lead_id from public.appointments where conversation_id = ${talk.conversation_id}`;
    assert.equal(visit?.["lead_id"], lead?.["id"]);
  });
});

Deno.test("a talk: a follow-up starts by itself, unless a person has the shopper", async () => {
  await inRollback(async (sql) => {
    await sql`with q as (insert into public.sequences (dealership_id, name, is_active, starts_by_itself)
        values (${OAK}, 'Gone quiet', true, true) returning dealership_id, id)
      insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
      select dealership_id, id, 1, 60, 'sms', 'Still looking?' from q`;
    for (const [owner, expected] of [["ai", 1], ["human", 0]] as const) {
      const talk = await text(sql, "How much?");
      await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
          delivery_status)
        values (${OAK}, ${talk.conversation_id}, 'outbound', 'ai', 'sms', '$38,450', 'sent')`;
      await sql`update public.conversations set owner = ${owner},
        assigned_to = case ${owner} when 'human' then ${PEOPLE.oakManager.id}::uuid end
        where id = ${talk.conversation_id}`;
      await understand(sql, talk, PRICE);
      await tick(sql);
      const [lead] = await leadsOf(sql, talk);
      assert.equal(lead?.["first_response_author"], "ai");
      const id = lead["id"] as string;
      const runs = await sql`select from public.sequence_runs where lead_id = ${id}`;
      assert.equal(runs.length, expected, owner);
    }
  });
});

Deno.test("a talk: nobody is late with an answer to a visit that was booked for who had not written", async () => {
  await inRollback(async (sql) => {
    const talk = await text(sql, "Thanks, bye");
    await sql`update public.messages set created_at = now() - interval '3 days' where id = ${talk.message_id}`;
    await storeTestDrive(sql, talk.conversation_id, "staff");
    await tick(sql);
    const [lead] = await leadsOf(sql, talk);
    assert.equal(lead?.["status"], "appointment");
    assert.deepEqual([lead["answer_due_at"], lead["unanswered_because"]], [
      null,
      "logged_by_staff",
    ]);
  });
});

Deno.test("a talk: an answer that left while its lead was made is on the lead a minute later", async () => {
  await inRollback(async (sql) => {
    const talk = await text(sql, "How much?");
    await understand(sql, talk, PRICE);
    await tick(sql);
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, ai_model)
      values (${OAK}, ${talk.conversation_id}, 'outbound', 'ai', 'sms', '$38,450', 'sent', 'template')`;
    // As the answer's own note would have missed a lead that was not there to be seen.
    await sql`update public.leads set first_response_at = null, first_response_author = null
      where conversation_id = ${talk.conversation_id}`;
    await sql`update private.lead_wishes set try_at = now() where conversation_id = ${talk.conversation_id}`;
    await tick(sql);
    const [lead] = await leadsOf(sql, talk);
    assert.deepEqual([lead?.["first_response_author"], lead?.["status"]], ["ai", "working"]);
    const left =
      await sql`select from private.lead_wishes where conversation_id = ${talk.conversation_id}`;
    assert.equal(left.length, 0);
  });
});

Deno.test("a talk: its wish and a portal's lead of the same moment are one lead", async () => {
  const hands = await Promise.all([1, 2, 3].map(() => connect()));
  const [hand = hands[0]] = hands;
  assert.ok(hand);
  try {
    const talk = await hand.begin((tx) => text(tx, "Do you still have it?"));
    await hand.begin((tx) => understand(tx, talk, PRICE));
    const portal = { customer: leadPerson(talk.phone), inquiry: "Is it available?" };
    await Promise.all(
      hands.map((one, index) =>
        one.begin(async (tx) => index === 0 ? void await recordLead(tx, portal) : await tick(tx))
      ),
    );
    await waitFor("the promise to be kept", async () => {
      await hand.begin((tx) => tick(tx));
      const [open] = await hand`select from private.lead_wishes
        where conversation_id = ${talk.conversation_id} and lead_id is null`;
      return open === undefined ? true : null;
    });
    const all = await hand.begin((tx) => leadsOf(tx, talk));
    assert.equal(all.length, 1);
    assert.equal(all[0]?.["conversation_id"], talk.conversation_id);
  } finally {
    await Promise.all(hands.map((one) => one.end()));
  }
});
