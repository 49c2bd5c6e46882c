import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE, PINE_NUMBER } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

async function thread(sql: Sql): Promise<{ id: string; from: string }> {
  const from = newShopper();
  return { id: (await receiveText(sql, { from })).conversation_id, from };
}

async function columns(sql: Sql, id: string): Promise<Record<string, unknown>> {
  await become(sql, "owner");
  const [row] =
    await sql`select owner, status, assigned_to, priority, snoozed_until is not null as is_asleep
    from public.conversations where id = ${id}`;
  return { ...row };
}

function assign(sql: Sql, person: Person, id: string, to: Person | null) {
  return attempt(
    sql,
    person,
    (tx) => tx`select public.assign_conversation(${id}, ${to?.id ?? null})`,
  );
}

Deno.test("add_note: is stored once, unread by nobody, and no gate lets it leave", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    const clientId = crypto.randomUUID();
    const note = () =>
      attempt<{ id: number; direction: string; kind: string; delivery_status: string }>(
        sql,
        PEOPLE.oakSales,
        (tx) =>
          tx`select id, direction, kind, delivery_status from public.add_note(${id}, 'Wants 30k', ${clientId})`,
      );
    const [first, second] = [await note(), await note()];
    assert.equal(first.rows[0]?.id, second.rows[0]?.id);
    assert.deepEqual(
      [first.rows[0]?.direction, first.rows[0]?.kind, first.rows[0]?.delivery_status],
      ["internal", "note", "none"],
    );
    await become(sql, "owner");
    const [head] =
      await sql`select last_message_preview, owner from public.conversations where id = ${id}`;
    assert.notEqual(head?.["last_message_preview"], "Wants 30k");
    assert.equal(head?.["owner"], "ai");
    const jobs = await sql`select id from private.jobs where (payload ->> 'message_id')::bigint = ${
      first.rows[0]?.id ?? 0
    }`;
    assert.equal(jobs.length, 0);
    const empty = await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.add_note(${id}, ' ')`,
    );
    assert.equal(empty.refused?.detail, "invalid_content");
  });
});

Deno.test("snooze_conversation: the shopper's message wakes the thread, and so does the time", async () => {
  await inRollback(async (sql) => {
    const { id, from } = await thread(sql);
    const snooze = (until: string) =>
      attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select public.snooze_conversation(${id}, now() + ${until}::interval)`,
      );
    assert.equal((await snooze("-1 minute")).refused?.detail, "invalid_until");
    await snooze("1 hour");
    assert.equal((await columns(sql, id))["is_asleep"], true);
    await receiveText(sql, { from });
    assert.equal((await columns(sql, id))["is_asleep"], false);
    await snooze("1 hour");
    await sql`select private.wake_conversations()`;
    assert.equal((await columns(sql, id))["is_asleep"], true);
    await sql`update public.conversations set snoozed_until = now() - interval '1 second' where id = ${id}`;
    await sql`select private.wake_conversations()`;
    assert.equal((await columns(sql, id))["is_asleep"], false);
  });
});

Deno.test("set_conversation_tags: gives exactly these, and none of another dealership", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    const tag = async (tenant: string, name: string) => {
      const [row] = await sql<{ id: string }[]>`
        insert into public.tags (dealership_id, name) values (${tenant}, ${name}) returning id`;
      return row?.id ?? "";
    };
    await become(sql, "owner");
    const [hot, cold, foreign] = [
      await tag(OAK, "hot"),
      await tag(OAK, "cold"),
      await tag(PINE, "hot"),
    ];
    const set = (ids: readonly string[]) =>
      attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.set_conversation_tags(${id}, ${ids})`);
    const names = async () => {
      const [row] = await sql<{ tags: { name: string }[] }[]>`
        select tags from public.inbox where id = ${id}`;
      return row?.tags.map(({ name }) => name);
    };
    await set([hot, cold]);
    assert.deepEqual(await names(), ["cold", "hot"]);
    await set([hot]);
    assert.deepEqual(await names(), ["hot"]);
    assert.equal((await set([foreign])).refused?.detail, "invalid_tag_ids");
    await set([]);
    assert.deepEqual(await names(), []);
  });
});

Deno.test("set_conversation_priority: takes the four words it knows", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    const set = (priority: string) =>
      attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select public.set_conversation_priority(${id}, ${priority})`,
      );
    assert.equal((await set("urgent")).refused, null);
    assert.equal((await columns(sql, id))["priority"], "urgent");
    assert.equal((await set("asap")).refused?.detail, "invalid_priority");
  });
});

Deno.test("assign_conversation: names a colleague, stops the AI and tells them", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    assert.equal((await assign(sql, PEOPLE.oakManager, id, PEOPLE.oakSales)).refused, null);
    const row = await columns(sql, id);
    assert.deepEqual([row["owner"], row["assigned_to"]], ["human", PEOPLE.oakSales.id]);
    const told = await sql`select link, title from public.notifications
      where user_id = ${PEOPLE.oakSales.id} and kind = 'conversation.assigned' and link like ${
      "%" + id
    }`;
    assert.deepEqual([...told], [{
      link: `/oak/conversations/${id}`,
      title: "A shopper was assigned to you",
    }]);
  });
});

Deno.test("assign_conversation: refuses strangers, machines, foreign people and taking from a colleague", async () => {
  await inRollback(async (sql) => {
    const { id } = await thread(sql);
    for (const somebody of [PEOPLE.pineSales, PEOPLE.oakApi, PEOPLE.stranger, null]) {
      const { refused } = await assign(sql, PEOPLE.oakManager, id, somebody);
      assert.equal(refused?.detail, "invalid_user_id");
    }
    await assign(sql, PEOPLE.oakManager, id, PEOPLE.oakAdmin);
    const grab = await assign(sql, PEOPLE.oakSales, id, PEOPLE.oakSales);
    assert.equal(grab.refused?.detail, "already_taken");
    assert.equal((await assign(sql, PEOPLE.oakManager, id, PEOPLE.oakSales)).refused, null);
    assert.equal((await assign(sql, PEOPLE.oakSales, id, PEOPLE.oakManager)).refused, null);
  });
});

Deno.test("conversation work ISO-08: every call answers 404 for another dealership's thread", async () => {
  await inRollback(async (sql) => {
    const { conversation_id: id } = await receiveText(sql, { from: newShopper(), to: PINE_NUMBER });
    const calls = [
      (tx: Sql) => tx`select public.set_conversation_tags(${id}, '{}')`,
      (tx: Sql) => tx`select id from public.add_note(${id}, 'hello')`,
      (tx: Sql) => tx`select public.snooze_conversation(${id}, now() + interval '1 hour')`,
      (tx: Sql) => tx`select public.set_conversation_priority(${id}, 'high')`,
      (tx: Sql) => tx`select public.assign_conversation(${id}, ${PEOPLE.oakSales.id})`,
    ];
    for (const call of calls) {
      assert.equal((await attempt(sql, PEOPLE.oakAdmin, call)).refused?.code, "PT404");
    }
  });
});
