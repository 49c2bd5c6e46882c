import assert from "node:assert/strict";
import { inRollback, type Sql } from "../support/db.ts";
import { ANSWERABLE, ENTRIES, UNANSWERABLE } from "../support/knowledge_questions.ts";
import { OAK, PINE } from "../support/people.ts";

interface Found {
  readonly id: string;
  readonly title: string;
  readonly score: number;
}

async function fillKnowledge(sql: Sql, dealershipId: string): Promise<void> {
  await sql`delete from public.knowledge_entries where dealership_id = ${dealershipId}`;
  const rows = ENTRIES.map(([title, phrases, tags, answer]) => ({
    dealership_id: dealershipId,
    title,
    question_phrases: [...phrases],
    tags: [...tags],
    answer,
  }));
  await sql`insert into public.knowledge_entries ${sql(rows)}`;
}

function ask(sql: Sql, question: string, dealershipId = OAK): Promise<readonly Found[]> {
  return sql<
    Found[]
  >`select id, title, score from public.search_knowledge(${dealershipId}, ${question})`;
}

Deno.test("knowledge search: finds the entry that answers and abstains from what none does", async () => {
  await inRollback(async (sql) => {
    await fillKnowledge(sql, OAK);
    const missed: string[] = [];
    let answered = 0;
    for (const [question, title] of ANSWERABLE) { // bound: the table
      const [best] = await ask(sql, question);
      if (best) answered++;
      if (best?.title !== title) missed.push(`${question} → ${best?.title ?? "nothing"}`);
    }
    const invented: string[] = [];
    for (const question of UNANSWERABLE) { // bound: the table
      const [best] = await ask(sql, question);
      if (best) invented.push(`${question} → ${best.title}`);
    }
    const right = ANSWERABLE.length - missed.length;
    const recall = right / ANSWERABLE.length;
    const precision = right / (answered + invented.length);
    const falseAnswers = invented.length / UNANSWERABLE.length;
    const report = { recall, precision, falseAnswers, missed, invented };
    assert.ok(recall >= 0.9 && precision >= 0.95 && falseAnswers <= 0.05, JSON.stringify(report));
  });
});

Deno.test("knowledge search: says nothing from another dealership, switched off, not yet or no longer valid", async () => {
  await inRollback(async (sql) => {
    await fillKnowledge(sql, OAK);
    await sql`delete from public.knowledge_entries where dealership_id = ${PINE}`;
    const titles = async (dealershipId: string) =>
      (await ask(sql, "can I bring my dog", dealershipId)).map(({ title }) => title);
    const change = (set: string) =>
      sql.unsafe(`update public.knowledge_entries set ${set} where title = 'Pets'`);
    assert.deepEqual(await titles(OAK), ["Pets"]);
    assert.deepEqual(await titles(PINE), []);
    await change("is_active = false");
    assert.deepEqual(await titles(OAK), []);
    await change("is_active = true, valid_from = now() + interval '1 day'");
    assert.deepEqual(await titles(OAK), []);
    await change("valid_from = now() - interval '2 days', valid_until = now() - interval '1 day'");
    assert.deepEqual(await titles(OAK), []);
    await change("valid_until = now() + interval '1 day'");
    assert.deepEqual(await titles(OAK), ["Pets"]);
  });
});

Deno.test("knowledge search: a question without a word that tells something finds nothing", async () => {
  await inRollback(async (sql) => {
    await fillKnowledge(sql, OAK);
    for (const question of ["", "???", "and then", "!'&|:*()<>\\", "a".repeat(5000)]) {
      assert.equal((await ask(sql, question)).length, 0, question.slice(0, 20));
    }
  });
});

/** Plans of the statements inside the two legs, with the values in place. */
async function plansOf(sql: Sql): Promise<{ words: string; likeness: string }> {
  const explain = async (condition: string) => {
    const rows = await sql.unsafe<{ "QUERY PLAN": string }[]>(`explain (costs off)
      select e.id from public.knowledge_entries as e
      where e.dealership_id = '${OAK}' and e.is_active and ${condition}`);
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  };
  return {
    words: await explain("e.search_words @@ 'wheelchair | 17'::tsquery"),
    likeness: await explain(`private.knowledge_text(e.title, e.question_phrases, e.tags)
      operator(extensions.%>) 'wheelchiar'`),
  };
}

// 5,000 entries in which every word stands 125 times, two busy cores: median 21 ms a question, with a typo up to 110.
Deno.test("knowledge search: both legs read an index that leads with the dealership, on 5,000 entries", async () => {
  await inRollback(async (sql) => {
    await fillKnowledge(sql, OAK);
    await sql`insert into public.knowledge_entries (dealership_id, title, question_phrases, answer, tags)
      select ${OAK}, 'Subject ' || md5(i::text), array['about ' || md5((i * 7)::text), 'and ' || md5((i * 13)::text)],
        'Answer ' || i, array[md5((i * 17)::text)]
      from generate_series(1, 5000) as i`;
    await sql`analyze public.knowledge_entries`;
    const plans = await plansOf(sql);
    assert.match(plans.words, /knowledge_entries_fts_idx/);
    assert.match(plans.words, /Index Cond: .*dealership_id/);
    assert.match(plans.likeness, /knowledge_entries_trgm_idx/);
    assert.match(plans.likeness, /Index Cond: .*dealership_id/);
    const [best] = await ask(sql, "is the showroom wheelchiar accessible");
    assert.equal(best?.title, "Wheelchair access");
  });
});
