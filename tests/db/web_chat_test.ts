import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { OAK, PEOPLE, type Person, PINE } from "../support/people.ts";
import { KEY, newVisitor, reads, say, SITE } from "../support/web_chat.ts";

async function write(sql: Sql, conversationId: string, row: Record<string, string>): Promise<void> {
  await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel,
      kind, content, delivery_status)
    values (${OAK}, ${conversationId}, ${row["direction"] ?? "outbound"}, ${row["author"] ?? "ai"},
      'web', ${row["kind"] ?? "text"}, ${row["content"] ?? ""}, ${row["status"] ?? "delivered"})`;
}

Deno.test("web_chat WEB-01: a visitor reads what was said in the own chat, and nothing else", async () => {
  await inRollback(async (sql) => {
    const [mine, other] = [await newVisitor(sql), await newVisitor(sql)];
    const { conversation_id } = await say(sql, mine, "is it open tomorrow?");
    await say(sql, other, "a secret of somebody else");
    await write(sql, conversation_id, { content: "Yes, from nine." });
    await write(sql, conversation_id, { content: "not sent yet", status: "queued" });
    await write(sql, conversation_id, { content: "held back", status: "blocked" });
    const inside = { direction: "internal", author: "staff", status: "none" };
    await write(sql, conversation_id, { ...inside, kind: "note", content: "a tough one" });
    const { rows } = await reads(sql, mine);
    assert.deepEqual(rows.map(({ content }) => content), [
      "is it open tomorrow?",
      "Yes, from nine.",
    ]);
    for (const who of [PEOPLE.oakAdmin, PEOPLE.stranger]) {
      assert.equal((await reads(sql, who)).rows.length, 0);
    }
  });
});

Deno.test("web_chat WEB-02: a visitor is a stranger to every table of the dealership", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    await say(sql, visitor, "hello");
    for (const table of ["messages", "conversations", "customers", "web_chat_widgets", "events"]) {
      const { rows } = await attempt(
        sql,
        visitor,
        (tx) => tx`select 1 from ${tx(`public.${table}`)} limit 1`,
      );
      assert.equal(rows.length, 0, table);
    }
    const sessions = await attempt<{ visitor_id: string }>(
      sql,
      visitor,
      (tx) => tx`select visitor_id from public.web_chat_sessions`,
    );
    assert.deepEqual(sessions.rows.map((row) => row.visitor_id), [visitor.id]);
    const [profile] = await sql`select 1 from public.profiles where id = ${visitor.id}`;
    assert.equal(profile, undefined);
    const call = await attempt(
      sql,
      visitor,
      (tx) =>
        tx`select public.receive_web_message(${KEY}, ${SITE}, ${visitor.id}, gen_random_uuid(), 'x', 'none', '')`,
    );
    assert.equal(call.refused?.code, "42501");
  });
});

Deno.test("web_chat WEB-03: a session that ran out reads and says nothing", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    await say(sql, visitor, "hello");
    assert.equal((await reads(sql, visitor)).rows.length, 1);
    await sql`update public.web_chat_sessions set expires_at = now() where visitor_id = ${visitor.id}`;
    assert.equal((await reads(sql, visitor)).rows.length, 0);
    const late = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`select public.receive_web_message(${KEY}, ${SITE}, ${visitor.id}, gen_random_uuid(), 'x', 'none', '')`,
    );
    assert.deepEqual([late.refused?.code, late.refused?.detail], ["PT401", "session_expired"]);
  });
});

Deno.test("web_chat WEB-04: only a visitor with a live session listens, and to the own topic alone", async () => {
  await inRollback(async (sql) => {
    const [mine, other] = [await newVisitor(sql), await newVisitor(sql)];
    const may = async (who: Person, topic: string) => {
      const { rows } = await attempt<{ may: boolean }>(
        sql,
        who,
        (tx) => tx`select private.is_visitor_topic(${topic}) as may`,
      );
      return rows[0]?.may;
    };
    assert.equal(await may(mine, `visitor:${mine.id}`), true);
    assert.equal(await may(mine, `visitor:${other.id}`), false);
    assert.equal(await may(PEOPLE.oakAdmin, `visitor:${PEOPLE.oakAdmin.id}`), false);
    await say(sql, mine, "hello");
    const heard = await sql<{ topic: string; payload: object }[]>`select topic, payload
      from realtime.messages where topic = any (${[mine, other].map(({ id }) => `visitor:${id}`)})
        and event = 'chat' and private`;
    assert.deepEqual([...new Set(heard.map(({ topic }) => topic))], [`visitor:${mine.id}`]);
    assert.ok(!JSON.stringify(heard).includes("hello"), "the broadcast is thin");
  });
});

Deno.test("web_chat: a message is stored once with thread, consent and the promise of a reply", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql, KEY, "T4417");
    const clientId = crypto.randomUUID();
    const first = await say(sql, visitor, "still there?", clientId);
    const again = await say(sql, visitor, "still there?", clientId);
    assert.deepEqual([first.outcome, again.outcome], ["stored", "duplicate"]);
    assert.equal(first.message_id, again.message_id);
    const [thread] = await sql`select c.channel, c.owner, v.stock_number,
        (private.current_consent(c.dealership_id, 'web', c.customer_address)).status as consent,
        (select count(*)::int from private.jobs as j where j.kind = 'reply_with_ai'
          and j.payload ->> 'conversation_id' = c.id::text) as replies
      from public.conversations as c left join public.vehicles as v on v.id = c.vehicle_id
      where c.id = ${first.conversation_id}`;
    assert.deepEqual({ ...thread }, {
      channel: "web",
      owner: "ai",
      stock_number: "T4417",
      consent: "granted",
      replies: 1,
    });
  });
});

Deno.test("web_chat: a widget that is off, unknown or on a foreign site opens nothing", async () => {
  await inRollback(async (sql) => {
    const open = (key: string, site: string) =>
      attempt(sql, "service_role", (tx) => tx`select public.open_web_chat(${key}, ${site}, 'ip')`);
    assert.equal((await open(KEY, SITE)).refused, null);
    assert.equal((await open("wc_nosuchkey", SITE)).refused?.detail, "widget_not_found");
    await sql`update public.web_chat_widgets set allowed_origins = array[${SITE}] where dealership_id = ${OAK}`;
    assert.equal((await open(KEY, SITE)).refused, null);
    assert.equal((await open(KEY, "https://evil.example")).refused?.detail, "site_not_allowed");
    await sql`update public.web_chat_widgets set is_enabled = false where dealership_id = ${OAK}`;
    assert.equal((await open(KEY, SITE)).refused?.detail, "widget_not_found");
  });
});

Deno.test("web_chat: too many messages in a minute are refused with a code", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    for (let nth = 0; nth < 15; nth += 1) await say(sql, visitor, `message ${nth}`);
    const next = await attempt(
      sql,
      "service_role",
      (tx) =>
        tx`select public.receive_web_message(${KEY}, ${SITE}, ${visitor.id}, gen_random_uuid(), 'x', 'none', '')`,
    );
    assert.deepEqual([next.refused?.code, next.refused?.detail], ["PT429", "too_many_requests"]);
  });
});

Deno.test("web_chat: one tap for a person makes the AI step back and tells the visitor", async () => {
  await inRollback(async (sql) => {
    const visitor = await newVisitor(sql);
    const { conversation_id } = await say(sql, visitor, "hello");
    await become(sql, "service_role");
    const [row] = await sql<{ owner: { who: string } }[]>`
      select public.ask_web_person(${KEY}, ${SITE}, ${visitor.id}) as owner`;
    assert.equal(row?.owner.who, "waiting");
    await become(sql, "owner");
    const [thread] = await sql`select owner, handover_reason from public.conversations
      where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, {
      owner: "waiting_human",
      handover_reason: "asked_for_person",
    });
    const [told] = await sql`select payload -> 'owner' ->> 'who' as who from realtime.messages
      where topic = ${`visitor:${visitor.id}`} and payload ->> 'kind' = 'owner'`;
    assert.equal(told?.["who"], "waiting");
  });
});

Deno.test("web_chat: visitors without a live session are forgotten, their conversations stay", async () => {
  await inRollback(async (sql) => {
    const [gone, here] = [await newVisitor(sql), await newVisitor(sql)];
    const { conversation_id } = await say(sql, gone, "hello");
    await sql`update auth.users set created_at = now() - interval '40 days' where id in (${gone.id}, ${here.id})`;
    await sql`update public.web_chat_sessions set expires_at = now() - interval '1 day' where visitor_id = ${gone.id}`;
    await sql`select private.forget_visitors()`;
    const left = await sql`select id from auth.users where id in (${gone.id}, ${here.id})`;
    assert.deepEqual(left.map((row) => row["id"]), [here.id]);
    const kept = await sql`select 1 from public.conversations where id = ${conversation_id}`;
    assert.equal(kept.length, 1);
  });
});

Deno.test("web_chat: only an admin sets the widget, and only the own one", async () => {
  await inRollback(async (sql) => {
    const change = async (who: Person, tenant: string) =>
      (await attempt(
        sql,
        who,
        (tx) =>
          tx`update public.web_chat_widgets set greeting = 'Hello' where dealership_id = ${tenant} returning 1`,
      ))
        .rows.length;
    assert.equal(await change(PEOPLE.oakAdmin, OAK), 1);
    assert.equal(await change(PEOPLE.oakSales, OAK), 0);
    assert.equal(await change(PEOPLE.oakAdmin, PINE), 0);
    const odd = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`update public.web_chat_widgets set allowed_origins = '{https://a.example/path}'`,
    );
    assert.equal(odd.refused?.code, "23514");
  });
});

Deno.test("web_chat: a picture without a word goes to a person, one with words to the AI", async () => {
  await inRollback(async (sql) => {
    const said = async (visitor: Person, words: string): Promise<string> => {
      await become(sql, "service_role");
      await sql`select public.receive_web_message(${KEY}, ${SITE}, ${visitor.id},
        gen_random_uuid(), ${words}, 'none', ${visitor.id}, '[{"url": "", "path": "x/y/z.jpg"}]')`;
      await become(sql, "owner");
      const [row] = await sql<{ owner: string; reason: string | null }[]>`
        select c.owner, c.handover_reason as reason from public.conversations as c
        where c.dealership_id = ${OAK} and c.customer_address = ${visitor.id}`;
      return `${row?.owner} ${row?.reason}`;
    };
    assert.equal(await said(await newVisitor(sql), ""), "waiting_human photos");
    const talking = await newVisitor(sql);
    await say(sql, talking, "what is my car worth?");
    assert.equal(await said(talking, "this is it, what is it worth?"), "ai null");
  });
});
