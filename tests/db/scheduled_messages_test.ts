import assert from "node:assert/strict";
import { attempt, become, inRollback, type Outcome, type Sql } from "../support/db.ts";
import { takeOver } from "../support/drafts.ts";
import { newShopper, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, claimSend, receiveText } from "../support/sms.ts";

const TOMORROW = "1 day";

async function thread(sql: Sql): Promise<{ id: string; from: string }> {
  const from = newShopper();
  const { conversation_id: id } = await receiveText(sql, { from });
  await takeOver(sql, id);
  return { id, from };
}

function schedule(
  sql: Sql,
  id: string,
  more: { who?: Person; content?: string; after?: string } = {},
): Promise<Outcome<{ id: string }>> {
  const { who = PEOPLE.oakSales, content = "See you tomorrow", after = TOMORROW } = more;
  return attempt<{ id: string }>(
    sql,
    who,
    (tx) =>
      tx`select id from public.schedule_message(${id}, ${content}, now() + ${after}::interval,
        ${crypto.randomUUID()})`,
  );
}

/** The time of everything scheduled comes; returns how each stands. */
async function pass(
  sql: Sql,
  id: string,
): Promise<readonly { status: string; why: string | null }[]> {
  await become(sql, "owner");
  await sql`update public.scheduled_messages set send_at = now() where conversation_id = ${id}
    and status = 'waiting'`;
  await sql`select private.send_due_messages()`;
  return await sql<{ status: string; why: string | null }[]>`
    select status, held_because as why from public.scheduled_messages
    where conversation_id = ${id} order by created_at, id`;
}

async function sentTo(sql: Sql, id: string): Promise<readonly string[]> {
  await become(sql, "owner");
  const rows = await sql<{ content: string }[]>`select content from public.messages
    where conversation_id = ${id} and author = 'staff' order by id`;
  return rows.map((one) => one.content);
}

Deno.test("scheduled messages: nothing leaves before its time, and once it leaves it does so once", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    assert.equal((await schedule(sql, id)).refused, null);
    await become(sql, "owner");
    await sql`select private.send_due_messages()`;
    assert.deepEqual(await sentTo(sql, id), []);
    assert.deepEqual((await pass(sql, id)).map((one) => one.status), ["sent"]);
    await pass(sql, id);
    assert.deepEqual(await sentTo(sql, id), ["See you tomorrow"]);
  });
});

Deno.test("scheduled messages: the gate decides at the time of sending", async () => {
  await inRollback(async (sql) => {
    const { id, from } = await thread(sql);
    await schedule(sql, id);
    await pass(sql, id);
    await receiveText(sql, { from, content: "STOP", keyword: "stop" });
    const job = (await claimFor(sql, id)).find((one) => one.kind === "send_message");
    assert.ok(job);
    const gate = await claimSend(sql, job);
    assert.deepEqual([gate.decision, gate.reason], ["blocked", "opted_out"]);
  });
});

Deno.test("scheduled messages: held when the customer wrote, opted out or the writer left, and its writer hears of it", async () => {
  await inRollback(async (sql) => {
    const wrote = await thread(sql);
    await schedule(sql, wrote.id);
    await become(sql, "owner");
    await sql`update public.scheduled_messages set created_at = now() - interval '1 hour'`;
    await receiveText(sql, { from: wrote.from, content: "never mind" });
    assert.deepEqual([...await pass(sql, wrote.id)], [{ status: "held", why: "customer_wrote" }]);
    const told = await sql`select user_id from public.notifications where kind = 'message.held'`;
    assert.deepEqual(told.map((one) => one.user_id), [PEOPLE.oakSales.id]);
    assert.deepEqual(await sentTo(sql, wrote.id), []);

    const left = await thread(sql);
    await schedule(sql, left.id);
    await become(sql, "owner");
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.oakSales.id}`;
    assert.deepEqual([...await pass(sql, left.id)], [{ status: "held", why: "author_left" }]);
  });
});

Deno.test("scheduled messages: a held one can be sent all the same, a cancelled one no more", async () => {
  await inRollback(async (sql) => {
    const { id, from } = await thread(sql);
    const [kept] = (await schedule(sql, id)).rows;
    await become(sql, "owner");
    await sql`update public.scheduled_messages set created_at = now() - interval '1 hour'`;
    await receiveText(sql, { from, content: "one more thing" });
    await pass(sql, id);
    const act = (name: "send" | "cancel", who: Person, message = kept?.id ?? "") =>
      attempt(sql, who, (tx) => tx`select ${tx(`public.${name}_scheduled_message`)}(${message})`);
    assert.equal((await act("send", PEOPLE.pineAdmin)).refused?.detail, "conversation_not_found");
    assert.equal((await act("cancel", PEOPLE.oakApi)).refused?.detail, "conversation_not_found");
    assert.equal((await act("send", PEOPLE.oakManager)).refused, null);
    assert.deepEqual(await sentTo(sql, id), ["See you tomorrow"]);
    assert.equal((await act("cancel", PEOPLE.oakSales)).refused?.detail, "scheduled_message_over");

    const [other] = (await schedule(sql, id, { content: "Not this" })).rows;
    assert.equal((await act("cancel", PEOPLE.oakSales, other?.id)).refused, null);
    await pass(sql, id);
    assert.deepEqual(await sentTo(sql, id), ["See you tomorrow"]);
  });
});

Deno.test("scheduled messages: one that cannot become a message is held and holds up nobody else's", async () => {
  await inRollback(async (sql) => {
    const [broken, fine] = [await thread(sql), await thread(sql)];
    const client_id = crypto.randomUUID();
    for (
      const act of [
        (tx: Sql) => tx`select public.send_message(${broken.id}, 'Now', ${client_id})`,
        (tx: Sql) =>
          tx`select public.schedule_message(${broken.id}, 'Later', now() + interval '1 day', ${client_id})`,
      ]
    ) { // bound: two acts with one client_id
      assert.equal((await attempt(sql, PEOPLE.oakSales, act)).refused, null);
    }
    await schedule(sql, fine.id);
    await become(sql, "owner");
    await sql`update public.scheduled_messages set send_at = now() where conversation_id = ${broken.id}`;
    assert.deepEqual((await pass(sql, fine.id)).map((one) => one.status), ["sent"]);
    assert.deepEqual([...await pass(sql, broken.id)], [{ status: "held", why: "not_sendable" }]);
    assert.deepEqual(await sentTo(sql, broken.id), ["Now"]);
    const told = await sql`select user_id from public.notifications where kind = 'message.held'`;
    assert.deepEqual(told.map((one) => one.user_id), [PEOPLE.oakSales.id]);
  });
});

Deno.test("scheduled messages: refuses the past, the far future, strangers and fields that nobody filled", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    const refusals: readonly (readonly [string, Parameters<typeof schedule>[2]])[] = [
      ["invalid_send_at", { after: "-1 minute" }],
      ["invalid_send_at", { after: "91 days" }],
      ["invalid_content", { content: " " }],
      ["unfilled_merge_field", { content: "Hi {{customer_first_name}}" }],
      ["conversation_not_found", { who: PEOPLE.pineAdmin }],
      ["conversation_not_found", { who: PEOPLE.oakApi }],
    ];
    for (const [code, more] of refusals) { // bound: six refusals
      assert.equal((await schedule(sql, id, more)).refused?.detail, code);
    }
    const sent = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select public.send_message(${id}, 'Hi {{ customer_name }}', ${crypto.randomUUID()})`,
    );
    assert.equal(sent.refused?.detail, "unfilled_merge_field");
  });
});

Deno.test("messages of staff: a mail may be long, now or later; a text stays short, and the refusal names the limit", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    const now = (content: string): Promise<Outcome<{ id: number }>> =>
      attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select id from public.send_message(${id}, ${content}, ${crypto.randomUUID()})`,
      );
    for (
      const [channel, longest, named] of [["sms", 1600, "1,600"], [
        "email",
        10_000,
        "10,000",
      ]] as const
    ) { // bound: two channels
      await become(sql, "owner");
      await sql`update public.conversations set channel = ${channel} where id = ${id}`;
      for (
        const [verb, act] of [["send", now], [
          "schedule",
          (content: string) => schedule(sql, id, { content }),
        ]] as const
      ) { // bound: two ways
        assert.equal((await act("x".repeat(longest))).refused, null, `${verb} ${channel}`);
        const { refused } = await act("x".repeat(longest + 1));
        assert.deepEqual([refused?.detail, refused?.message], [
          "invalid_content",
          `Cannot send message: content has 1 to ${named} characters`,
        ]);
      }
    }
  });
});
