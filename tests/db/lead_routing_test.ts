import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { recordLead } from "../support/leads.ts";
import { newShopper, OAK, PEOPLE, PINE } from "../support/people.ts";

async function onlyRules(
  sql: Sql,
  ...rules: readonly Readonly<Record<string, unknown>>[]
): Promise<void> {
  await become(sql, "owner");
  await sql`update public.routing_rules set is_active = false, position = position + 500 where dealership_id = ${OAK}`;
  for (const [index, rule] of rules.entries()) { // bound: the rules of one test
    const row = { dealership_id: OAK, position: index + 1, name: `Rule ${index + 1}`, ...rule };
    await sql`insert into public.routing_rules ${sql(row as never)}`;
  }
}

async function routed(
  sql: Sql,
  lead: Readonly<Record<string, unknown>> = {},
): Promise<readonly [string | null, string | null]> {
  const customer = { phone: newShopper(), ...lead["customer"] as Record<string, unknown> };
  const { lead_id } = await recordLead(sql, { ...lead, customer });
  const [row] = await sql<{ assigned_to: string | null; routing_reason: string | null }[]>`
    select assigned_to, routing_reason from public.leads where id = ${lead_id}`;
  return [row?.assigned_to ?? null, row?.routing_reason ?? null];
}

const SALES = { strategy: "person", user_id: PEOPLE.oakSales.id };

const FITS: readonly (readonly [string, object, object, object])[] = [
  ["departments", { departments: ["service"] }, { department: "service" }, {}],
  ["types", { types: ["trade"] }, { type: "trade" }, {}],
  ["makes", { makes: ["toyota"] }, { vehicle: { stock_number: "T4417" } }, {
    vehicle: { make: "Ford" },
  }],
  ["makes of cars that are not ours", { makes: ["Ford"] }, { vehicle: { make: "FORD" } }, {}],
  ["condition", { condition: "used" }, { vehicle: { make: "Ford", condition: "used" } }, {
    vehicle: { condition: "new" },
  }],
  ["zips", { zips: ["122", "10001"] }, { customer: { address: { postal_code: "12207" } } }, {
    customer: { address: { postal_code: "01220" } },
  }],
  ["languages", { languages: ["es"] }, { customer: { language: "es-MX" } }, {}],
];

for (const [name, conditions, fits, other] of FITS) {
  Deno.test(`routing: a rule may ask for ${name}`, async () => {
    await inRollback(async (sql) => {
      await onlyRules(sql, { ...SALES, conditions }, { strategy: "nobody" });
      assert.deepEqual(await routed(sql, { ...fits }), [PEOPLE.oakSales.id, "Rule 1: person"]);
      assert.deepEqual(await routed(sql, { ...other }), [null, "Rule 2: left for anybody"]);
    });
  });
}

Deno.test("routing: a returning shopper goes to whoever had them, if that is a rule", async () => {
  await inRollback(async (sql) => {
    const phone = newShopper();
    const first = await recordLead(sql, { customer: { phone } });
    await sql`update public.leads set assigned_to = ${PEOPLE.oakManager.id}, status = 'lost', outcome = 'other',
      received_at = now() - interval '1 day' where id = ${first.lead_id}`;
    await onlyRules(sql, { strategy: "previous", conditions: { returning: true } }, SALES);
    assert.deepEqual(await routed(sql, { customer: { phone } }), [
      PEOPLE.oakManager.id,
      "Rule 1: previous",
    ]);
    assert.equal((await routed(sql))[0], PEOPLE.oakSales.id);
  });
});

Deno.test("routing: without rules of its own a dealership gives leads to those on duty, then to a manager", async () => {
  await inRollback(async (sql) => {
    await onlyRules(sql);
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    const [boss, why] = await routed(sql);
    assert.equal(why, "A manager: manager");
    assert.ok(
      boss === PEOPLE.oakManager.id || boss === PEOPLE.oakAdmin.id || boss === PEOPLE.group.id,
    );
    await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
      select ${OAK}, m.id, d, '00:00', '24:00' from public.memberships as m, generate_series(0, 6) as d
      where m.dealership_id = ${OAK} and m.user_id = ${PEOPLE.oakSales.id}`;
    assert.deepEqual(await routed(sql), [PEOPLE.oakSales.id, "On duty, in turn: round robin"]);
  });
});

Deno.test("routing: a lead that no rule could place says which rules had nobody free", async () => {
  await inRollback(async (sql) => {
    await sql`delete from public.duty_shifts where dealership_id = ${OAK}`;
    await onlyRules(sql, { strategy: "round_robin", on_duty_only: true });
    assert.deepEqual(await routed(sql), [null, "Rule 1: nobody free"]);
  });
});

const EVERYBODY = [{ name: "All", strategy: "round_robin", conditions: {} }];

function dryRun(sql: Sql, person: typeof PEOPLE.oakManager, rules: unknown, at = OAK) {
  return attempt<{ answer: { leads: number; people: Record<string, number>; rows: unknown[] } }>(
    sql,
    person,
    (tx) => tx`select public.dry_run_routing(${at}, ${tx.json(rules as never)}) as answer`,
  );
}

Deno.test("dry_run_routing: tells who would have got what, in turn, and changes nothing", async () => {
  await inRollback(async (sql) => {
    for (let index = 0; index < 4; index += 1) {
      await recordLead(sql, { customer: { phone: newShopper() } });
    }
    const owners = () =>
      sql`select id, assigned_to from public.leads where dealership_id = ${OAK} order by id`;
    const before = [...await owners()];
    const { rows } = await dryRun(sql, PEOPLE.oakManager, EVERYBODY);
    const answer = rows[0]?.answer;
    assert.ok(answer);
    const counts = Object.values(answer.people);
    assert.equal(counts.reduce((sum, one) => sum + one, 0), answer.leads);
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    assert.equal(answer.rows.length, answer.leads);
    assert.deepEqual([...await owners()], before);
  });
});

Deno.test("dry_run_routing: refuses what routing would not follow, and whoever may not manage leads", async () => {
  await inRollback(async (sql) => {
    const odd = await dryRun(sql, PEOPLE.oakManager, [{ ...EVERYBODY[0], conditions: { who: 1 } }]);
    assert.equal(odd.refused?.detail, "invalid_rules");
    assert.equal((await dryRun(sql, PEOPLE.oakSales as never, EVERYBODY)).refused?.code, "PT403");
    assert.notEqual((await dryRun(sql, PEOPLE.oakManager, EVERYBODY, PINE)).refused, null);
  });
});

Deno.test("order_routing_rules: puts rules in order for managers of the dealership alone", async () => {
  await inRollback(async (sql) => {
    await onlyRules(sql, { strategy: "nobody" }, { strategy: "nobody" }, { strategy: "nobody" });
    const rows = await sql<{ id: string }[]>`select id from public.routing_rules
      where dealership_id = ${OAK} and is_active order by position`;
    const turned = rows.map(({ id }) => id).reverse();
    const order = (person: typeof PEOPLE.oakManager) =>
      attempt(
        sql,
        person,
        (tx) => tx`select public.order_routing_rules(${OAK}, ${turned}::uuid[])`,
      );
    assert.notEqual((await order(PEOPLE.oakSales as never)).refused, null);
    assert.equal((await order(PEOPLE.oakManager)).refused, null);
    const now = await sql<{ id: string }[]>`select id from public.routing_rules
      where dealership_id = ${OAK} and is_active order by position`;
    assert.deepEqual(now.map(({ id }) => id), turned);
  });
});
