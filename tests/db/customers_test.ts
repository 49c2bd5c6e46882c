import assert from "node:assert/strict";
import { attempt, become, inRollback, probe, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE_NUMBER } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

interface Pair {
  readonly winner: string;
  readonly loser: string;
  readonly winnerPhone: string;
  readonly loserPhone: string;
}

async function customerOf(sql: Sql, phone: string): Promise<string> {
  await become(sql, "owner");
  const [row] = await sql<{ id: string }[]>`
    select customer_id as id from public.customer_identities where value = ${phone}`;
  return row?.id ?? "";
}

/** Two shoppers of Oak with a thread each; the winner has no name yet. */
async function pair(sql: Sql): Promise<Pair> {
  const [winnerPhone, loserPhone] = [newShopper(), newShopper()];
  await receiveText(sql, { from: winnerPhone });
  await receiveText(sql, { from: loserPhone });
  const loser = await customerOf(sql, loserPhone);
  await sql`update public.customers set full_name = 'Pat Doe' where id = ${loser}`;
  return { winner: await customerOf(sql, winnerPhone), loser, winnerPhone, loserPhone };
}

function merge(sql: Sql, { winner, loser }: Pair, person: Person = PEOPLE.oakManager) {
  return attempt<{ id: string; moved: Record<string, unknown[]> }>(
    sql,
    person,
    (tx) => tx`select id, moved from public.merge_customers(${winner}, ${loser})`,
  );
}

function undo(sql: Sql, id: string) {
  return attempt<{ id: string }>(
    sql,
    PEOPLE.oakManager,
    (tx) => tx`select id from public.undo_customer_merge(${id})`,
  );
}

/** All that a merge may touch, to compare before and after. */
async function picture(sql: Sql, { winner, loser }: Pair): Promise<unknown> {
  await become(sql, "owner");
  const rows = await sql`select to_jsonb(c) - 'updated_at' as row from public.customers as c
      where id in (${winner}, ${loser})
    union all select jsonb_build_object('identity', id, 'of', customer_id) from public.customer_identities
      where customer_id in (${winner}, ${loser})
    union all select jsonb_build_object('thread', id, 'of', customer_id) from public.conversations
      where customer_id in (${winner}, ${loser})
    order by 1`;
  return rows.map((row) => row["row"] as unknown);
}

async function standing(sql: Sql, phone: string): Promise<string | undefined> {
  await become(sql, "owner");
  const [row] = await sql<{ status: string }[]>`
    select (private.current_consent(${OAK}, 'sms', ${phone})).status as status`;
  return row?.status;
}

Deno.test("merge_customers: addresses, threads and the name go to the winner, and undo restores all of it", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    const before = await picture(sql, two);
    const { rows } = await merge(sql, two);
    assert.equal(rows[0]?.moved["customer_identities"]?.length, 1);
    assert.equal(rows[0]?.moved["conversations"]?.length, 1);
    assert.equal(await customerOf(sql, two.loserPhone), two.winner);
    const [winner] = await sql`select full_name from public.customers where id = ${two.winner}`;
    assert.equal(winner?.["full_name"], "Pat Doe");
    assert.equal((await undo(sql, rows[0]?.id ?? "")).refused, null);
    assert.deepEqual(await picture(sql, two), before);
  });
});

Deno.test("merge_customers: the next text from the loser's number belongs to the winner, also after undo if new", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    await merge(sql, two);
    const { conversation_id } = await receiveText(sql, { from: two.loserPhone });
    await become(sql, "owner");
    const [row] =
      await sql`select customer_id from public.conversations where id = ${conversation_id}`;
    assert.equal(row?.["customer_id"], two.winner);
  });
});

Deno.test("merge_customers: whoever looks at the loser's thread hears of it, and of the undo", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    const heard = async () => {
      await become(sql, "owner");
      await sql`set constraints all immediate`;
      const [row] = await sql<{ n: number }[]>`select count(*)::int as n from public.events as e
        join public.conversations as c on c.id = e.conversation_id
        where e.kind = 'conversation.updated' and c.customer_address = ${two.loserPhone}`;
      await sql`set constraints all deferred`;
      return row?.n ?? 0;
    };
    const before = await heard();
    const { rows } = await merge(sql, two);
    assert.equal(await heard(), before + 1);
    await undo(sql, rows[0]?.id ?? "");
    assert.equal(await heard(), before + 2);
  });
});

Deno.test("merge_customers: an opt-out of either holds for every address, and undo lifts only what the merge wrote", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    const { rows } = await merge(sql, two);
    assert.equal(await standing(sql, two.winnerPhone), "revoked");
    await undo(sql, rows[0]?.id ?? "");
    assert.equal(await standing(sql, two.winnerPhone), "granted");
    assert.equal(await standing(sql, two.loserPhone), "revoked");
  });
});

Deno.test("undo_customer_merge: an opt-out that the shopper sent since stays", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    await receiveText(sql, { from: two.loserPhone, content: "STOP", keyword: "stop" });
    const { rows } = await merge(sql, two);
    await receiveText(sql, { from: two.winnerPhone, content: "STOP", keyword: "stop" });
    await undo(sql, rows[0]?.id ?? "");
    assert.equal(await standing(sql, two.winnerPhone), "revoked");
  });
});

Deno.test("merge_customers: refuses oneself, a second merge, another dealership and people without the right", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    const self = await merge(sql, { ...two, loser: two.winner });
    assert.equal(self.refused?.detail, "invalid_loser");
    assert.equal((await merge(sql, two, PEOPLE.oakSales)).refused?.detail, "customer_not_found");
    const foreignPhone = newShopper();
    await receiveText(sql, { from: foreignPhone, to: PINE_NUMBER });
    const foreign = await customerOf(sql, foreignPhone);
    const group = await merge(sql, { ...two, loser: foreign }, PEOPLE.group);
    assert.equal(group.refused?.detail, "invalid_loser");
    const across = await merge(sql, { ...two, loser: foreign });
    assert.equal(across.refused?.detail, "customer_not_found");
    await merge(sql, two);
    assert.equal((await merge(sql, two)).refused?.detail, "customer_merged");
  });
});

Deno.test("undo_customer_merge: the latest merge comes first, and once is enough", async () => {
  await inRollback(async (sql) => {
    const two = await pair(sql);
    const first = (await merge(sql, two)).rows[0]?.id ?? "";
    const other = await pair(sql);
    const second = (await merge(sql, { ...other, loser: two.winner })).rows[0]?.id ?? "";
    assert.equal((await undo(sql, first)).refused?.detail, "merge_not_latest");
    assert.equal((await undo(sql, second)).refused, null);
    assert.equal((await undo(sql, second)).refused?.detail, "merge_undone");
    assert.equal((await undo(sql, first)).refused, null);
    assert.equal(await customerOf(sql, two.loserPhone), two.loser);
  });
});

Deno.test("customers: every table that hangs on a customer goes along in a merge", async () => {
  await inRollback(async (sql) => {
    const [stuck] = await sql<{ names: string[] }[]>`
      select coalesce(array_agg(t), '{}') as names from private.customer_tables() as t
      where not exists (select from pg_attribute as a
        where a.attrelid = ('public.' || t)::regclass and a.attname = 'id')`;
    assert.deepEqual(stuck?.names, []);
    const refused = await probe(
      sql,
      "service_role",
      (tx) => tx`select id from public.merge_customers(gen_random_uuid(), gen_random_uuid())`,
    );
    assert.equal(refused.refused?.code, "42501");
  });
});
