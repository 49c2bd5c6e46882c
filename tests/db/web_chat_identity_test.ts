import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { BOX, KEY, newVisitor, reads, say, SITE } from "../support/web_chat.ts";

async function identify(sql: Sql, visitor: Person, person: Record<string, string>, box?: string) {
  await become(sql, "service_role");
  await sql`select public.identify_web_visitor(${KEY}, ${SITE}, ${visitor.id}, ${
    sql.json(person)
  }, ${box ?? null})`;
  await become(sql, "owner");
}

Deno.test("web_chat: a visitor's own number becomes theirs, and the ticked words are kept", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    const { conversation_id } = await say(sql, visitor, "hello");
    const phone = newShopper();
    await identify(sql, visitor, { full_name: "Lee Park", phone }, BOX);
    const [row] =
      await sql`select u.full_name, i.value as phone, k.status, k.method, k.evidence ->> 'text' as words
      from public.conversations as c
      join public.customers as u on u.id = c.customer_id
      join public.customer_identities as i on i.customer_id = u.id and i.kind = 'phone'
      join public.consents as k on k.channel = 'sms' and k.address = i.value
      where c.id = ${conversation_id}`;
    assert.deepEqual({ ...row }, {
      full_name: "Lee Park",
      phone,
      status: "granted",
      method: "web_form",
      words: BOX,
    });
  });
});

Deno.test("web_chat: words that the dealership does not show are no consent", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    const odd = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`select public.identify_web_visitor(${KEY}, ${SITE}, ${visitor.id},
          ${tx.json({ phone: newShopper() })}, 'Call me whenever, I agree to anything at all.')`,
    );
    assert.deepEqual([odd.refused?.code, odd.refused?.detail], ["PT409", "consent_changed"]);
  });
});

Deno.test("web_chat WEB-05: naming another customer's number claims neither their record nor their consent", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const [known] = await sql<{ id: string }[]>`with one as (
        insert into public.customers (dealership_id, full_name) values (${OAK}, 'Maria Known') returning id)
      insert into public.customer_identities (dealership_id, customer_id, kind, value)
      select ${OAK}, id, 'phone', ${phone} from one returning customer_id as id`;
    await sql`insert into public.consents (dealership_id, customer_id, channel, address, status, method)
      values (${OAK}, ${known?.id ?? ""}, 'sms', ${phone}, 'revoked', 'keyword')`;
    const visitor = await newVisitor(sql);
    const { conversation_id } = await say(sql, visitor, "hello");
    await identify(sql, visitor, { phone }, BOX);
    const [thread] = await sql<{ customer_id: string; full_name: string | null }[]>`
      select c.customer_id, u.full_name from public.conversations as c
      join public.customers as u on u.id = c.customer_id where c.id = ${conversation_id}`;
    assert.notEqual(thread?.customer_id, known?.id);
    assert.equal(thread?.full_name, null);
    const [consent] = await sql<{ status: string }[]>`
      select (private.current_consent(${OAK}, 'sms', ${phone})).status`;
    assert.equal(consent?.status, "revoked");
    const lines = await sql<
      { code: string }[]
    >`select metadata ->> 'code' as code from public.messages
      where conversation_id = ${conversation_id} and kind = 'system' order by id`;
    assert.deepEqual(lines.map(({ code }) => code), ["identity_claimed", "consent_not_taken"]);
    assert.equal((await reads(sql, visitor)).rows.length, 1);
  });
});

Deno.test("web_chat: a typed number opens nobody's visits: only what was booked in the chat is told there", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const visitor = await newVisitor(sql);
    const { conversation_id: chat } = await say(sql, visitor, "hello");
    await identify(sql, visitor, { phone: from });
    const { conversation_id: texts } = await receiveText(sql, { from });
    await become(sql, "owner");
    const [shared] = await sql`select count(distinct customer_id)::int as people
      from public.conversations where id in (${chat}, ${texts})`;
    assert.equal(shared?.people, 1, "the number was nobody's, so both threads are one customer's");
    const book = (id: string, days: number) =>
      sql`insert into public.appointments (dealership_id, customer_id, conversation_id, kind, starts_at, ends_at,
          blocked, idempotency_token, booked_by)
        select dealership_id, customer_id, id, 'appraisal', d.at, d.at + interval '1 hour',
          tstzrange(d.at, d.at + interval '1 hour'), gen_random_uuid(), 'ai'
        from public.conversations, lateral (select now() + ${days} * interval '1 day' as at) as d where id = ${id}`;
    const told = async (id: string) =>
      (await sql`select a.conversation_id from public.conversations as c
        cross join lateral private.coming_appointments(c) as a where c.id = ${id}`)
        .map((row) => row.conversation_id);
    await book(texts, 2);
    assert.deepEqual([await told(texts), await told(chat)], [[texts], []]);
    await book(chat, 3);
    assert.deepEqual([await told(texts), await told(chat)], [[texts, chat], [chat]]);
  });
});
