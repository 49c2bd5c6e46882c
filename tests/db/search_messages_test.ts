import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person, PINE, PINE_NUMBER } from "../support/people.ts";
import { mergeThreads, twoThreads } from "../support/merges.ts";
import { scopedThreads } from "../support/scope.ts";
import { receiveText } from "../support/sms.ts";

interface Hit {
  readonly message_id: string;
  readonly conversation_id: string;
  readonly customer_address: string;
  readonly author: string;
  readonly snippet: string;
}

/** What somebody finds at a dealership, or the code of the refusal. */
async function found(
  sql: Sql,
  query: string,
  { who = PEOPLE.oakAdmin, at = OAK }: { readonly who?: Person; readonly at?: string } = {},
): Promise<readonly Hit[] | string> {
  const { rows, refused } = await attempt<Hit>(
    sql,
    who,
    (tx) => tx`select * from public.search_messages(${at}, ${query})`,
  );
  return refused === null ? rows : refused.code;
}

async function threads(sql: Sql, query: string, who: Person = PEOPLE.oakAdmin): Promise<string[]> {
  const hits = await found(sql, query, { who });
  assert.ok(typeof hits !== "string", String(hits));
  return hits.map((hit) => hit.conversation_id);
}

/** A word that nobody else says. */
function rareWord(): string {
  return `q${crypto.randomUUID().slice(0, 8).replace(/[^a-z]/g, "z")}`;
}

Deno.test("search_messages: all words in any order, whatever their case and accents, the last one half typed", async () => {
  await inRollback(async (sql) => {
    const word = rareWord();
    const from = newShopper();
    const { conversation_id } = await receiveText(sql, {
      from,
      content: `Is the ${word.toUpperCase()} camión still there? My F-150 needs brakes`,
    });
    for (
      const query of [word, `camion ${word}`, `${word} CAMIÓN`, `${word} brak`, `f-150 ${word}`]
    ) {
      assert.deepEqual(await threads(sql, query), [conversation_id], query);
    }
    for (const query of [`${word} tractor`, word.slice(1), "", "  ", " is ", "&|!:*()'\\"]) {
      assert.deepEqual(await threads(sql, query), [], query);
    }
    const [hit] = await found(sql, word) as Hit[];
    assert.deepEqual([hit?.customer_address, hit?.author], [from, "customer"]);
    assert.match(hit?.snippet ?? "", new RegExp(word, "i"));
  });
});

Deno.test("search_messages: a conversation comes once, with the newest that was said, notes of the team too", async () => {
  await inRollback(async (sql) => {
    const word = rareWord();
    const one = await receiveText(sql, { from: newShopper(), content: `${word} first` });
    const other = await receiveText(sql, { from: newShopper(), content: `${word} other` });
    await become(sql, PEOPLE.oakAdmin);
    await sql`select public.add_note(${one.conversation_id}, ${`Likes the ${word} best`}, ${crypto.randomUUID()})`;
    await become(sql, "owner");
    await sql`insert into public.messages (dealership_id, conversation_id, author, direction, kind, channel,
        delivery_status, content)
      values (${OAK}, ${other.conversation_id}, 'system', 'internal', 'system', 'sms', 'none', ${`${word} system`})`;
    const hits = await found(sql, word) as Hit[];
    assert.deepEqual(
      hits.map(({ conversation_id, author, snippet }) => [conversation_id, author, snippet]),
      [
        [one.conversation_id, "staff", `Likes the ${word} best`],
        [other.conversation_id, "customer", `${word} other`],
      ],
    );
  });
});

Deno.test("search_messages: only one's own dealership, and only what is in one's scope", async () => {
  await inRollback(async (sql) => {
    const word = rareWord();
    await receiveText(sql, { from: newShopper(), to: PINE_NUMBER, content: `${word} at Pine` });
    assert.deepEqual(await threads(sql, word), []);
    assert.equal(await found(sql, word, { at: PINE }), "PT403");
    const [hit] = await found(sql, word, { who: PEOPLE.pineAdmin, at: PINE }) as Hit[];
    assert.equal(hit?.snippet, `${word} at Pine`);
    assert.equal(await found(sql, word, { who: PEOPLE.stranger }), "PT403");
    const { mine, theirs, waiting } = await scopedThreads(sql, "own");
    await sql`update public.messages set content = ${word}
      where conversation_id in (${mine}, ${theirs}, ${waiting})`;
    assert.deepEqual(await threads(sql, word, PEOPLE.oakSales), [waiting, mine]);
    assert.deepEqual(await threads(sql, word), [waiting, theirs, mine]);
  });
});

Deno.test("search_messages: what was said in a merged thread leads to the one it is in now", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    const word = rareWord();
    await sql`update public.messages set content = ${word} where conversation_id in (${two.winner}, ${two.loser})`;
    assert.equal((await threads(sql, word)).length, 2);
    await mergeThreads(sql, two);
    assert.deepEqual(await threads(sql, word), [two.winner]);
  });
});
