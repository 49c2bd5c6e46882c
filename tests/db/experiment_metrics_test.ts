import assert from "node:assert/strict";
import { ExperimentSummary } from "../../supabase/functions/_shared/contract/experiment.ts";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import {
  type Arms,
  assigned,
  countedOf,
  countParticipants,
  draftExperiment,
  RYLIE,
  textOfArm,
} from "../support/experiments.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { passEvaluation } from "../support/personas.ts";
import { claimFor, receiveText } from "../support/sms.ts";

/** A running experiment and a shopper of its challenger who was answered, but has the answer not yet. */
async function answered(sql: Sql, channel = "sms") {
  const arms = await draftExperiment(sql);
  await start(sql, arms);
  const thread = await textOfArm(sql, arms.challenger);
  const [sent] = await sql<{ id: string }[]>`
    insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
      delivery_status, persona_id, persona_version_id)
    select ${OAK}, ${thread.conversation_id}, 'outbound', 'ai', ${channel}, 'Hello', 'queued', v.persona_id,
      v.persona_version_id
    from public.experiment_variants as v where v.id = ${arms.challenger} returning id`;
  const report = (status: string) =>
    sql`update public.messages set delivery_status = ${status}, sent_at = now() where id = ${
      sent?.id ?? 0
    }`;
  return { arms, thread, report, message: sent?.id ?? "0" };
}

async function start(sql: Sql, { experiment }: Arms): Promise<void> {
  await become(sql, "owner");
  await sql`update public.prompt_experiments set status = 'active' where id = ${experiment}`;
}

Deno.test("prompt_metrics: what happens to a participant counts once, in its own transaction", async () => {
  await inRollback(async (sql) => {
    const { arms, thread, report } = await answered(sql);
    const again = () =>
      sql<{ customer_address: string }[]>`select customer_address from public.conversations
        where id = ${thread.conversation_id}`;
    const [{ customer_address } = { customer_address: "" }] = await again();
    await receiveText(sql, { from: customer_address, content: "too early" });
    assert.deepEqual(await countedOf(sql, arms), []);
    await report("delivered");
    for (let twice = 0; twice < 2; twice += 1) {
      await receiveText(sql, { from: customer_address, content: "hello again" });
      await become(sql, "owner");
      await sql`insert into public.handovers (dealership_id, conversation_id, reason, ended_at, ended_how)
        values (${OAK}, ${thread.conversation_id}, 'complaint', now(), 'closed')`;
      await sql`insert into public.consents (dealership_id, customer_id, channel, address, status, method)
        values (${OAK}, ${thread.customer_id}, 'sms', ${customer_address}, 'revoked', 'keyword')`;
      await sql`with bay as (
          insert into public.resources (dealership_id, kind, name, appointment_kinds)
          values (${OAK}, 'bay', ${`Metrics ${twice}`}, '{delivery}') returning id)
        insert into public.appointments (dealership_id, kind, customer_id, resource_id, starts_at, ends_at,
          idempotency_token, booked_by)
        select ${OAK}, 'delivery', ${thread.customer_id}, bay.id, now(), now() + interval '1 hour',
          gen_random_uuid(), 'ai' from bay`;
    }
    assert.deepEqual(await countedOf(sql, arms), [
      "appointment",
      "complaint",
      "exposure",
      "handover",
      "opt_out",
      "reply",
    ]);
  });
});

Deno.test("prompt_metrics: a shopper outside of the experiment is nobody's event", async () => {
  await inRollback(async (sql) => {
    const { arms, report } = await answered(sql);
    await report("delivered");
    await sql`update public.prompt_experiments set status = 'paused' where id = ${arms.experiment}`;
    const other = newShopper();
    await receiveText(sql, { from: other });
    await receiveText(sql, { from: other });
    assert.deepEqual(await countedOf(sql, arms), ["exposure"]);
  });
});

Deno.test("exposure: a text counts when it is delivered, elsewhere what the provider took counts", async () => {
  for (
    const [channel, status, counts] of [["sms", "sent", 0], ["email", "sent", 1], [
      "sms",
      "read",
      1,
    ]] as const
  ) {
    await inRollback(async (sql) => {
      const { arms, report } = await answered(sql, channel);
      await report(status);
      await report(status);
      assert.equal((await countedOf(sql, arms)).length, counts, `${channel} ${status}`);
    });
  }
});

Deno.test("exposure: a text that no carrier reported on counts after a day", async () => {
  await inRollback(async (sql) => {
    const { arms, report, message } = await answered(sql);
    await report("sent");
    await sql`select private.expose_unreported()`;
    assert.deepEqual(await countedOf(sql, arms), []);
    await sql`update public.messages set sent_at = now() - interval '25 hours' where id = ${message}`;
    for (let twice = 0; twice < 2; twice += 1) await sql`select private.expose_unreported()`;
    assert.deepEqual(await countedOf(sql, arms), ["exposure"]);
  });
});

Deno.test("messages: an answer names the version it was written with, whatever started or was published since", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await start(sql, arms);
    const thread = await textOfArm(sql, arms.control);
    const [job] = await claimFor(sql, thread.conversation_id);
    const [loaded] = await sql<{ persona: { id: string; version_id: string } }[]>`
      select public.load_reply_context(${thread.conversation_id}, ${
      job?.lease_token ?? null
    }) -> 'persona' as persona`;
    assert.equal(loaded?.persona.id, RYLIE);
    await become(sql, "owner");
    await sql`update public.prompt_experiments set status = 'paused' where id = ${arms.experiment}`;
    await sql`update public.personas set prompt_template = 'New words.' where id = ${RYLIE}`;
    await passEvaluation(sql, RYLIE);
    const published = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select id from public.publish_persona(${RYLIE})`,
    );
    assert.equal(published.refused, null);
    await become(sql, "service_role");
    await sql`select public.submit_reply(${thread.conversation_id}, ${thread.message_id},
      ${sql.json({ content: "Hello", confidence: 0.9, persona_id: RYLIE })}, ${
      job?.lease_token ?? null
    })`;
    await become(sql, "owner");
    const [stored] = await sql<
      { id: string }[]
    >`select persona_version_id as id from public.messages
      where conversation_id = ${thread.conversation_id} and author = 'ai'`;
    assert.equal(stored?.id, loaded?.persona.version_id);
  });
});

Deno.test("experiment_summary: what was counted, in the contract's shape, for those who may read it", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await countParticipants(sql, arms, {
      exposure: [120, 110],
      appointment: [12, 20],
      opt_out: [1, 2],
    });
    const read = (person: Person) =>
      attempt<{ summary: unknown }>(
        sql,
        person,
        (tx) => tx`select public.experiment_summary(${arms.experiment}) as summary`,
      );
    const { rows } = await read(PEOPLE.oakManager);
    const summary = ExperimentSummary.parse(rows[0]?.summary);
    assert.deepEqual(
      summary.arms.map((arm) => [arm.variant_id, arm.is_control, arm.weight, arm.exposed]),
      [
        [arms.control, true, 50, 120],
        [arms.challenger, false, 50, 110],
      ],
    );
    const found = summary.metrics.map((metric) => [
      metric.name,
      metric.role,
      metric.good,
      ...metric.arms.map((arm) => "events" in arm ? arm.events : null),
    ]);
    assert.deepEqual(found, [
      ["appointment", "primary", "higher", 12, 20],
      ["complaint", "guardrail", "lower", 0, 0],
      ["handover", "guardrail", "lower", 0, 0],
      ["opt_out", "guardrail", "lower", 1, 2],
    ]);
    for (const person of [PEOPLE.oakSales, PEOPLE.pineAdmin]) {
      assert.equal((await read(person)).refused?.detail, "experiment_not_found");
    }
  });
});

Deno.test("complete_experiment: names the winner, which then speaks to everyone if asked to", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    const complete = (person: Person, winner: string | null, makeDefault: boolean) =>
      attempt<{ status: string }>(
        sql,
        person,
        (tx) =>
          tx`select status from public.complete_experiment(${arms.experiment}, ${winner}, ${makeDefault})`,
      );
    assert.equal((await complete(PEOPLE.oakManager, null, false)).refused?.detail, "illegal_move");
    await start(sql, arms);
    assert.equal(
      (await complete(PEOPLE.oakSales, null, false)).refused?.detail,
      "experiment_not_found",
    );
    for (const winner of [null, RYLIE]) {
      const refused = await complete(PEOPLE.oakManager, winner, true);
      assert.equal(refused.refused?.detail, "invalid_winner_variant_id");
    }
    const done = await complete(PEOPLE.oakManager, arms.challenger, true);
    assert.deepEqual([...done.rows], [{ status: "completed" }]);
    await become(sql, "owner");
    const [voice] = await sql<{ name: string; is_frozen: boolean }[]>`
      select p.name, p.current_version_id = v.persona_version_id as is_frozen from public.personas as p
      join public.experiment_variants as v on v.id = ${arms.challenger}
      where p.dealership_id = ${OAK} and p.is_default`;
    assert.deepEqual(voice, { name: "Test", is_frozen: true });
    const thread = await receiveText(sql, { from: newShopper() });
    await become(sql, "owner");
    const [customer] = await sql<{ customer_id: string }[]>`
      select customer_id from public.conversations where id = ${thread.conversation_id}`;
    assert.equal(await assigned(sql, customer?.customer_id ?? ""), null);
  });
});

Deno.test("experiments: a merged shopper keeps the voice they had, and counts no more than once an arm", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await start(sql, arms);
    const loser = await textOfArm(sql, arms.challenger);
    const [winner] = await sql<{ id: string }[]>`
      insert into public.customers (dealership_id) values (${OAK}) returning id`;
    await sql`insert into public.customer_merges (dealership_id, winner_id, loser_id)
      values (${OAK}, ${winner?.id ?? ""}, ${loser.customer_id})`;
    assert.equal(await assigned(sql, winner?.id ?? ""), arms.challenger);
    await countParticipants(sql, arms, { exposure: [1, 1], reply: [0, 1] });
    await sql`insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, metric_name)
      values (${OAK}, ${arms.experiment}, ${arms.challenger}, ${winner?.id ?? ""}, 'opt_out'),
        (${OAK}, ${arms.experiment}, ${arms.challenger}, ${loser.customer_id}, 'opt_out')`;
    const { rows } = await attempt<{ summary: unknown }>(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select public.experiment_summary(${arms.experiment}) as summary`,
    );
    assert.equal(ExperimentSummary.safeParse(rows[0]?.summary).success, true);
  });
});

Deno.test("messages: a greeting names the version that speaks now, not the one of a reply long ago", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    await sql`select public.load_reply_context(${conversation_id}, ${job?.lease_token ?? null})`;
    await become(sql, "owner");
    await sql`update private.handed_versions set handed_at = now() - interval '1 day'
      where conversation_id = ${conversation_id}`;
    await sql`update public.personas set prompt_template = 'Newer words.' where id = ${RYLIE}`;
    await passEvaluation(sql, RYLIE);
    const published = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select id from public.publish_persona(${RYLIE})`,
    );
    const [greeting] = await sql<{ version: string }[]>`
      insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
        delivery_status, persona_id)
      values (${OAK}, ${conversation_id}, 'outbound', 'ai', 'sms', 'Hello', 'queued', ${RYLIE})
      returning persona_version_id as version`;
    assert.equal(greeting?.version, published.rows[0]?.id);
  });
});
