import assert from "node:assert/strict";
import { attempt, become, inRollback, type Outcome, probe, type Sql } from "../support/db.ts";
import { draftExperiment } from "../support/experiments.ts";
import { OAK, PEOPLE } from "../support/people.ts";

type Act = (tx: Sql) => Promise<readonly object[]>;
const ADMIN = PEOPLE.oakAdmin;

/** Makes the following statements come from a session that has shown a second factor. */
async function showFactor(tx: Sql, id: string): Promise<void> {
  const claims = JSON.stringify({ sub: id, role: "authenticated", aal: "aal2" });
  await tx`select set_config('request.jwt.claims', ${claims}, true)`;
}

/** What comes of the act without a second factor, and with one. */
async function both(sql: Sql, act: Act): Promise<readonly [Outcome<object>, Outcome<object>]> {
  const weak = await probe(sql, ADMIN, act);
  const strong = await probe(sql, ADMIN, async (tx) => {
    await showFactor(tx, ADMIN.id);
    return await act(tx);
  });
  return [weak, strong];
}

async function requireOf(sql: Sql, roles: readonly string[]): Promise<void> {
  await sql`update public.dealerships set mfa_required_roles = ${roles} where id = ${OAK}`;
}

Deno.test("second factor MFA-02: a write that an administrative permission opens asks for it, in every table", async () => {
  await inRollback(async (sql) => {
    const open = await sql`
      select p.tablename, p.cmd from pg_policies as p
      where p.schemaname = 'public' and p.permissive = 'PERMISSIVE' and p.cmd in ('INSERT', 'UPDATE', 'DELETE')
        and exists (select from unnest(array(select distinct r.permission from public.role_permissions as r)) as known
          where private.is_administrative(known)
            and coalesce(p.qual, '') || coalesce(p.with_check, '') like '%dealerships_where(''' || known || '''::text)%')
        and not exists (select from pg_policies as m where m.schemaname = 'public' and m.tablename = p.tablename
          and m.permissive = 'RESTRICTIVE' and m.cmd = p.cmd
          and coalesce(m.qual, '') || coalesce(m.with_check, '') like '%dealerships_lacking_mfa%')`;
    assert.deepEqual(open.map(({ tablename, cmd }) => `${cmd} ${tablename}`), []);
    const [closed] = await sql`select count(*)::int as count from pg_policies
      where permissive = 'RESTRICTIVE' and policyname like '%\\_mfa'`;
    assert.ok(closed?.["count"] > 40);
  });
});

const SECRETS: readonly (readonly [what: string, act: Act])[] = [
  [
    "the chat on the dealer's pages",
    (tx) =>
      tx`update public.web_chat_widgets set greeting = 'Hi' where dealership_id = ${OAK} returning 1`,
  ],
  [
    "a feed's address",
    (tx) =>
      tx`update public.vehicle_feeds set name = 'Ours' where dealership_id = ${OAK} returning 1`,
  ],
  ["an address for leads", (tx) => tx`select public.create_lead_address(${OAK})`],
  [
    "the key of an address for leads",
    (tx) =>
      tx`select public.rotate_lead_key((select id from public.lead_addresses where dealership_id = ${OAK} limit 1))`,
  ],
  [
    "a mailbox",
    (tx) =>
      tx`select public.save_mailbox_poll((select id from public.mailboxes where dealership_id = ${OAK} limit 1),
        'imap.example', 'sales', 'secret-word')`,
  ],
  [
    "what the AI is told",
    (tx) => tx`update public.personas set name = 'Rae' where dealership_id = ${OAK} returning 1`,
  ],
  ["the log's proof", (tx) => tx`select * from public.verify_audit_chain(${OAK})`],
];

for (const [what, act] of SECRETS) {
  Deno.test(`second factor MFA-03: ${what} asks for it where the role must show one`, async () => {
    await inRollback(async (sql) => {
      await sql`insert into public.vehicle_feeds (dealership_id, name) values (${OAK}, 'Stock')
        on conflict do nothing`;
      const before = await probe(sql, ADMIN, act);
      assert.deepEqual([before.refused, before.rows.length > 0], [null, true]);
      await requireOf(sql, ["dealership_admin"]);
      const [weak, strong] = await both(sql, act);
      assert.ok(
        weak.refused?.code === "42501" || weak.refused?.detail === "second_factor_needed",
        JSON.stringify(weak),
      );
      assert.deepEqual([strong.refused, strong.rows.length > 0], [null, true]);
    });
  });
}

Deno.test("second factor MFA-03: the end of an experiment asks for it where the role must show one", async () => {
  await inRollback(async (sql) => {
    const { experiment } = await draftExperiment(sql);
    await become(sql, "owner");
    await sql`update public.prompt_experiments set status = 'active' where id = ${experiment}`;
    await requireOf(sql, ["dealership_admin"]);
    const [weak, strong] = await both(
      sql,
      (tx) => tx`select id from public.complete_experiment(${experiment})`,
    );
    assert.equal(weak.refused?.detail, "second_factor_needed");
    assert.deepEqual([strong.refused, strong.rows.length], [null, 1]);
    const read = await probe(
      sql,
      ADMIN,
      (tx) => tx`select public.experiment_summary(${experiment})`,
    );
    assert.deepEqual([read.refused, read.rows.length], [null, 1]);
  });
});

Deno.test("second factor MFA-04: reading, a thread's work and pausing the AI ask for none", async () => {
  await inRollback(async (sql) => {
    await requireOf(sql, ["dealership_admin"]);
    const acts: readonly Act[] = [
      (tx) => tx`select id from public.personas where dealership_id = ${OAK}`,
      (tx) =>
        tx`select public.take_over_conversation(id) from public.conversations
        where dealership_id = ${OAK} and owner = 'ai' and status <> 'closed' limit 1`,
      (tx) => tx`select public.set_ai_paused_channels(${OAK}, '{sms}')`,
    ];
    for (const act of acts) {
      const { refused, rows } = await probe(sql, ADMIN, act);
      assert.deepEqual([refused, rows.length > 0], [null, true]);
    }
  });
});

Deno.test("second factor MFA-05: nobody asks their own role for one before they have shown theirs", async () => {
  await inRollback(async (sql) => {
    const ask = (roles: string): Act => (tx) =>
      tx`update public.dealerships set mfa_required_roles = ${roles} where id = ${OAK} returning 1`;
    const [weak, strong] = await both(sql, ask("{dealership_admin,manager}"));
    assert.equal(weak.refused?.detail, "second_factor_needed");
    assert.equal(strong.rows.length, 1);
    const others = await probe(sql, ADMIN, ask("{manager,user}"));
    assert.deepEqual([others.refused, others.rows.length], [null, 1]);
    const manager = await probe(sql, PEOPLE.oakManager, ask("{}"));
    assert.equal(manager.rows.length, 0, "the rule is the admin's");
    await requireOf(sql, ["dealership_admin"]);
    const [off] = await both(sql, ask("{}"));
    assert.equal(off.rows.length, 0, "the rule is not lifted without what it asks for");
  });
});

Deno.test("second factor MFA-06: an admin sees who has one, of the own dealership alone", async () => {
  await inRollback(async (sql) => {
    for (const person of [PEOPLE.oakSales, PEOPLE.pineSales]) {
      await sql`insert into auth.mfa_factors (id, user_id, friendly_name, factor_type, status, created_at, updated_at)
        values (gen_random_uuid(), ${person.id}, 'phone', 'totp', 'verified', now(), now())`;
    }
    const list = (tx: Sql) =>
      tx<{ id: string }[]>`select * from public.people_with_factor(${OAK}) as id`;
    const seen = (await attempt(sql, ADMIN, list)).rows.map(({ id }) => id);
    assert.ok(seen.includes(PEOPLE.oakSales.id));
    assert.ok(!seen.includes(PEOPLE.pineSales.id));
    for (const person of [PEOPLE.oakManager, PEOPLE.pineSales, PEOPLE.stranger]) {
      assert.equal((await attempt(sql, person, list)).refused?.code, "PT403");
    }
  });
});
