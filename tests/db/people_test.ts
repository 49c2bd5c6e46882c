import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, PINE, PINE_NUMBER } from "../support/people.ts";
import { scopedThreads } from "../support/scope.ts";
import { receiveText } from "../support/sms.ts";

async function seen(
  sql: Sql,
  table: "conversations" | "messages" | "events",
  ids: readonly string[],
): Promise<string[]> {
  const key = table === "conversations" ? sql`id` : sql`conversation_id`;
  const { rows } = await probe<{ id: string }>(
    sql,
    PEOPLE.oakSales,
    (tx) =>
      tx`select distinct ${key} as id from ${tx(`public.${table}`)} where ${key} in ${tx(ids)}`,
  );
  return rows.map(({ id }) => id).sort();
}

Deno.test("scope SCO-01: own shows a salesperson their threads and those that wait, in every table", async () => {
  await inRollback(async (sql) => {
    const { mine, theirs, waiting } = await scopedThreads(sql, "own");
    await sql`set constraints all immediate`;
    for (const table of ["conversations", "messages", "events"] as const) {
      assert.deepEqual(
        await seen(sql, table, [mine, theirs, waiting]),
        [mine, waiting].sort(),
        table,
      );
    }
  });
});

Deno.test("scope SCO-02: team adds the team mates' threads", async () => {
  await inRollback(async (sql) => {
    const { mine, theirs, waiting } = await scopedThreads(sql, "team");
    assert.deepEqual(await seen(sql, "conversations", [mine, theirs]), [mine]);
    await sql`with team as (insert into public.teams (dealership_id, name) values (${OAK}, 'Internet') returning id)
      insert into public.team_members (dealership_id, team_id, membership_id)
      select ${OAK}, team.id, m.id from team, public.memberships as m
      where m.dealership_id = ${OAK} and m.user_id in (${PEOPLE.oakSales.id}, ${PEOPLE.oakManager.id})`;
    assert.deepEqual(
      await seen(sql, "conversations", [mine, theirs, waiting]),
      [mine, theirs, waiting].sort(),
    );
  });
});

Deno.test("scope SCO-02: mates of a team in one dealership are none in another", async () => {
  await inRollback(async (sql) => {
    const { theirs } = await scopedThreads(sql, "team");
    await sql`with team as (insert into public.teams (dealership_id, name) values (${OAK}, 'Internet') returning id)
      insert into public.team_members (dealership_id, team_id, membership_id)
      select ${OAK}, team.id, m.id from team, public.memberships as m
      where m.dealership_id = ${OAK} and m.user_id in (${PEOPLE.oakSales.id}, ${PEOPLE.oakManager.id})`;
    await sql`insert into public.memberships (dealership_id, user_id, role)
      select ${PINE}, id, 'user' from auth.users where id in (${PEOPLE.oakSales.id}, ${PEOPLE.oakManager.id})`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${PINE}`;
    const there = await receiveText(sql, { from: newShopper(), to: PINE_NUMBER });
    await become(sql, "owner");
    await sql`update public.conversations set owner = 'human', assigned_to = ${PEOPLE.oakManager.id}
      where id = ${there.conversation_id}`;
    assert.deepEqual(await seen(sql, "conversations", [theirs, there.conversation_id]), [theirs]);
    const note = await probe(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.add_note(${there.conversation_id}, 'a note', gen_random_uuid())`,
    );
    assert.equal(note.refused?.code, "PT404");
  });
});

Deno.test("scope SCO-03: a narrower scope also binds calls and live channels, not managers", async () => {
  await inRollback(async (sql) => {
    const { theirs } = await scopedThreads(sql, "own");
    const close = await probe(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.close_conversation(${theirs})`,
    );
    assert.equal(close.refused?.code, "PT404");
    const topic = async (
      person: typeof PEOPLE.oakSales | typeof PEOPLE.oakManager,
      name: string,
    ) => {
      const { rows } = await probe<{ may: boolean }>(
        sql,
        person,
        (tx) => tx`select private.may_read_topic(${name}) as may`,
      );
      return rows[0]?.may;
    };
    assert.equal(await topic(PEOPLE.oakSales, `dealership:${OAK}`), false);
    assert.equal(await topic(PEOPLE.oakManager, `dealership:${OAK}`), true);
    assert.equal(await topic(PEOPLE.oakSales, `staff:${PEOPLE.oakSales.id}`), true);
    assert.equal(await topic(PEOPLE.oakSales, `staff:${PEOPLE.oakManager.id}`), false);
  });
});

Deno.test("scope SCO-04: a live event reaches those with a narrower scope only for threads they see", async () => {
  await inRollback(async (sql) => {
    const { mine, theirs } = await scopedThreads(sql, "own");
    await sql`set constraints all immediate`;
    const before = await sql`select count(*)::int as n from realtime.messages
      where topic = ${"staff:" + PEOPLE.oakSales.id} and payload ->> 'conversation_id' = ${theirs}`;
    await sql`update public.conversations set ai_paused = true where id in (${mine}, ${theirs})`;
    const heard = await sql<{ id: string; n: number }[]>`
      select payload ->> 'conversation_id' as id, count(*)::int as n from realtime.messages
      where topic = ${
      "staff:" + PEOPLE.oakSales.id
    } and payload ->> 'conversation_id' in (${mine}, ${theirs})
      group by 1`;
    assert.ok(heard.some(({ id }) => id === mine));
    assert.equal(heard.find(({ id }) => id === theirs)?.n ?? 0, before[0]?.n);
  });
});

Deno.test("scope SCO-03: where people see all is where they may read, but for their own narrow memberships", async () => {
  await inRollback(async (sql) => {
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    // Narrow here and let in there, a platform admin with a narrow membership, and a grant beside one.
    await sql`insert into public.memberships (dealership_id, user_id, role)
      values (${OAK}, ${PEOPLE.superAdmin.id}, 'user')`;
    await sql`insert into public.support_grants (dealership_id, user_id, permissions, reason, expires_at)
      select d, u, array['conversations.read'], 'equal access', now() + interval '1 hour'
      from unnest(${[OAK, PINE]}::uuid[]) as d, unnest(${[
      PEOPLE.oakSales.id,
      PEOPLE.pineSales.id,
    ]}::uuid[]) as u`;
    const everywhere = new Set<string>();
    for (const person of Object.values(PEOPLE)) { // bound: the cast
      const { rows: [row] } = await probe<{ all: string[]; read: string[]; narrow: string[] }>(
        sql,
        person,
        (tx) =>
          tx`select private.dealerships_seeing_all() as all, private.dealerships_where('conversations.read') as read,
            array(select m.dealership_id from public.memberships as m
              join public.dealerships as d on d.id = m.dealership_id
              where m.user_id = ${person.id} and m.is_active and m.role = 'user'
                and d.conversation_scope <> 'all') as narrow`,
      );
      const { all = [], read = [], narrow = [] } = row ?? {};
      assert.deepEqual(all.sort(), read.filter((id) => !narrow.includes(id)).sort(), person.email);
      everywhere.add(`${read.includes(OAK)} ${all.includes(OAK)} ${all.includes(PINE)}`);
    }
    // Each way of seeing Oak is among them.
    assert.deepEqual([...everywhere].sort(), [
      "false false false",
      "false false true",
      "true false true",
      "true true false",
      "true true true",
    ]);
  });
});

Deno.test("customers: a salesperson corrects those they talk to, a manager anyone", async () => {
  await inRollback(async (sql) => {
    const { mine, theirs } = await scopedThreads(sql, "own");
    const rename = (
      person: typeof PEOPLE.oakSales | typeof PEOPLE.oakManager,
      conversation: string,
    ) =>
      probe(sql, person, (tx) =>
        tx`update public.customers set full_name = 'New Name' where id = (
          select customer_id from public.conversations where id = ${conversation}) returning id`);
    assert.equal((await rename(PEOPLE.oakSales, mine)).rows.length, 1);
    assert.equal((await rename(PEOPLE.oakSales, theirs)).rows.length, 0);
    assert.equal((await rename(PEOPLE.oakManager, mine)).rows.length, 1);
  });
});

Deno.test("second factor MFA-01: where the role must show one, administrative acts need aal2", async () => {
  await inRollback(async (sql) => {
    await sql`update public.dealerships set mfa_required_roles = '{dealership_admin}' where id = ${OAK}`;
    const acts = [
      (tx: Sql) =>
        tx`update public.dealerships set name = 'Renamed' where id = ${OAK} returning id`,
      (tx: Sql) =>
        tx`update public.memberships set role = 'manager'
        where dealership_id = ${OAK} and user_id = ${PEOPLE.oakSales.id} returning id`,
      (tx: Sql) =>
        tx`insert into public.invitations (dealership_id, email, role)
        values (${OAK}, 'a@b.example', 'user') returning id`,
    ];
    for (const act of acts) {
      const weak = await probe(sql, PEOPLE.oakAdmin, act);
      assert.ok(weak.refused?.code === "42501" || weak.rows.length === 0);
      const strong = await probe(sql, PEOPLE.oakAdmin, async (tx) => {
        await tx`select set_config('request.jwt.claims', ${
          JSON.stringify({ sub: PEOPLE.oakAdmin.id, role: "authenticated", aal: "aal2" })
        }, true)`;
        return await act(tx);
      });
      assert.equal(strong.rows.length, 1);
    }
  });
});

Deno.test("invitations INV-01: only the verified address named in one becomes a member, with its role", async () => {
  await inRollback(async (sql) => {
    await sql`insert into auth.users (id, email, email_confirmed_at) values
      (${PEOPLE.stranger.id}, ${PEOPLE.stranger.email}, null)`;
    await sql`insert into public.invitations (dealership_id, email, role)
      values (${OAK}, ${PEOPLE.stranger.email}, 'manager')`;
    const accept = (person: typeof PEOPLE.stranger | typeof PEOPLE.pineSales) =>
      attempt<{ dealership_id: string; role: string }>(
        sql,
        person,
        (tx) => tx`select dealership_id, role from public.accept_invitations()`,
      );
    assert.equal((await accept(PEOPLE.stranger)).refused?.detail, "email_not_verified");
    assert.equal((await accept(PEOPLE.pineSales)).rows.length, 0);
    await sql`update auth.users set email_confirmed_at = now() where id = ${PEOPLE.stranger.id}`;
    assert.deepEqual({ ...(await accept(PEOPLE.stranger)).rows[0] }, {
      dealership_id: OAK,
      role: "manager",
    });
    assert.equal((await accept(PEOPLE.stranger)).rows.length, 0);
  });
});

Deno.test("invitations INV-02: an expired or revoked one grants nothing", async () => {
  await inRollback(async (sql) => {
    await sql`insert into auth.users (id, email, email_confirmed_at) values
      (${PEOPLE.stranger.id}, ${PEOPLE.stranger.email}, now())`;
    await sql`insert into public.invitations (dealership_id, email, role, expires_at, revoked_at) values
      (${OAK}, ${PEOPLE.stranger.email}, 'manager', now() - interval '1 minute', null),
      (${PINE}, ${PEOPLE.stranger.email}, 'manager', now() + interval '1 day', now())`;
    const { rows } = await attempt(
      sql,
      PEOPLE.stranger,
      (tx) => tx`select id from public.accept_invitations()`,
    );
    assert.equal(rows.length, 0);
  });
});

Deno.test("memberships: the last active administrator stays", async () => {
  await inRollback(async (sql) => {
    const { refused } = await probe(
      sql,
      PEOPLE.oakAdmin,
      (tx) =>
        tx`update public.memberships set role = 'user'
        where dealership_id = ${OAK} and user_id = ${PEOPLE.oakAdmin.id} returning id`,
    );
    assert.deepEqual([refused?.code, refused?.detail], ["PT409", "last_admin"]);
  });
});

Deno.test("break-glass BRK-01: a grant ends when it is revoked, lasts 24 hours at most and is audited", async () => {
  await inRollback(async (sql) => {
    await sql`insert into auth.users (id, email) values (${PEOPLE.support.id}, ${PEOPLE.support.email})`;
    const grant = (hours: number) =>
      attempt<{ id: string }>(
        sql,
        PEOPLE.oakAdmin,
        (tx) =>
          tx`insert into public.support_grants (dealership_id, user_id, permissions, reason, expires_at)
          values (${OAK}, ${PEOPLE.support.id}, '{conversations.read}', 'Customer reports a lost text',
            now() + ${hours} * interval '1 hour') returning id`,
      );
    assert.equal((await grant(48)).refused?.code, "23514");
    const { rows } = await grant(2);
    const threads = () =>
      probe(sql, PEOPLE.support, (tx) => tx`select id from public.conversations`);
    assert.ok((await threads()).rows.length > 0);
    await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) =>
        tx`update public.support_grants set revoked_at = now() where id = ${
          rows[0]?.id ?? ""
        } returning id`,
    );
    assert.equal((await threads()).rows.length, 0);
    await sql`set constraints all immediate`;
    const audited = await sql`select action from public.audit_logs
      where table_name = 'support_grants' and record_id = ${rows[0]?.id ?? ""} order by id`;
    assert.deepEqual(audited.map(({ action }) => action), ["insert", "update"]);
  });
});
