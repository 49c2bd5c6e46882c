import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { claimFor, receiveText } from "../support/sms.ts";

/** An AI message that rests on one entry of Oak. */
async function answered(sql: Sql): Promise<{ message: number; entry: string }> {
  const { conversation_id, message_id } = await receiveText(sql, { from: newShopper() });
  const [job] = await claimFor(sql, conversation_id);
  await become(sql, "owner");
  const [entry] = await sql<{ id: string }[]>`
    select id from public.knowledge_entries where dealership_id = ${OAK} limit 1`;
  const reply = {
    content: "We do.",
    confidence: 0.9,
    evidence: [{ kind: "knowledge", id: entry?.id ?? "", fields: ["answer"] }],
  };
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { message_id: number } }[]>`
    select public.submit_reply(${conversation_id}, ${message_id}, ${sql.json(reply)},
      ${job?.lease_token ?? null}) as answer`;
  await become(sql, "owner");
  return { message: row?.answer.message_id ?? 0, entry: entry?.id ?? "" };
}

Deno.test("knowledge: an AI message counts as a use of each entry it rests on, and staff rate it", async () => {
  await inRollback(async (sql) => {
    const { message, entry } = await answered(sql);
    const rate = (person: typeof PEOPLE.oakSales | typeof PEOPLE.pineSales, about = entry) =>
      attempt(
        sql,
        person,
        (tx) => tx`select public.rate_knowledge_use(${message}, ${about}, false)`,
      );
    assert.equal((await rate(PEOPLE.oakSales)).refused, null);
    const [use] =
      await sql`select is_helpful, rated_by from public.knowledge_uses where message_id = ${message}`;
    assert.deepEqual({ ...use }, { is_helpful: false, rated_by: PEOPLE.oakSales.id });
    assert.equal((await rate(PEOPLE.pineSales)).refused?.code, "PT404");
    assert.equal(
      (await rate(PEOPLE.oakSales, crypto.randomUUID())).refused?.detail,
      "knowledge_use_not_found",
    );
  });
});

/** The AI steps back because it does not know. */
async function stumped(sql: Sql, content: string): Promise<string> {
  const { conversation_id } = await receiveText(sql, { from: newShopper(), content });
  await sql`select private.step_back(${conversation_id}, 'fact_missing', null)`;
  await become(sql, "owner");
  return conversation_id;
}

Deno.test("knowledge gaps: the same question counts once, without the shopper's numbers", async () => {
  await inRollback(async (sql) => {
    await stumped(sql, "Do you take bitcoin? Call me at 555-010-7777 or a@b.example");
    await stumped(sql, "do you take BITCOIN, call me at 555 010 8888 or c@d.example!");
    const gaps = await sql<{ question: string; asked_count: number }[]>`
      select question, asked_count from public.knowledge_gaps where question ilike '%bitcoin%'`;
    assert.equal(gaps.length, 1);
    assert.equal(gaps[0]?.asked_count, 2);
    assert.match(gaps[0]?.question ?? "", /\[number\] or \[e-mail\]/);
  });
});

Deno.test("knowledge suggestions: a colleague's reply becomes one, and an entry only when a person accepts it", async () => {
  await inRollback(async (sql) => {
    const id = await stumped(sql, "Do you take bitcoin?");
    const sent = await attempt<{ id: number }>(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${id}, 'No, cash or card only.', ${crypto.randomUUID()})`,
    );
    await sql`update public.messages set delivery_status = 'sent' where id = ${
      sent.rows[0]?.id ?? 0
    }`;
    const [suggestion] = await sql<{ id: string; answer: string; status: string }[]>`
      select id, answer, status from public.knowledge_suggestions where message_id = ${
      sent.rows[0]?.id ?? 0
    }`;
    assert.deepEqual([suggestion?.answer, suggestion?.status], [
      "No, cash or card only.",
      "pending",
    ]);
    const known = () =>
      sql`select id from public.knowledge_entries where answer like 'No, cash or card%'`;
    assert.equal((await known()).length, 0);
    const decide = (person: typeof PEOPLE.oakSales | typeof PEOPLE.oakManager) =>
      attempt(
        sql,
        person,
        (tx) =>
          tx`select id from public.decide_knowledge_suggestion(${suggestion?.id ?? ""}, true,
          'No, cash or card.')`,
      );
    assert.equal((await decide(PEOPLE.oakSales)).refused?.detail, "suggestion_not_found");
    assert.equal((await decide(PEOPLE.oakManager)).refused, null);
    assert.equal((await known()).length, 1);
    assert.equal((await decide(PEOPLE.oakManager)).refused?.detail, "suggestion_decided");
    const [gap] =
      await sql`select status from public.knowledge_gaps where question ilike '%bitcoin%'`;
    assert.equal(gap?.["status"], "answered");
  });
});

Deno.test("mask_contacts: what is counted of a question holds no bank, licence or secret number", async () => {
  await inRollback(async (sql) => {
    const table: readonly (readonly [string, string])[] = [
      ["my routing number is 021000021, ok?", "my routing number is [number], ok?"],
      ["acct #12345 at chase", "acct #[number] at chase"],
      ["driver's license D123-4567", "driver's license [number]"],
      ["licencia de conducir A1234567", "licencia de conducir [number]"],
      ["pin 1234", "pin [number]"],
      ["is the 2024 RAV4 T4417 still $31,480?", "is the 2024 RAV4 T4417 still $31,480?"],
      [
        "do I need a driver's license for 2 test drives?",
        "do I need a driver's license for 2 test drives?",
      ],
    ];
    for (const [said, kept] of table) { // bound: the table above
      const [row] = await sql<
        { masked: string }[]
      >`select private.mask_contacts(${said}) as masked`;
      assert.equal(row?.masked, kept);
    }
  });
});
