import assert from "node:assert/strict";
import { CAST, RULES, TENANTLESS } from "../support/access.ts";
import { attempt, type Caller, inRollback, probe, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, PINE, PINE_NUMBER } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { fillTables } from "../support/tenant_rows.ts";

const VERBS = ["select", "insert", "update", "delete"] as const;
type Verb = (typeof VERBS)[number];

/** Tables whose rows belong to one person. */
const PERSONAL: ReadonlySet<string> = new Set([
  "memberships",
  "notification_digests",
  "notification_preferences",
  "notifications",
  "support_grants",
]);

async function run(
  sql: Sql,
  verb: Verb,
  table: string,
  tenant: string,
): Promise<readonly object[]> {
  const key = table === "dealerships" ? "id" : "dealership_id";
  const name = sql(`public.${table}`);
  const columns = await grantedColumns(sql, table, verb);
  // One's own membership or notification is always readable; what counts here is everybody else's.
  const others = PERSONAL.has(table) ? sql`and user_id <> auth.uid()` : sql``;
  if (verb === "select") {
    return await sql`select 1 as hit from ${name} where ${sql(key)} = ${tenant} ${others} limit 1`;
  }
  if (verb === "delete") {
    return await sql`delete from ${name} where ${
      sql(key)
    } = ${tenant} ${others} returning 1 as hit`;
  }
  if (verb === "update") {
    const column = sql(columns[0] ?? key);
    return await sql`update ${name} set ${column} = ${column} where ${
      sql(key)
    } = ${tenant} ${others} returning 1 as hit`;
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
    await fillTables(sql);
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
