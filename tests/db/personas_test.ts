import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { passEvaluation } from "../support/personas.ts";
import { claimFor, receiveText } from "../support/sms.ts";

const RYLIE = "0a000000-0000-4000-8000-0000000000e1";

function edit(sql: Sql, set: Readonly<Record<string, string>>) {
  return attempt(
    sql,
    PEOPLE.oakManager,
    (tx) => tx`update public.personas set ${tx(set)} where id = ${RYLIE} returning id`,
  );
}

function publish(sql: Sql, person: Person = PEOPLE.oakManager) {
  return attempt<{ id: string; version_number: number; note: string }>(
    sql,
    person,
    (tx) => tx`select id, version_number, note from public.publish_persona(${RYLIE}, 'Shorter')`,
  );
}

/** The persona that the next reply would be written with. */
async function speaking(sql: Sql): Promise<{ prompt_template: string; version_id: string }> {
  const { conversation_id } = await receiveText(sql, { from: newShopper() });
  const [job] = await claimFor(sql, conversation_id);
  const [row] = await sql<{ persona: { prompt_template: string; version_id: string } }[]>`
    select public.load_reply_context(${conversation_id}, ${
    job?.lease_token ?? null
  }) -> 'persona' as persona`;
  assert.ok(row);
  return row.persona;
}

Deno.test("publish_persona: a draft speaks only once it is published", async () => {
  await inRollback(async (sql) => {
    const before = await speaking(sql);
    await edit(sql, { prompt_template: "You are {{persona_name}}. Be brief." });
    assert.deepEqual(
      (await speaking(sql)).prompt_template,
      before.prompt_template,
    );
    assert.equal((await publish(sql)).refused?.detail, "persona_not_evaluated");
    await passEvaluation(sql, RYLIE);
    const { rows } = await publish(sql);
    assert.equal(rows[0]?.version_number, 2);
    assert.equal((await speaking(sql)).prompt_template, "You are {{persona_name}}. Be brief.");
    assert.equal((await publish(sql)).refused?.detail, "nothing_to_publish");
    assert.equal((await publish(sql, PEOPLE.oakSales)).refused?.detail, "persona_not_found");
    assert.equal((await publish(sql, PEOPLE.pineAdmin)).refused?.detail, "persona_not_found");
  });
});

Deno.test("persona_versions: never change, whoever asks", async () => {
  await inRollback(async (sql) => {
    for (
      const statement of [
        (tx: Sql) => tx`update public.persona_versions set prompt_template = 'x' returning id`,
        (tx: Sql) => tx`delete from public.persona_versions returning id`,
      ]
    ) {
      assert.equal((await attempt(sql, "owner", statement)).refused?.detail, "append_only");
      assert.equal((await attempt(sql, PEOPLE.oakAdmin, statement)).refused?.code, "42501");
    }
  });
});

Deno.test("personas: a variable that nothing fills is refused, in either prompt", async () => {
  await inRollback(async (sql) => {
    for (const column of ["prompt_template", "system_prompt"]) {
      const odd = await edit(sql, { [column]: "Hello {{ custmer_name }}" });
      assert.deepEqual([odd.refused?.code, odd.refused?.detail], ["PT400", "unknown_variable"]);
      assert.match(odd.refused?.message ?? "", /custmer_name/);
      assert.equal((await edit(sql, { [column]: "Hello {{ dealership_name }}" })).refused, null);
    }
  });
});

Deno.test("messages: each AI message names the version that wrote it", async () => {
  await inRollback(async (sql) => {
    const { conversation_id, message_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    await become(sql, "service_role");
    await sql`select public.submit_reply(${conversation_id}, ${message_id},
      ${sql.json({ content: "Hello", confidence: 0.9, persona_id: RYLIE })}, ${
      job?.lease_token ?? null
    })`;
    await become(sql, "owner");
    const [row] = await sql`select m.persona_version_id = p.current_version_id as is_current
      from public.messages as m join public.personas as p on p.id = m.persona_id
      where m.conversation_id = ${conversation_id} and m.author = 'ai'`;
    assert.equal(row?.["is_current"], true);
  });
});

Deno.test("personas: a new one has version 1 from the start", async () => {
  await inRollback(async (sql) => {
    const made = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`insert into public.personas (dealership_id, name, prompt_template)
        values (${OAK}, 'Quiet', 'You are {{persona_name}}.') returning id`,
    );
    const [row] = await sql`select v.version_number from public.personas as p
      join public.persona_versions as v on v.id = p.current_version_id where p.id = ${
      made.rows[0]?.id ?? ""
    }`;
    assert.equal(row?.["version_number"], 1);
  });
});

Deno.test("publish_persona: only words that passed their evaluation speak, and the version names it", async () => {
  await inRollback(async (sql) => {
    const evaluate = async (passed: boolean) => {
      await become(sql, "service_role");
      const result = { passed, cases_passed: passed ? 12 : 9, cases_total: 12, model: "local" };
      const rows = await sql<{ id: string }[]>`
        select e.id from public.personas as p, public.record_persona_evaluation(p.id,
          private.persona_fingerprint(p), ${sql.json(result)}, ${PEOPLE.oakManager.id}) as e
        where p.id = ${RYLIE}`;
      await become(sql, "owner");
      return rows[0]?.id;
    };
    await edit(sql, { prompt_template: "You are {{persona_name}}. Be brief." });
    await evaluate(true);
    await edit(sql, { prompt_template: "You are {{persona_name}}. Be very brief." });
    assert.equal((await publish(sql)).refused?.detail, "persona_not_evaluated");
    await evaluate(false);
    const failed = await publish(sql);
    assert.equal(failed.refused?.detail, "persona_failed_evaluation");
    assert.match(failed.refused?.message ?? "", /3 of 12/);
    await sql`update public.persona_evaluations set evaluated_at = evaluated_at - interval '1 hour'`;
    const pass = await evaluate(true);
    const { rows } = await publish(sql);
    const [version] = await sql<{ evaluation_id: string }[]>`
      select evaluation_id from public.persona_versions where id = ${rows[0]?.id ?? ""}`;
    assert.equal(version?.evaluation_id, pass);
    const forged = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) =>
        tx`insert into public.persona_evaluations (dealership_id, persona_id, fingerprint, passed,
          cases_passed, cases_total, model) values (${OAK}, ${RYLIE}, 'x', true, 1, 1, 'local') returning id`,
    );
    assert.equal(forged.refused?.code, "42501");
  });
});

Deno.test("load_preview_context: what a reply would have read, cut at the message, and no trace of it", async () => {
  await inRollback(async (sql) => {
    const from = newShopper();
    const first = await receiveText(sql, { from, content: "is the RAV4 there?" });
    await become(sql, "owner");
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, author_user_id)
      values (${OAK}, ${first.conversation_id}, 'outbound', 'staff', 'sms', 'Yes.', 'sent', ${PEOPLE.oakManager.id})`;
    await receiveText(sql, { from, content: "and the price?" });
    const load = (person: Person, through: number | null) =>
      attempt<{ context: Record<string, unknown> }>(
        sql,
        person,
        (tx) =>
          tx`select public.load_preview_context(${first.conversation_id}, ${RYLIE}, ${through}) as context`,
      );
    const { rows } = await load(PEOPLE.oakManager, first.message_id);
    const context = rows[0]?.context ?? {};
    const told = (context["messages"] as { content: string }[]).map((one) => one.content);
    assert.deepEqual(told, ["is the RAV4 there?"]);
    assert.deepEqual(context["pending"], [Number(first.message_id)]);
    assert.deepEqual(context["said"], { author: "staff", content: "Yes." });
    const last = (await load(PEOPLE.oakManager, null)).rows[0]?.context ?? {};
    assert.deepEqual((last["messages"] as unknown[]).length, 3);
    assert.equal(last["said"], null);
    const [trace] = await sql<
      { n: number }[]
    >`select count(*)::int as n from private.handed_versions
      where conversation_id = ${first.conversation_id}`;
    assert.equal(trace?.n, 0);
    for (const person of [PEOPLE.oakSales, PEOPLE.pineAdmin]) {
      assert.equal((await load(person, null)).refused?.detail, "persona_not_found");
    }
  });
});

Deno.test("personas: handover rules have a shape that a reply can follow, or are refused", async () => {
  await inRollback(async (sql) => {
    const table: readonly (readonly [unknown, boolean])[] = [
      [{}, true],
      [{ asks_for_person: true }, true],
      [{ rules: [{ kind: "words", words: ["fleet"] }, { kind: "unhappy", messages: 1 }] }, true],
      [
        { rules: [{ kind: "confidence", below: 0.6 }, { kind: "intent", intent: "trade_in" }] },
        true,
      ],
      [{ rules: "all" }, false],
      [{ rules: [{ kind: "words", words: [] }] }, false],
      [{ rules: [{ kind: "mood" }] }, false],
      [{ rules: [{}] }, false],
      [{ rules: Array.from({ length: 21 }, () => ({ kind: "unhappy", messages: 1 })) }, false],
      [[], false],
    ];
    for (const [triggers, isKnown] of table) { // bound: the table above
      const { refused } = await attempt(
        sql,
        PEOPLE.oakManager,
        (tx) =>
          tx`update public.personas set escalation_triggers = ${tx.json(triggers as never)}
            where id = ${RYLIE} returning id`,
      );
      assert.equal(refused === null, isKnown, JSON.stringify(triggers).slice(0, 80));
    }
  });
});

Deno.test("make_default_persona: one voice at a time, and none that nobody tried", async () => {
  await inRollback(async (sql) => {
    const made = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`insert into public.personas (dealership_id, name, prompt_template)
          values (${OAK}, 'Second', 'You are {{persona_name}}.') returning id`,
    );
    const second = made.rows[0]?.id ?? "";
    const speak = (person: Person, id: string) =>
      attempt(sql, person, (tx) => tx`select id from public.make_default_persona(${id})`);
    const marked = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`update public.personas set is_default = false where id = ${RYLIE} returning id`,
    );
    assert.equal(marked.refused?.code, "42501");
    assert.equal((await speak(PEOPLE.oakManager, second)).refused?.detail, "persona_not_evaluated");
    for (const person of [PEOPLE.oakSales, PEOPLE.pineAdmin]) {
      assert.equal((await speak(person, second)).refused?.detail, "persona_not_found");
    }
    await passEvaluation(sql, second);
    assert.equal((await speak(PEOPLE.oakManager, second)).refused, null);
    const speaks = await sql<{ id: string }[]>`select id from public.personas
      where dealership_id = ${OAK} and is_default`;
    assert.deepEqual(speaks.map(({ id }) => id), [second]);
    assert.equal((await speaking(sql)).prompt_template, "You are {{persona_name}}.");
    await sql`update public.personas set prompt_template = 'Untried.' where id = ${RYLIE}`;
    await passEvaluation(sql, RYLIE);
    const unpublished = await speak(PEOPLE.oakManager, RYLIE);
    assert.equal(unpublished.refused?.detail, "persona_not_evaluated");
  });
});
