import assert from "node:assert/strict";
import type postgres from "postgres";
import { connect } from "../support/db.ts";
import { type Arms, countParticipants } from "../support/experiments.ts";
import { newShopper, PEOPLE } from "../support/people.ts";
import { testPhone } from "../support/twilio.ts";
import { waitFor } from "../support/wait.ts";

type Counts = Parameters<typeof countParticipants>[2];

interface Store {
  readonly id: string;
  readonly number: string;
  readonly arms: Arms;
}

/** A dealership of its own with a running experiment: nobody else's replies change their voice. */
async function openStore(sql: postgres.Sql): Promise<Store> {
  const number = newShopper();
  const name = `Exp ${number.slice(-7)}`;
  const [store] = await sql<{ id: string }[]>`
    insert into public.dealerships (name, subdomain, contact_email, timezone)
    values (${name}, ${`exp-${
    number.slice(-7)
  }`}, 'hello@exp.example', 'America/New_York') returning id`;
  const id = store?.id ?? "";
  await sql`insert into public.phone_numbers (dealership_id, e164, label) values (${id}, ${number}, 'Sales')`;
  await sql`insert into public.memberships (dealership_id, user_id, role)
    values (${id}, ${PEOPLE.group.id}, 'manager')`;
  const personas = await sql<{ id: string }[]>`
    insert into public.personas (dealership_id, name, is_default, prompt_template)
    values (${id}, 'Plain', true, 'You are {{persona_name}}.'), (${id}, 'Warm', false, 'You are {{persona_name}}, warm.')
    returning id`;
  const [experiment] = await sql<{ id: string }[]>`
    insert into public.prompt_experiments (dealership_id, name, traffic_percentage)
    values (${id}, 'Warmth', 100) returning id`;
  const arms = await sql<{ id: string }[]>`
    insert into public.experiment_variants (dealership_id, experiment_id, persona_id, name, is_control,
      traffic_percentage)
    values (${id}, ${experiment?.id ?? ""}, ${personas[0]?.id ?? ""}, 'plain', true, 50),
      (${id}, ${experiment?.id ?? ""}, ${personas[1]?.id ?? ""}, 'warm', false, 50) returning id`;
  await sql`insert into public.persona_evaluations (dealership_id, persona_id, fingerprint, passed, cases_passed,
      cases_total, model)
    select p.dealership_id, p.id, private.persona_fingerprint(p), true, 12, 12, 'local'
    from public.personas as p where p.dealership_id = ${id}`;
  await sql`update public.prompt_experiments set status = 'active' where id = ${
    experiment?.id ?? ""
  }`;
  const [control = { id: "" }, challenger = { id: "" }] = arms;
  const ids = {
    experiment: experiment?.id ?? "",
    control: control.id,
    challenger: challenger.id,
  };
  return { id, number, arms: ids };
}

async function onStore(work: (sql: postgres.Sql, store: Store) => Promise<void>): Promise<void> {
  const sql = await connect();
  try {
    const store = await openStore(sql);
    await work(sql, store);
    await sql`update public.prompt_experiments set status = 'cancelled'
      where id = ${store.arms.experiment} and status in ('active', 'paused')`;
  } finally {
    await sql.end();
  }
}

/** Lets the timer promise its readings and waits for this experiment's. */
async function readNow(sql: postgres.Sql, { arms }: Store, counts: Counts) {
  await sql.begin((tx) => countParticipants(tx, arms, counts));
  await sql`select private.promise_readings()`;
  return await waitFor("the reading", async () => {
    const [row] = await sql<{ status: string; results: { state?: string; harms?: object[] } }[]>`
      select status, results from public.prompt_experiments where id = ${arms.experiment}`;
    return row?.results.state === undefined ? null : row;
  });
}

Deno.test("experiments: a shopper keeps the variant that answered them, and counts once it was delivered", () =>
  onStore(async (sql, { number, arms }) => {
    const phone = await testPhone();
    const shopper = newShopper();
    const counted = (metric: string) =>
      waitFor(metric, async () => {
        const [row] = await sql<
          { variant_id: string }[]
        >`select variant_id from public.prompt_metrics
          where experiment_id = ${arms.experiment} and metric_name = ${metric}`;
        return row?.variant_id ?? null;
      });
    await phone.send({ from: shopper, to: number, body: "hi there" });
    const exposed = await counted("exposure");
    await phone.send({ from: shopper, to: number, body: "are you a bot?" });
    await phone.waitForTexts(shopper, 2);
    assert.equal(await counted("reply"), exposed);
    const spoken = await sql<{ is_variants: boolean }[]>`
      select m.persona_version_id = v.persona_version_id as is_variants from public.messages as m
      join public.conversations as c on c.id = m.conversation_id
      join public.experiment_variants as v on v.id = ${exposed}
      where c.customer_address = ${shopper} and m.author = 'ai'`;
    assert.deepEqual([...new Set(spoken.map((row) => row.is_variants))], [true]);
    assert.ok(spoken.length >= 2);
  }));

Deno.test("experiments: the timer stops one whose variant makes shoppers opt out, and tells the managers", () =>
  onStore(async (sql, store) => {
    const { status, results } = await readNow(sql, store, {
      exposure: [600, 600],
      opt_out: [6, 90],
    });
    assert.deepEqual([status, results.state], ["paused", "guardrail_harm"]);
    assert.deepEqual(results.harms, [{ metric: "opt_out", variant_id: store.arms.challenger }]);
    const told = await sql`select 1 from public.notifications
      where dealership_id = ${store.id} and kind = 'experiment.stopped'`;
    assert.equal(told.length, 1);
  }));

Deno.test("experiments: arms of broken sizes are not read and stop nothing, whatever they seem to say", () =>
  onStore(async (sql, store) => {
    const { status, results } = await readNow(sql, store, {
      exposure: [600, 800],
      opt_out: [6, 200],
      appointment: [10, 300],
    });
    assert.deepEqual([status, results.state], ["active", "srm"]);
  }));

Deno.test("experiments: a lead that looks clear is no winner before the planned sample, and stops nothing", () =>
  onStore(async (sql, store) => {
    const { status, results } = await readNow(sql, store, {
      exposure: [150, 150],
      appointment: [10, 70],
    });
    assert.deepEqual([status, results.state], ["active", "running"]);
  }));
