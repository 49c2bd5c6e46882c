import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { type Arms, assigned, draftExperiment, RYLIE, textOfArm } from "../support/experiments.ts";
import { OAK, PEOPLE } from "../support/people.ts";
import { passEvaluation } from "../support/personas.ts";
import { claimFor } from "../support/sms.ts";

function change(
  sql: Sql,
  table: "prompt_experiments" | "experiment_variants",
  id: string,
  set: Readonly<Record<string, string | number | boolean>>,
) {
  return attempt(
    sql,
    PEOPLE.oakManager,
    (tx) => tx`update ${tx(`public.${table}`)} set ${tx(set)} where id = ${id} returning id`,
  );
}

const move = (sql: Sql, { experiment }: Arms, status: string) =>
  change(sql, "prompt_experiments", experiment, { status });

async function shopper(sql: Sql): Promise<string> {
  await become(sql, "owner");
  const [row] = await sql<
    { id: string }[]
  >`insert into public.customers (dealership_id) values (${OAK}) returning id`;
  return row?.id ?? "";
}

Deno.test("experiments: start only with shares of 100, one control and two arms", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql, [50, 40]);
    assert.equal((await move(sql, arms, "active")).refused?.detail, "invalid_weights");
    const unheard = await draftExperiment(sql, [100, 0], "Unheard");
    assert.equal((await move(sql, unheard, "active")).refused?.detail, "invalid_weights");
    await change(sql, "experiment_variants", arms.challenger, { traffic_percentage: 50 });
    await change(sql, "experiment_variants", arms.control, { is_control: false });
    assert.equal((await move(sql, arms, "active")).refused?.detail, "no_control");
    await change(sql, "experiment_variants", arms.control, { is_control: true });
    const second = await change(sql, "experiment_variants", arms.challenger, { is_control: true });
    assert.match(second.refused?.message ?? "", /experiment_variants_is_control_key/);
    assert.equal((await move(sql, arms, "active")).refused, null);
    const bare = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`insert into public.prompt_experiments (dealership_id, name) values (${OAK}, 'Bare') returning id`,
    );
    const started = await move(sql, { ...arms, experiment: bare.rows[0]?.id ?? "" }, "active");
    assert.equal(started.refused?.detail, "too_few_variants");
  });
});

Deno.test("experiments: start only with personas whose published words passed their evaluation", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await sql`delete from public.persona_evaluations where persona_id = ${RYLIE}`;
    assert.equal((await move(sql, arms, "active")).refused?.detail, "persona_not_evaluated");
    // Of a draft that nobody published, its passing says nothing about the words that would speak.
    await become(sql, "owner");
    await sql`update public.personas set temperature = 0.11 where id = ${RYLIE}`;
    await passEvaluation(sql, RYLIE);
    assert.equal((await move(sql, arms, "active")).refused?.detail, "persona_not_evaluated");
    const published = await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select id from public.publish_persona(${RYLIE})`,
    );
    assert.equal(published.refused, null);
    assert.equal((await move(sql, arms, "active")).refused, null);
  });
});

Deno.test("experiments: every move of the life, and no other", async () => {
  const legal = new Set([
    "draft>active",
    "draft>cancelled",
    "active>paused",
    "active>completed",
    "active>cancelled",
    "paused>active",
    "paused>completed",
    "paused>cancelled",
  ]);
  const states = ["draft", "active", "paused", "completed", "cancelled"];
  const ways: Readonly<Record<string, readonly string[]>> = {
    draft: [],
    active: ["active"],
    paused: ["active", "paused"],
    completed: ["active", "completed"],
    cancelled: ["cancelled"],
  };
  await inRollback(async (sql) => {
    for (const from of states) {
      const arms = await draftExperiment(sql, [50, 50], `From ${from}`);
      for (const step of ways[from] ?? []) await move(sql, arms, step);
      for (const to of states.filter((state) => state !== from)) {
        const { refused } = await probe(
          sql,
          PEOPLE.oakManager,
          (tx) =>
            tx`update public.prompt_experiments set status = ${to} where id = ${arms.experiment} returning id`,
        );
        assert.equal(refused === null, legal.has(`${from}>${to}`), `${from} > ${to}`);
      }
    }
  });
});

Deno.test("experiments: what runs keeps its terms, its arms and its versions", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await move(sql, arms, "active");
    const terms = await change(sql, "prompt_experiments", arms.experiment, {
      traffic_percentage: 10,
    });
    assert.equal(terms.refused?.detail, "experiment_started");
    const arm = await change(sql, "experiment_variants", arms.control, { traffic_percentage: 10 });
    assert.equal(arm.refused?.detail, "experiment_started");
    const [row] = await sql`select count(*)::int as n from public.experiment_variants
      where experiment_id = ${arms.experiment} and persona_version_id is not null`;
    assert.equal(row?.["n"], 2);
    const winner = await change(sql, "prompt_experiments", arms.experiment, {
      winner_variant_id: arms.control,
    });
    assert.match(winner.refused?.message ?? "", /winner_variant_id_completed/);
  });
});

Deno.test("assign_variant: sticky, deterministic, and nobody while it is not running", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    const person = await shopper(sql);
    assert.equal(await assigned(sql, person), null);
    await move(sql, arms, "active");
    const first = await assigned(sql, person);
    assert.ok(first === arms.control || first === arms.challenger);
    assert.equal(await assigned(sql, person), first);
    await sql`delete from public.experiment_assignments where customer_id = ${person}`;
    assert.equal(await assigned(sql, person), first);
    await move(sql, arms, "paused");
    assert.equal(await assigned(sql, person), null);
    await move(sql, arms, "active");
    assert.equal(await assigned(sql, person), first);
    await move(sql, arms, "completed");
    assert.equal(await assigned(sql, person), null);
  });
});

Deno.test("assign_variant: shares are met, and a second experiment draws independently", async () => {
  await inRollback(async (sql) => {
    const drawn = async (traffic: number) => {
      const [row] = await sql<{ taking_part: number; challenger: number }[]>`
        with e as (select x from public.prompt_experiments as x where x.id = ${arms.experiment}),
          d as (select private.draw_variant(jsonb_populate_record((e.x), ${
        sql.json({ traffic_percentage: traffic })
      }), md5(n::text)::uuid) as id from e, generate_series(1, 4000) as n)
        select count(id)::int as taking_part, count(*) filter (where id = ${arms.challenger})::int as challenger
        from d`;
      assert.ok(row);
      return row;
    };
    const arms = await draftExperiment(sql, [70, 30]);
    const all = await drawn(100);
    assert.equal(all.taking_part, 4000);
    // 30 % of 4,000 is 1,200 with a standard deviation of 29: five of them either way.
    assert.ok(Math.abs(all.challenger - 1200) < 145, `${all.challenger}`);
    const some = await drawn(20);
    assert.ok(Math.abs(some.taking_part - 800) < 127, `${some.taking_part}`);
  });
});

Deno.test("assign_variant: a shopper is in one experiment at a time", async () => {
  await inRollback(async (sql) => {
    const [one, two] = [
      await draftExperiment(sql, [50, 50], "One"),
      await draftExperiment(sql, [50, 50], "Two"),
    ];
    await move(sql, one, "active");
    await move(sql, two, "active");
    for (let count = 0; count < 20; count += 1) await assigned(sql, await shopper(sql));
    const rows = await sql`select experiment_id from public.experiment_assignments
      where experiment_id in (${one.experiment}, ${two.experiment}) group by 1`;
    assert.equal(rows.length, 1);
    const person = await shopper(sql);
    const variant = await assigned(sql, person);
    const theirs = [one.control, one.challenger].includes(variant ?? "") ? one : two;
    await move(sql, theirs, "paused");
    assert.equal(await assigned(sql, person), null);
  });
});

Deno.test("experiments: the variant writes the reply, and counts once it was delivered", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql, [1, 99]);
    await move(sql, arms, "active");
    const { conversation_id, message_id } = await textOfArm(sql, arms.challenger);
    const [job] = await claimFor(sql, conversation_id);
    const [loaded] = await sql<{ persona: { id: string; prompt_template: string } }[]>`
      select public.load_reply_context(${conversation_id}, ${
      job?.lease_token ?? null
    }) -> 'persona' as persona`;
    assert.equal(loaded?.persona.prompt_template, "You are {{persona_name}}, brief.");
    const reply = { content: "Hello", confidence: 0.9, persona_id: loaded?.persona.id ?? "" };
    const [sent] = await sql<{ id: number }[]>`
      select (public.submit_reply(${conversation_id}, ${message_id}, ${sql.json(reply)},
        ${job?.lease_token ?? null}) ->> 'message_id')::int as id`;
    await become(sql, "owner");
    const exposures = () =>
      sql`select variant_id from public.prompt_metrics where experiment_id = ${arms.experiment}
        and metric_name = 'exposure'`;
    assert.equal((await exposures()).length, 0);
    for (const status of ["sent", "delivered", "read"]) {
      await sql`update public.messages set delivery_status = ${status} where id = ${sent?.id ?? 0}`;
    }
    assert.deepEqual((await exposures()).map((row) => row["variant_id"]), [arms.challenger]);
  });
});

Deno.test("prompt_metrics: append-only, whoever asks", async () => {
  await inRollback(async (sql) => {
    const arms = await draftExperiment(sql);
    await sql`insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, metric_name)
      values (${OAK}, ${arms.experiment}, ${arms.control}, ${await shopper(sql)}, 'appointment')`;
    const edit = await attempt(
      sql,
      "owner",
      (tx) => tx`update public.prompt_metrics set metric_value = 2 returning id`,
    );
    assert.equal(edit.refused?.detail, "append_only");
  });
});
