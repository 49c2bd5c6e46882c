import assert from "node:assert/strict";
import { attempt, become, connect, inRollback, probe, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, PINE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { testDatabaseUrl } from "../support/stack.ts";
import postgres from "postgres";

interface Verdict {
  readonly ok: boolean;
  readonly checked: number;
  readonly first_broken_id: number | null;
  readonly head_seq: number;
}

async function verdict(sql: Sql, tenant = OAK): Promise<Verdict> {
  const [row] = await sql<{ answer: Verdict }[]>`
    select private.check_audit_chain(${tenant}) as answer`;
  assert.ok(row);
  return row.answer;
}

/** Five audited changes, and the ids of their rows. */
async function fiveChanges(sql: Sql): Promise<readonly number[]> {
  await sql`set constraints all immediate`;
  for (let mileage = 1; mileage <= 5; mileage += 1) {
    await sql`update public.vehicles set mileage = mileage + ${mileage}
      where dealership_id = ${OAK} and stock_number = 'T4417'`;
  }
  const rows = await sql<{ id: number }[]>`select id::int as id from public.audit_logs
    where dealership_id = ${OAK} order by seq desc limit 5`;
  return rows.map(({ id }) => id).reverse();
}

/** Runs `tamper` as the superuser with triggers off and says what the check finds, then undoes it. */
async function afterTampering(
  tamper: (sql: Sql, ids: readonly number[]) => Promise<unknown>,
): Promise<{ readonly found: Verdict; readonly ids: readonly number[] }> {
  const sql = postgres(await testDatabaseUrl("supabase_admin"), { max: 1, onnotice: () => {} });
  const undo = new Error("undo");
  let result: { found: Verdict; ids: readonly number[] } | null = null;
  try {
    await sql.begin(async (tx) => {
      const ids = await fiveChanges(tx);
      assert.equal((await verdict(tx)).ok, true);
      await tx`set local session_replication_role = replica`;
      await tamper(tx, ids);
      result = { found: await verdict(tx), ids };
      throw undo;
    });
  } catch (error) {
    if (error !== undo) throw error;
  } finally {
    await sql.end();
  }
  assert.ok(result);
  return result;
}

Deno.test("audit AUD-01: an untouched chain holds for every dealership, and only administrators may ask", async () => {
  await inRollback(async (sql) => {
    await fiveChanges(sql);
    for (const tenant of [OAK, PINE]) {
      const found = await verdict(sql, tenant);
      assert.equal(found.ok, true);
      assert.equal(found.checked, found.head_seq);
    }
    const ask = (
      person: typeof PEOPLE.oakAdmin | typeof PEOPLE.oakManager | typeof PEOPLE.pineAdmin,
    ) =>
      probe<{ answer: Verdict }>(
        sql,
        person,
        (tx) => tx`select public.verify_audit_chain(${OAK}) as answer`,
      );
    assert.equal((await ask(PEOPLE.oakAdmin)).rows[0]?.answer.ok, true);
    assert.equal((await ask(PEOPLE.oakManager)).refused?.detail, "forbidden");
    assert.equal((await ask(PEOPLE.pineAdmin)).refused?.detail, "forbidden");
  });
});

Deno.test("audit AUD-02: a changed row is found", async () => {
  for (
    const column of ["old_values", "new_values", "actor_id", "record_id", "occurred_at", "action"]
  ) {
    const { found, ids } = await afterTampering((sql, [, second = 0]) => {
      const forged = {
        old_values: sql`'{"mileage": 1}'`,
        new_values: sql`'{"mileage": 1}'`,
        actor_id: sql`${PEOPLE.oakSales.id}`,
        record_id: sql`'other'`,
        occurred_at: sql`occurred_at - interval '1 microsecond'`,
        action: sql`'insert'`,
      }[column] ?? sql`null`;
      return sql`update public.audit_logs set ${sql(column)} = ${forged} where id = ${second}`;
    });
    assert.deepEqual([found.ok, found.first_broken_id], [false, ids[1]], column);
  }
});

Deno.test("audit AUD-03: a forged row with a hash of its own breaks the row after it", async () => {
  const { found, ids } = await afterTampering(async (sql, [, second = 0]) => {
    await sql`update public.audit_logs set new_values = '{"mileage": 1}' where id = ${second}`;
    await sql`update public.audit_logs as l set hash = private.audit_row_hash(l) where id = ${second}`;
  });
  assert.deepEqual([found.ok, found.first_broken_id], [false, ids[2]]);
});

Deno.test("audit AUD-04: a deleted row is found, also the last one", async () => {
  const middle = await afterTampering((sql, [, second = 0]) =>
    sql`delete from public.audit_logs where id = ${second}`
  );
  assert.deepEqual([middle.found.ok, middle.found.first_broken_id], [false, middle.ids[2]]);
  const last = await afterTampering((sql, ids) =>
    sql`delete from public.audit_logs where id = ${ids[4] ?? 0}`
  );
  assert.deepEqual([last.found.ok, last.found.first_broken_id], [false, null]);
});

Deno.test("audit AUD-05: an added row is found, also one that fits the chain", async () => {
  const { found } = await afterTampering(async (sql) => {
    await sql`insert into public.audit_logs (dealership_id, actor_role, action, table_name, record_id, seq,
        prev_hash, hash)
      select dealership_id, 'authenticated', 'update', 'vehicles', 'x', seq + 1, hash, ''
      from public.audit_logs where dealership_id = ${OAK} order by seq desc limit 1`;
    await sql`update public.audit_logs as l set hash = private.audit_row_hash(l) where hash = ''`;
  });
  assert.equal(found.ok, false);
});

Deno.test("audit AUD-06: two rows that change places are found", async () => {
  const { found, ids } = await afterTampering(async (sql, [, second = 0, third = 0]) => {
    await sql`update public.audit_logs set seq = -seq where id in (${second}, ${third})`;
    await sql`update public.audit_logs set seq = case id when ${second} then -seq + 1 else -seq - 1 end
      where id in (${second}, ${third})`;
  });
  assert.equal(found.ok, false);
  assert.equal(found.first_broken_id, ids[2]);
});

Deno.test("audit AUD-07: nobody updates, deletes or truncates the log, the owner included", async () => {
  await inRollback(async (sql) => {
    const tries = [
      (tx: Sql) => tx`update public.audit_logs set record_id = '' returning id`,
      (tx: Sql) => tx`delete from public.audit_logs returning id`,
      (tx: Sql) => tx`truncate public.audit_logs`,
    ];
    for (const statement of tries) {
      assert.equal((await probe(sql, "owner", statement)).refused?.detail, "append_only");
      assert.equal((await probe(sql, "service_role", statement)).refused?.code, "42501");
    }
  });
});

Deno.test("audit AUD-08: a row says who changed what, with the request it came from", async () => {
  await inRollback(async (sql) => {
    await sql`set constraints all immediate`;
    await sql`select set_config('request.headers',
      '{"x-request-id": "req-1", "x-forwarded-for": "203.0.113.9, 10.0.0.1", "user-agent": "Test"}', true)`;
    await attempt(
      sql,
      PEOPLE.oakManager,
      (tx) =>
        tx`update public.customers set full_name = 'New Name' where dealership_id = ${OAK}
        and full_name = 'Maria Lopez' returning id`,
    );
    const [row] =
      await sql`select actor_id, actor_role, action, table_name, old_values, new_values, request_id,
        ip_address, user_agent from public.audit_logs where dealership_id = ${OAK} order by seq desc limit 1`;
    assert.deepEqual({ ...row }, {
      actor_id: PEOPLE.oakManager.id,
      actor_role: "authenticated",
      action: "update",
      table_name: "customers",
      old_values: { full_name: "Maria Lopez" },
      new_values: { full_name: "New Name" },
      request_id: "req-1",
      ip_address: "203.0.113.9",
      user_agent: "Test",
    });
  });
});

Deno.test("audit AUD-09: values that are secret never enter the log", async () => {
  await inRollback(async (sql) => {
    const [row] = await sql<{ kept: object }[]>`select private.audit_values(
      '{"name": "Oak", "key_hash": "abc", "secret": null}') as kept`;
    assert.deepEqual(row?.kept, { name: "Oak", key_hash: "hidden", secret: null });
    const open = await sql<{ name: string }[]>`
      select t.tgrelid::regclass || '.' || a.attname as name from pg_trigger as t
      join pg_attribute as a on a.attrelid = t.tgrelid and a.attnum > 0 and not a.attisdropped
      where t.tgfoid = 'private.tg_audit'::regproc and a.attname ~ '(secret|password|token|_hash|private_key)'
        and a.attname not in ('idempotency_token', 'max_tokens', 'prompt_tokens', 'completion_tokens', 'token_hint', 'secret_id')
        and not a.attname = any (private.audit_hidden_columns())`;
    assert.deepEqual(open.map(({ name }) => name), []);
  });
});

Deno.test("audit AUD-10: every audit trigger waits for the end of the transaction", async () => {
  await inRollback(async (sql) => {
    const early = await sql<
      { name: string }[]
    >`select t.tgrelid::regclass::text as name from pg_trigger as t
      where t.tgfoid = 'private.tg_audit'::regproc and not (t.tgdeferrable and t.tginitdeferred)`;
    assert.deepEqual(early.map(({ name }) => name), []);
  });
});

Deno.test("audit AUD-11: the chain holds under writers that also number events", async () => {
  const writers = await Promise.all(Array.from({ length: 6 }, () => connect()));
  try {
    await Promise.all(writers.map(async (writer, index) => {
      for (let round = 0; round < 5; round += 1) { // bound: five rounds of one test
        await writer.begin(async (tx) => {
          const { conversation_id } = await receiveText(tx, { from: newShopper() });
          await become(tx, "owner");
          await tx`update public.conversations set ai_paused = true where id = ${conversation_id}`;
          if (index % 2 === 0) {
            await tx`update public.vehicles set mileage = mileage + 1
              where dealership_id = ${OAK} and stock_number = 'T4417'`;
          }
        });
      }
    }));
    await inRollback(async (sql) => assert.equal((await verdict(sql)).ok, true));
  } finally {
    await Promise.all(writers.map((each) => each.end()));
  }
});

Deno.test("audit AUD-12: a dealership that is deleted takes its log along", async () => {
  await inRollback(async (sql) => {
    await sql`insert into public.dealerships (id, name, subdomain, contact_email)
      values ('0e000000-0000-4000-8000-000000000001', 'Elm', 'elm-test', 'a@elm.example')`;
    await sql`insert into public.teams (dealership_id, name)
      values ('0e000000-0000-4000-8000-000000000001', 'Sales')`;
    await sql`set constraints all immediate`;
    await sql`delete from public.dealerships where subdomain = 'elm-test'`;
    const left = await sql`select id from public.audit_logs
      where dealership_id = '0e000000-0000-4000-8000-000000000001'`;
    assert.equal(left.length, 0);
  });
});
