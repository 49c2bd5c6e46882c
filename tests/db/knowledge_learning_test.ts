import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, receiveText } from "../support/sms.ts";

interface Answered {
  readonly conversationId: string;
  readonly message: number;
  readonly question: number;
  readonly entry: string;
}

/** A shopper asks and the AI answers from Oak's entry on pets. */
async function answered(sql: Sql): Promise<Answered> {
  const from = newShopper();
  const { conversation_id, message_id } = await receiveText(sql, { from, content: "dogs ok?" });
  const [job] = await claimFor(sql, conversation_id);
  await become(sql, "owner");
  const [entry] = await sql<{ id: string }[]>`
    select id from public.knowledge_entries where dealership_id = ${OAK} and title = 'Pets'`;
  const reply = { content: "Sure.", evidence: [{ kind: "knowledge", id: entry?.id ?? "" }] };
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { message_id: number } }[]>`
    select public.submit_reply(${conversation_id}, ${message_id}, ${sql.json(reply)},
      ${job?.lease_token ?? null}) as answer`;
  await become(sql, "owner");
  return {
    conversationId: conversation_id,
    message: row?.answer.message_id ?? 0,
    question: message_id,
    entry: entry?.id ?? "",
  };
}

function rate(sql: Sql, who: Person, message: number, says: readonly [boolean | null, string?]) {
  const [helpful, reason = "Wrong"] = says;
  return attempt(
    sql,
    who,
    (tx) => tx`select public.rate_reply(${message}, ${helpful}, ${reason})`,
  );
}

async function suggestions(sql: Sql, message: number) {
  const rows = await sql<{ id: string; status: string; knowledge_entry_id: string }[]>`
    select id, status, knowledge_entry_id from public.knowledge_suggestions
    where message_id = ${message} order by created_at`;
  return rows.map((row) => ({ ...row }));
}

function decide(sql: Sql, id: string, answer: string | null) {
  return attempt(
    sql,
    PEOPLE.oakManager,
    (tx) => tx`select id from public.decide_knowledge_suggestion(${id}, true, ${answer})`,
  );
}

Deno.test("reply ratings: thumbs down rates the entries behind the reply and asks once for a better answer", async () => {
  await inRollback(async (sql) => {
    const { message, entry } = await answered(sql);
    assert.equal((await rate(sql, PEOPLE.oakSales, message, [false])).refused, null);
    assert.equal((await rate(sql, PEOPLE.oakManager, message, [false, "Old"])).refused, null);
    const [rating] = await sql`select is_helpful, reason, rated_by from public.reply_ratings
      where message_id = ${message}`;
    assert.deepEqual({ ...rating }, {
      is_helpful: false,
      reason: "Old",
      rated_by: PEOPLE.oakManager.id,
    });
    const [use] =
      await sql`select is_helpful from public.knowledge_uses where message_id = ${message}`;
    assert.equal(use?.["is_helpful"], false);
    const [open, ...more] = await suggestions(sql, message);
    assert.deepEqual([open?.status, open?.knowledge_entry_id, more.length], ["pending", entry, 0]);
    await rate(sql, PEOPLE.oakSales, message, [null]);
    assert.equal((await suggestions(sql, message))[0]?.status, "rejected");
    const left = await sql`select 1 from public.reply_ratings where message_id = ${message}`;
    assert.equal(left.length, 0);
  });
});

Deno.test("reply ratings: only staff of the thread rate, and only what the AI wrote", async () => {
  await inRollback(async (sql) => {
    const { message, question } = await answered(sql);
    assert.equal((await rate(sql, PEOPLE.pineSales, message, [true])).refused?.code, "PT404");
    assert.equal((await rate(sql, PEOPLE.oakApi, message, [true])).refused?.code, "PT404");
    const own = await rate(sql, PEOPLE.oakSales, question, [true]);
    assert.equal(own.refused?.detail, "not_an_ai_reply");
    assert.equal(
      (await rate(sql, PEOPLE.oakSales, message, [true, "x".repeat(501)])).refused?.detail,
      "invalid_reason",
    );
  });
});

Deno.test("knowledge suggestions: a better answer goes into the entry it replaces, never the unhelpful one", async () => {
  await inRollback(async (sql) => {
    const { message, entry } = await answered(sql);
    await rate(sql, PEOPLE.oakSales, message, [false]);
    const [open] = await suggestions(sql, message);
    assert.equal((await decide(sql, open?.id ?? "", null)).refused?.detail, "invalid_answer");
    assert.equal((await decide(sql, open?.id ?? "", "Small dogs on a leash.")).refused, null);
    const entries = await sql<{ id: string; question_phrases: string[] }[]>`
      select id, question_phrases from public.knowledge_entries
      where dealership_id = ${OAK} and answer = 'Small dogs on a leash.'`;
    assert.deepEqual(entries.map(({ id }) => id), [entry]);
    assert.ok(entries[0]?.question_phrases.includes("dogs ok?"));
    assert.equal((await suggestions(sql, message))[0]?.knowledge_entry_id, entry);
  });
});

Deno.test("knowledge gaps: the same question in other words counts on the gap that is there", async () => {
  await inRollback(async (sql) => {
    for (
      const content of [
        "Is there a notary in your building?",
        "is there a notary in the building",
        "do you sell jet skis",
      ]
    ) { // bound: three
      const { conversation_id } = await receiveText(sql, { from: newShopper(), content });
      await sql`select private.step_back(${conversation_id}, 'fact_missing', null)`;
    }
    await become(sql, "owner");
    const gaps = await sql<{ question: string; asked_count: number }[]>`
      select question, asked_count from public.knowledge_gaps
      where dealership_id = ${OAK} and (question like '%notary%' or question like '%jet%') order by asked_count`;
    assert.deepEqual(gaps.map((gap) => ({ ...gap })), [
      { question: "do you sell jet skis", asked_count: 1 },
      { question: "is there a notary in the building", asked_count: 2 },
    ]);
  });
});

Deno.test("knowledge success: inferred from what followed, overruled by what staff say", async () => {
  await inRollback(async (sql) => {
    const figures = async () => {
      const { rows } = await attempt<{ use_count: string; helped_count: string }>(
        sql,
        PEOPLE.oakManager,
        (tx) =>
          tx`select use_count, helped_count from public.knowledge_success
            where dealership_id = ${OAK} and title = 'Pets'`,
      );
      return [Number(rows[0]?.use_count), Number(rows[0]?.helped_count)];
    };
    const [uses = 0, helped = 0] = await figures();
    const first = await answered(sql);
    assert.deepEqual(await figures(), [uses + 1, helped + 1]);
    await sql`select private.step_back(${first.conversationId}, 'asked_for_person', null)`;
    assert.deepEqual(await figures(), [uses + 1, helped]);
    await rate(sql, PEOPLE.oakSales, first.message, [true]);
    assert.deepEqual(await figures(), [uses + 1, helped + 1]);
  });
});
