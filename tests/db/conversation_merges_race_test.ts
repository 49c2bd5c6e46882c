import assert from "node:assert/strict";
import type postgres from "postgres";
import { become, connect } from "../support/db.ts";
import { newShopper, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { waitFor } from "../support/wait.ts";

const ROUNDS = 6;

/** Two threads that Sam has, of one customer. */
async function samsThreads(sql: postgres.Sql, phones: readonly string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const from of phones) { // bound: two phones
    ids.push((await sql.begin((tx) => receiveText(tx, { from }))).conversation_id);
  }
  await sql`update public.conversations as c set owner = 'human', assigned_to = ${PEOPLE.oakSales.id},
      customer_id = (select o.customer_id from public.conversations as o where o.id = ${
    ids[0] ?? ""
  })
    where c.id = any (${ids})`;
  return ids;
}

function by<Row extends object>(sql: postgres.Sql, person: Person, call: string, args: string[]) {
  return sql.begin(async (tx) => {
    await become(tx, person);
    return await tx.unsafe<Row[]>(`select id from public.${call}`, args);
  });
}

Deno.test("merge_conversations MRG-03: texts and notes that come during merges and undos are all stored once, each where it belongs", async () => {
  const sql = await connect(5);
  try {
    const phones = [newShopper(), newShopper()];
    const [winner = "", loser = ""] = await samsThreads(sql, phones);
    let isOver = false;
    const said = [1, 1];
    const talk = async (at: 0 | 1): Promise<void> => {
      while (!isOver) { // bound: until the merges are through
        const text = { from: phones[at] ?? "", content: `from ${at}` };
        await sql.begin((tx) => receiveText(tx, text));
        said[at] = (said[at] ?? 0) + 1;
      }
    };
    let notes = 0;
    const note = async (): Promise<void> => {
      while (!isOver) { // bound: until the merges are through
        const call = "add_note($1, 'a note', gen_random_uuid())";
        await by(sql, PEOPLE.oakManager, call, [notes % 2 === 0 ? winner : loser]);
        notes++;
      }
    };
    const merge = async (): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++) {
        const call = "merge_conversations($1, $2)";
        const pair = round % 2 === 0 ? [winner, loser] : [loser, winner];
        const [made] = await by<{ id: string }>(sql, PEOPLE.oakSales, call, pair);
        const [seen = 0] = said;
        // Somebody is heard in the merged thread before it is parted.
        await waitFor("a text in the merged thread", () => said[0] !== seen || null);
        await by(sql, PEOPLE.oakSales, "undo_conversation_merge($1)", [made?.id ?? ""]);
      }
    };
    await Promise.all([talk(0), talk(1), note(), merge().finally(() => isOver = true)]);
    const rows = await sql<{ id: string; content: string; n: number }[]>`
      select conversation_id as id, content, count(*)::int as n from public.messages
      where conversation_id = any (${[
      winner,
      loser,
    ]}) and author = 'customer' and content <> 'hello'
      group by 1, 2 order by content`;
    assert.deepEqual(rows.map((row) => ({ ...row })), [
      { id: winner, content: "from 0", n: (said[0] ?? 0) - 1 },
      { id: loser, content: "from 1", n: (said[1] ?? 0) - 1 },
    ]);
    const [kept] = await sql<{ n: number }[]>`select count(*)::int as n from public.messages
      where conversation_id = any (${[winner, loser]}) and kind = 'note'`;
    assert.equal(kept?.n, notes);
    await sql`update public.conversations set status = 'closed', owner = 'ai', assigned_to = null,
      waiting_since = null where id = any (${[winner, loser]})`;
  } finally {
    await sql.end();
  }
});
