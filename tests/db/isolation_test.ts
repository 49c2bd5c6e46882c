import assert from "node:assert/strict";
import { attempt, become, type Caller, inRollback, probe, type Sql } from "../support/db.ts";
import {
  newShopper,
  newSid,
  OAK,
  OAK_NUMBER,
  PEOPLE,
  PINE,
  PINE_NUMBER,
} from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** What a verb on a table asks for: a permission, being a platform admin, anyone signed in, or nobody. */
type Need = string | null;
interface Rule {
  readonly select: Need;
  readonly insert?: Need;
  readonly update?: Need;
  readonly delete?: Need;
}

/** The access that is meant, table by table. A table that is missing here fails the walk. */
const RULES: Readonly<Record<string, Rule>> = {
  audit_logs: { select: "audit.read" },
  business_holidays: {
    select: "dealership.read",
    insert: "dealership.update",
    update: "dealership.update",
    delete: "dealership.update",
  },
  business_hours: {
    select: "dealership.read",
    insert: "dealership.update",
    update: "dealership.update",
    delete: "dealership.update",
  },
  consents: { select: "customers.read" },
  conversations: { select: "conversations.read" },
  customer_identities: { select: "customers.read" },
  customers: { select: "customers.read", update: "customers.write" },
  dealerships: { select: "dealership.read", update: "dealership.update" },
  duty_shifts: {
    select: "members.read",
    insert: "teams.manage",
    update: "teams.manage",
    delete: "members.manage",
  },
  events: { select: "conversations.read" },
  inbox: { select: "conversations.read" },
  invitations: { select: "members.manage", insert: "members.manage", update: "members.manage" },
  jobs: { select: "jobs.read" },
  knowledge_entries: {
    select: "knowledge.read",
    insert: "knowledge.write",
    update: "knowledge.write",
  },
  memberships: { select: "members.read", insert: "members.manage", update: "members.manage" },
  messages: { select: "conversations.read" },
  personas: { select: "personas.read", insert: "personas.write", update: "personas.write" },
  phone_numbers: { select: "dealership.read" },
  support_grants: { select: "support.grant", insert: "support.grant", update: "support.grant" },
  team_members: { select: "members.read", insert: "teams.manage", delete: "members.manage" },
  teams: {
    select: "members.read",
    insert: "teams.manage",
    update: "teams.manage",
    delete: "members.manage",
  },
  vehicles: { select: "vehicles.read", insert: "vehicles.write", update: "vehicles.write" },
};

/** Tables that belong to no dealership, each with a test of its own below. */
const TENANTLESS = ["profiles", "quarantined_messages", "role_permissions", "webhook_refusals"];

const USER = [
  "dealership.read",
  "members.read",
  "customers.read",
  "customers.write",
  "conversations.read",
  "conversations.write",
  "vehicles.read",
  "personas.read",
  "knowledge.read",
];
const MANAGER = [
  ...USER,
  "vehicles.write",
  "personas.write",
  "knowledge.write",
  "jobs.read",
  "jobs.manage",
  "teams.manage",
];
const ADMIN = [...MANAGER, "dealership.update", "members.manage", "audit.read", "support.grant"];
const API = [
  "dealership.read",
  "customers.read",
  "conversations.read",
  "vehicles.read",
  "vehicles.write",
];

const SUPPORT = ["conversations.read", "customers.read"];

/** Who is allowed what, where: the matrix that role_permissions must agree with. */
const CAST: readonly {
  name: string;
  caller: Caller;
  in: Readonly<Record<string, readonly string[]>>;
}[] = [
  { name: "dealership_admin", caller: PEOPLE.oakAdmin, in: { [OAK]: ADMIN } },
  { name: "manager", caller: PEOPLE.oakManager, in: { [OAK]: MANAGER } },
  { name: "user", caller: PEOPLE.oakSales, in: { [OAK]: USER } },
  { name: "api", caller: PEOPLE.oakApi, in: { [OAK]: API } },
  { name: "member of both", caller: PEOPLE.group, in: { [OAK]: MANAGER, [PINE]: MANAGER } },
  { name: "super_admin", caller: PEOPLE.superAdmin, in: { [OAK]: ADMIN, [PINE]: ADMIN } },
  { name: "deactivated member", caller: PEOPLE.pineManager, in: {} },
  { name: "live break-glass", caller: PEOPLE.support, in: { [OAK]: SUPPORT } },
  { name: "expired break-glass", caller: PEOPLE.expiredSupport, in: {} },
  { name: "stranger", caller: PEOPLE.stranger, in: {} },
  { name: "anon", caller: "anon", in: {} },
];

const VERBS = ["select", "insert", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

/** Gives both dealerships a row in every table, takes Pine's manager out, and lets support in. */
async function prepare(sql: Sql): Promise<void> {
  await receiveText(sql, { from: newShopper(), to: OAK_NUMBER, sid: newSid() });
  await receiveText(sql, { from: newShopper(), to: PINE_NUMBER, sid: newSid() });
  await become(sql, "owner");
  await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.pineManager.id}`;
  await sql`update public.customers set full_name = 'Changed' where dealership_id in (${OAK}, ${PINE})`;
  await sql`insert into auth.users (id, email) values
    (${PEOPLE.support.id}, ${PEOPLE.support.email}), (${PEOPLE.expiredSupport.id}, ${PEOPLE.expiredSupport.email})`;
  for (const tenant of [OAK, PINE]) await preparePeople(sql, tenant); // bound: two dealerships
  await sql`set constraints all immediate`;
}

async function preparePeople(sql: Sql, tenant: string): Promise<void> {
  await sql`insert into public.support_grants (dealership_id, user_id, permissions, reason, starts_at, expires_at)
    values (${tenant}, ${PEOPLE.expiredSupport.id}, '{conversations.read}', 'Looking into a lost text',
      now() - interval '2 hours', now() - interval '1 hour')`;
  if (tenant === OAK) {
    await sql`insert into public.support_grants (dealership_id, user_id, permissions, reason, expires_at)
      values (${OAK}, ${PEOPLE.support.id}, ${SUPPORT}, 'Looking into a lost text', now() + interval '1 hour')`;
  }
  await sql`insert into public.invitations (dealership_id, email, role)
    values (${tenant}, 'new@person.example', 'user')`;
  await sql`with team as (
      insert into public.teams (dealership_id, name) values (${tenant}, 'Walk test') returning id, dealership_id)
    insert into public.team_members (dealership_id, team_id, membership_id)
    select t.dealership_id, t.id, m.id from team as t join public.memberships as m using (dealership_id)`;
  await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
    select dealership_id, id, 1, '09:00', '17:00' from public.memberships where dealership_id = ${tenant}`;
}

async function run(
  sql: Sql,
  verb: Verb,
  table: string,
  tenant: string,
): Promise<readonly object[]> {
  const key = table === "dealerships" ? "id" : "dealership_id";
  const name = sql(`public.${table}`);
  const columns = await grantedColumns(sql, table, verb);
  if (verb === "select") {
    // One's own membership or grant is always readable; what counts here is everybody else's.
    const isPersonal = table === "memberships" || table === "support_grants";
    const others = isPersonal ? sql`and user_id <> auth.uid()` : sql``;
    return await sql`select 1 as hit from ${name} where ${sql(key)} = ${tenant} ${others} limit 1`;
  }
  if (verb === "delete") {
    return await sql`delete from ${name} where ${sql(key)} = ${tenant} returning 1 as hit`;
  }
  if (verb === "update") {
    const column = sql(columns[0] ?? key);
    return await sql`update ${name} set ${column} = ${column} where ${
      sql(key)
    } = ${tenant} returning 1 as hit`;
  }
  const row = { ...sampleRow(table), [key]: tenant };
  const into = columns.length > 0 ? columns : [key];
  return await sql`insert into ${name} (${sql(into)})
    select ${sql(into)} from jsonb_populate_record(null::${name}, ${sql.json(row as never)})`;
}

async function grantedColumns(sql: Sql, table: string, verb: Verb): Promise<string[]> {
  if (verb !== "insert" && verb !== "update") return [];
  const rows = await sql<{ name: string }[]>`select a.attname as name from pg_attribute as a
    where a.attrelid = ${`public.${table}`}::regclass and a.attnum > 0 and not a.attisdropped
      and has_column_privilege(current_user, a.attrelid, a.attnum, ${verb}) order by a.attnum`;
  return rows.map(({ name }) => name);
}

const samples = new Map<string, object>();
function sampleRow(table: string): object {
  return samples.get(table) ?? {};
}

async function loadSamples(sql: Sql): Promise<void> {
  for (const table of Object.keys(RULES)) { // bound: the tables named above
    const [row] = await sql<{ row: object }[]>`select to_jsonb(t) as row from ${
      sql(`public.${table}`)
    } as t
      where ${sql(table === "dealerships" ? "id" : "dealership_id")} = ${OAK} limit 1`;
    assert.ok(row, `${table} has a row of Oak to try with`);
    samples.set(table, row.row);
  }
}

/** A foreign insert fails on the policy before any constraint is looked at, so 42501 alone means denied. */
function passed(
  verb: Verb,
  outcome: { rows: readonly object[]; refused: { code: string } | null },
): boolean {
  if (outcome.refused === null) return verb === "insert" || outcome.rows.length > 0;
  return outcome.refused.code.startsWith("23");
}

Deno.test("isolation ISO-01: every table × role × verb, own and foreign dealership", async () => {
  await inRollback(async (sql) => {
    await prepare(sql);
    await loadSamples(sql);
    const wrong: string[] = [];
    for (const [table, rule] of Object.entries(RULES)) {
      for (const { name, caller, in: permissions } of CAST) {
        for (const verb of VERBS) {
          for (const tenant of [OAK, PINE]) {
            const need = rule[verb] ?? null;
            const meant = need !== null && (permissions[tenant] ?? []).includes(need);
            const got = passed(
              verb,
              await probe(sql, caller, (tx) => run(tx, verb, table, tenant)),
            );
            const place = tenant === OAK ? "Oak" : "Pine";
            if (got !== meant) {
              wrong.push(`${name} ${verb} ${table} of ${place}: ${got ? "allowed" : "denied"}`);
            }
          }
        }
      }
    }
    assert.deepEqual(wrong, []);
  });
});

Deno.test("isolation ISO-02: the walk covers every table and view that PostgREST exposes", async () => {
  await inRollback(async (sql) => {
    const rows = await sql<{ name: string }[]>`select c.relname as name from pg_class as c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`;
    assert.deepEqual(rows.map(({ name }) => name), [...Object.keys(RULES), ...TENANTLESS].sort());
  });
});

Deno.test("isolation ISO-03: a membership that is switched off grants nothing from that moment", async () => {
  await inRollback(async (sql) => {
    const count = () =>
      attempt(sql, PEOPLE.pineSales, (tx) => tx`select id from public.conversations`);
    assert.ok((await count()).rows.length > 0);
    await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.pineSales.id}`;
    assert.equal((await count()).rows.length, 0);
  });
});

Deno.test("isolation ISO-04: colleagues see each other's profile, other dealerships' people do not", async () => {
  await inRollback(async (sql) => {
    const { rows } = await attempt<{ id: string }>(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select id from public.profiles`,
    );
    const seen = rows.map(({ id }) => id);
    assert.ok(seen.includes(PEOPLE.oakManager.id));
    assert.ok(!seen.includes(PEOPLE.pineManager.id));
    assert.ok(!seen.includes(PEOPLE.superAdmin.id));
  });
});

Deno.test("isolation ISO-05: quarantine and refusal counters are for platform admins alone", async () => {
  await inRollback(async (sql) => {
    await receiveText(sql, { from: newShopper(), to: "+15550107777" });
    await sql`select public.count_refusal('sms-inbound', 'bad_signature')`;
    for (const table of ["quarantined_messages", "webhook_refusals"]) {
      const read = (caller: Caller) =>
        attempt(sql, caller, (tx) => tx`select 1 as hit from ${tx(`public.${table}`)}`);
      assert.ok((await read(PEOPLE.superAdmin)).rows.length > 0);
      assert.equal((await read(PEOPLE.oakAdmin)).rows.length, 0);
      assert.equal((await read("anon")).refused?.code, "42501");
    }
  });
});

Deno.test("isolation ISO-06: staff RPCs answer 404 for a foreign and for a missing conversation alike", async () => {
  await inRollback(async (sql) => {
    const foreign = await receiveText(sql, { from: newShopper(), to: PINE_NUMBER });
    const calls = (id: string) => [
      (tx: Sql) => tx`select public.take_over_conversation(${id})`,
      (tx: Sql) => tx`select public.hand_back_conversation(${id})`,
      (tx: Sql) => tx`select public.close_conversation(${id})`,
      (tx: Sql) => tx`select public.reopen_conversation(${id})`,
      (tx: Sql) => tx`select public.set_ai_paused(${id}, true)`,
      (tx: Sql) => tx`select public.mark_conversation_read(${id})`,
      (tx: Sql) => tx`select id from public.send_message(${id}, 'hi', ${crypto.randomUUID()})`,
    ];
    const missing = calls(crypto.randomUUID());
    for (const [index, call] of calls(foreign.conversation_id).entries()) {
      const there = await attempt(sql, PEOPLE.oakAdmin, call);
      const nowhere = await attempt(sql, PEOPLE.oakAdmin, missing[index] ?? call);
      assert.equal(there.refused?.code, "PT404");
      assert.deepEqual(there.refused, nowhere.refused);
    }
  });
});

Deno.test("isolation ISO-07: partners' api role reads conversations but cannot reply or take over", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const take = (caller: Caller) =>
      attempt(sql, caller, (tx) => tx`select public.take_over_conversation(${conversation_id})`);
    assert.equal((await take(PEOPLE.oakApi)).refused?.code, "PT404");
    assert.equal((await take(PEOPLE.oakSales)).refused, null);
  });
});
