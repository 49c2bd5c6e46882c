import assert from "node:assert/strict";
import { attempt, become, connect, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

interface Recorded {
  readonly outcome: string;
  readonly lead_id: string;
  readonly customer_id: string;
}

async function record(sql: Sql, lead: Readonly<Record<string, unknown>>): Promise<Recorded> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: Recorded }[]>`
    select public.record_lead(${OAK}, ${
    sql.json({ source: "AutoTrader", ...lead } as never)
  }) as answer`;
  await become(sql, "owner");
  assert.ok(row);
  return row.answer;
}

function change(sql: Sql, person: Person, id: string, set: Readonly<Record<string, string>>) {
  return attempt(
    sql,
    person,
    (tx) => tx`update public.leads set ${tx(set)} where id = ${id} returning id`,
  );
}

Deno.test("record_lead: the same delivery twice is one lead, and a second portal is credited to it", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const first = await record(sql, { external_id: "A1", customer: { phone, full_name: "Lee" } });
    assert.equal(first.outcome, "created");
    const again = await record(sql, { external_id: "A1", customer: { phone } });
    assert.deepEqual([again.outcome, again.lead_id], ["duplicate", first.lead_id]);
    const other = await record(sql, { source: "Cars.com", external_id: "C1", customer: { phone } });
    assert.deepEqual([other.outcome, other.lead_id], ["credited", first.lead_id]);
    const credits = await sql`select s.name from public.lead_source_credits as c
      join public.lead_sources as s on s.id = c.lead_source_id where c.lead_id = ${first.lead_id} order by 1`;
    assert.deepEqual(credits.map(({ name }) => name), ["AutoTrader", "Cars.com"]);
  });
});

Deno.test("record_lead: copies at the same time are one lead", async () => {
  const phone = newShopper();
  const writers = await Promise.all([1, 2, 3, 4].map(() => connect()));
  try {
    const answers = await Promise.all(
      writers.map((writer) =>
        writer.begin((tx) => record(tx, { external_id: phone, customer: { phone } }))
      ),
    );
    assert.equal(answers.filter(({ outcome }) => outcome === "created").length, 1);
    assert.equal(new Set(answers.map(({ lead_id }) => lead_id)).size, 1);
  } finally {
    await Promise.all(writers.map((each) => each.end()));
  }
});

Deno.test("record_lead: finds the shopper who texted before and the unit by stock number", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const { conversation_id } = await receiveText(sql, { from: phone });
    const { lead_id } = await record(sql, { customer: { phone }, stock_number: "T4417" });
    const [row] = await sql`select l.customer_id = c.customer_id as is_same, v.stock_number
      from public.leads as l join public.conversations as c on c.id = ${conversation_id}
      join public.vehicles as v on v.id = l.vehicle_id where l.id = ${lead_id}`;
    assert.deepEqual({ ...row }, { is_same: true, stock_number: "T4417" });
  });
});

async function rule(sql: Sql, columns: Readonly<Record<string, unknown>>): Promise<void> {
  await become(sql, "owner");
  const row = { dealership_id: OAK, name: "Rule", strategy: "nobody", conditions: {}, ...columns };
  await sql`insert into public.routing_rules ${sql(row as never)}`;
}

async function owners(sql: Sql, count: number, lead = {}): Promise<readonly (string | null)[]> {
  const found: (string | null)[] = [];
  for (let index = 0; index < count; index += 1) {
    const { lead_id } = await record(sql, { ...lead, customer: { phone: newShopper() } });
    const [row] = await sql<{ assigned_to: string | null }[]>`
      select assigned_to from public.leads where id = ${lead_id}`;
    found.push(row?.assigned_to ?? null);
    // Within one transaction now() stands still, so each turn gets a time of its own.
    await sql`update public.leads set assigned_at = clock_timestamp() where id = ${lead_id}`;
  }
  return found;
}

Deno.test("routing: the first rule that fits decides, and says why", async () => {
  await inRollback(async (sql) => {
    await sql`update public.routing_rules set is_active = false`;
    await rule(sql, {
      position: 11,
      conditions: { sources: ["Cars.com"] },
      strategy: "person",
      user_id: PEOPLE.oakSales.id,
    });
    await rule(sql, {
      position: 12,
      conditions: { makes: ["Ford"] },
      strategy: "person",
      user_id: PEOPLE.oakManager.id,
    });
    await rule(sql, { position: 13, name: "Rest" });
    assert.deepEqual(await owners(sql, 1, { source: "Cars.com" }), [PEOPLE.oakSales.id]);
    assert.deepEqual(await owners(sql, 1), [null]);
    const [row] =
      await sql`select routing_reason from public.leads order by created_at desc, received_at desc limit 1`;
    assert.ok(row);
  });
});

Deno.test("routing: round robin goes around, a load cap and duty leave people out", async () => {
  await inRollback(async (sql) => {
    await sql`update public.routing_rules set is_active = false`;
    await sql`update public.leads set assigned_to = null where dealership_id = ${OAK}`;
    await rule(sql, { position: 21, strategy: "round_robin" });
    const round = await owners(sql, 8);
    assert.equal(new Set(round.slice(0, 4)).size, 4);
    assert.deepEqual(round.slice(0, 4), round.slice(4));
    await sql`update public.routing_rules set max_open_leads = 2 where position = 21 and dealership_id = ${OAK}`;
    assert.deepEqual(await owners(sql, 1), [null]);
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
      select ${OAK}, m.id, d, '00:00', '24:00' from public.memberships as m, generate_series(0, 6) as d
      where m.dealership_id = ${OAK} and m.user_id = ${PEOPLE.oakSales.id}`;
    await sql`update public.routing_rules set max_open_leads = null, on_duty_only = true where dealership_id = ${OAK}`;
    assert.deepEqual(await owners(sql, 2), [PEOPLE.oakSales.id, PEOPLE.oakSales.id]);
  });
});

Deno.test("routing: a condition that would not be followed is not saved", async () => {
  await inRollback(async (sql) => {
    const save = (conditions: Readonly<Record<string, unknown>>) =>
      attempt(
        sql,
        PEOPLE.oakManager,
        (tx) =>
          tx`insert into public.routing_rules (dealership_id, position, name, strategy, conditions)
          values (${OAK}, 31, 'x', 'nobody', ${tx.json(conditions as never)}) returning id`,
      );
    assert.match(
      (await save({ source: ["x"] })).refused?.message ?? "",
      /routing_rules_conditions_known/,
    );
    assert.match(
      (await save({ min_score: "x" })).refused?.message ?? "",
      /routing_rules_conditions_typed/,
    );
  });
});

Deno.test("leads: moves that the pipeline does not know are refused, dates and outcome follow", async () => {
  await inRollback(async (sql) => {
    const { lead_id: id } = await record(sql, { customer: { phone: newShopper() } });
    const lost = await change(sql, PEOPLE.oakManager, id, { status: "lost" });
    assert.match(lost.refused?.message ?? "", /leads_outcome_lost/);
    assert.equal(
      (await change(sql, PEOPLE.oakManager, id, { status: "lost", outcome: "unreachable" }))
        .refused,
      null,
    );
    const back = await change(sql, PEOPLE.oakManager, id, { status: "appointment" });
    assert.equal(back.refused?.detail, "illegal_move");
    assert.equal((await change(sql, PEOPLE.oakManager, id, { status: "working" })).refused, null);
    await change(sql, PEOPLE.oakManager, id, { status: "sold" });
    const [row] =
      await sql`select outcome, closed_at is not null as is_closed from public.leads where id = ${id}`;
    assert.deepEqual({ ...row }, { outcome: "bought_here", is_closed: true });
  });
});

Deno.test("leads: a salesperson works their own and the unassigned, and assigns to colleagues only", async () => {
  await inRollback(async (sql) => {
    const { lead_id: id } = await record(sql, { customer: { phone: newShopper() } });
    await sql`update public.leads set assigned_to = ${PEOPLE.oakManager.id} where id = ${id}`;
    assert.equal((await change(sql, PEOPLE.oakSales, id, { status: "working" })).rows.length, 0);
    await sql`update public.leads set assigned_to = ${PEOPLE.oakSales.id} where id = ${id}`;
    assert.equal((await change(sql, PEOPLE.oakSales, id, { status: "working" })).rows.length, 1);
    const foreign = await change(sql, PEOPLE.oakSales, id, { assigned_to: PEOPLE.pineSales.id });
    assert.equal(foreign.refused?.detail, "invalid_assigned_to");
  });
});

Deno.test("leads: the own scope hides colleagues' leads and shows what nobody has", async () => {
  await inRollback(async (sql) => {
    const mine = await record(sql, { customer: { phone: newShopper() } });
    const theirs = await record(sql, { customer: { phone: newShopper() } });
    await sql`update public.leads set assigned_to = null where id = ${mine.lead_id}`;
    await sql`update public.leads set assigned_to = ${PEOPLE.oakManager.id} where id = ${theirs.lead_id}`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    const { rows } = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.leads where id in (${mine.lead_id}, ${theirs.lead_id})`,
    );
    assert.deepEqual(rows.map(({ id }) => id), [mine.lead_id]);
  });
});

Deno.test("leads: the first answer is the first message that left after it came in", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const { conversation_id } = await receiveText(sql, { from: phone });
    const { lead_id } = await record(sql, { customer: { phone }, conversation_id });
    const sent = await attempt<{ id: number }>(
      sql,
      PEOPLE.oakSales,
      (tx) =>
        tx`select id from public.send_message(${conversation_id}, 'Hi', ${crypto.randomUUID()})`,
    );
    const first = async () => {
      const [row] =
        await sql`select first_response_author, status from public.leads where id = ${lead_id}`;
      return { ...row };
    };
    assert.deepEqual(await first(), { first_response_author: null, status: "new" });
    await sql`update public.messages set delivery_status = 'sent' where id = ${
      sent.rows[0]?.id ?? 0
    }`;
    assert.deepEqual(await first(), { first_response_author: "staff", status: "working" });
  });
});

Deno.test("leads: made and changed, they are events with their id", async () => {
  await inRollback(async (sql) => {
    await sql`set constraints all immediate`;
    const { lead_id } = await record(sql, { customer: { phone: newShopper() } });
    await change(sql, PEOPLE.oakManager, lead_id, { status: "working" });
    const events =
      await sql`select kind from public.events where record_id = ${lead_id} order by seq`;
    assert.deepEqual(events.map(({ kind }) => kind), ["lead.created", "lead.updated"]);
  });
});

Deno.test("leads ISO-09: a lead cannot hang on another dealership's customer or unit", async () => {
  await inRollback(async (sql) => {
    const [foreign] = await sql<
      { id: string }[]
    >`select id from public.customers where dealership_id = ${PINE} limit 1`;
    const { refused } = await attempt(
      sql,
      PEOPLE.group,
      (tx) =>
        tx`insert into public.leads (dealership_id, customer_id) values (${OAK}, ${
          foreign?.id ?? ""
        }) returning id`,
    );
    assert.equal(refused?.code, "23503");
  });
});
