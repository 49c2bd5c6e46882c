import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
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
