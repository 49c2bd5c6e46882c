import assert from "node:assert/strict";
import { MERGE_FIELDS } from "../../supabase/functions/_shared/domain/merge_fields.ts";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, receiveText } from "../support/sms.ts";

function addTemplate(sql: Sql, body: string, person: Person = PEOPLE.oakManager) {
  return attempt<{ id: string }>(
    sql,
    person,
    (tx) =>
      tx`insert into public.message_templates (dealership_id, name, body)
        values (${OAK}, ${crypto.randomUUID()}, ${body}) returning id`,
  );
}

interface Result {
  readonly template_key: string;
  readonly uses: number;
  readonly replies: number;
  readonly bookings: number;
}

/** What a manager reads of these templates. */
async function results(sql: Sql, keys: readonly string[]): Promise<readonly Result[]> {
  const { rows } = await attempt<Result>(
    sql,
    PEOPLE.oakManager,
    (tx) =>
      tx`select template_key, uses, replies, bookings from public.template_results
        where template_key in ${tx(keys)} order by template_key`,
  );
  return rows;
}

Deno.test("message_templates: a field that nothing fills is refused by its name", async () => {
  await inRollback(async (sql) => {
    const { refused } = await addTemplate(sql, "Hi {{ custmer_name }}");
    assert.deepEqual([refused?.code, refused?.detail], ["PT400", "unknown_merge_field"]);
    assert.match(refused?.message ?? "", /custmer_name/);
    const every = MERGE_FIELDS.map((field) => `{{${field}}}`).join(" ");
    const kept = await addTemplate(sql, every);
    assert.equal(kept.refused, null);
    const edit = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`update public.message_templates set body = '{{nobody}}' where id = ${
          kept.rows[0]?.id ?? ""
        } returning id`,
    );
    assert.equal(edit.refused?.detail, "unknown_merge_field");
    const [fields] = await sql<{ names: string[] }[]>`select private.merge_fields() as names`;
    assert.deepEqual(fields?.names, [...MERGE_FIELDS]);
  });
});

Deno.test("template_results: the AI's templates count, with the replies and bookings after them", async () => {
  await inRollback(async (sql) => {
    const keys = ["en.walk.one", "en.walk.two"];
    const { conversation_id, message_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    const reply = { content: "Hello", confidence: 0.9, template_ids: [...keys, "en.walk.one"] };
    await sql`select public.submit_reply(${conversation_id}, ${message_id}, ${sql.json(reply)},
      ${job?.lease_token ?? null})`;
    const once = { uses: 1, replies: 0, bookings: 0 };
    const expect = (row: Omit<Result, "template_key">) =>
      keys.map((template_key) => ({ template_key, ...row }));
    assert.deepEqual([...await results(sql, keys)], expect(once));
    await become(sql, "owner");
    const [thread] = await sql<{ customer_address: string; customer_id: string }[]>`
      select customer_address, customer_id from public.conversations where id = ${conversation_id}`;
    await receiveText(sql, { from: thread?.customer_address ?? "" });
    assert.deepEqual([...await results(sql, keys)], expect({ ...once, replies: 1 }));
    await sql`with bay as (
        insert into public.resources (dealership_id, kind, name, appointment_kinds)
        values (${OAK}, 'bay', 'Templates', '{delivery}') returning id)
      insert into public.appointments (dealership_id, kind, customer_id, resource_id, starts_at, ends_at,
        idempotency_token, booked_by)
      select ${OAK}, 'delivery', ${
      thread?.customer_id ?? ""
    }, bay.id, now(), now() + interval '1 hour',
        gen_random_uuid(), 'ai' from bay`;
    assert.deepEqual([...await results(sql, keys)], expect({ ...once, replies: 1, bookings: 1 }));
  });
});

Deno.test("record_template_use: the sender's own message, once, and nobody else's", async () => {
  await inRollback(async (sql) => {
    const { rows } = await addTemplate(sql, "Hi {{customer_first_name}}");
    const template = rows[0]?.id ?? "";
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const sent = await attempt<{ id: number }>(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${conversation_id}, 'Hi Lee', ${crypto.randomUUID()})`,
    );
    const use = (person: Person) =>
      attempt(
        sql,
        person,
        (tx) => tx`select public.record_template_use(${sent.rows[0]?.id ?? 0}, ${template})`,
      );
    assert.equal((await use(PEOPLE.oakManager)).refused?.detail, "message_not_found");
    assert.equal((await use(PEOPLE.pineSales)).refused?.detail, "message_not_found");
    for (let again = 0; again < 2; again += 1) {
      assert.equal((await use(PEOPLE.oakSales)).refused, null);
    }
    assert.equal((await results(sql, [template]))[0]?.uses, 1);
  });
});
