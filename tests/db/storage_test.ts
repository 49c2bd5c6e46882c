import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** A path in attachments of a conversation that the AI answers, with a file there. */
async function fileOfConversation(sql: Sql): Promise<string> {
  const { conversation_id } = await receiveText(sql, { from: newShopper() });
  const path = `${OAK}/${conversation_id}/contract.pdf`;
  await become(sql, "owner");
  await sql`insert into storage.objects (bucket_id, name) values ('attachments', ${path})`;
  return path;
}

Deno.test("storage ISO-21: attachments are read by those who read the conversation that the path names", async () => {
  await inRollback(async (sql) => {
    const path = await fileOfConversation(sql);
    const readers = [PEOPLE.oakManager, PEOPLE.oakSales, PEOPLE.pineManager, PEOPLE.stranger];
    const seenBy = async () => {
      const seen: boolean[] = [];
      for (const reader of [...readers, "anon" as const]) { // bound: the cast
        const { rows } = await attempt(
          sql,
          reader,
          (tx) => tx`select from storage.objects where name = ${path}`,
        );
        seen.push(rows.length === 1);
      }
      return seen;
    };
    assert.deepEqual(await seenBy(), [true, true, false, false, false]);
    await become(sql, "owner");
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    assert.deepEqual(await seenBy(), [true, false, false, false, false]);
  });
});

Deno.test("storage ISO-22: staff attach files to conversations of their dealership only", async () => {
  await inRollback(async (sql) => {
    const path = await fileOfConversation(sql);
    const put = (who: Parameters<typeof attempt>[1], name: string) =>
      attempt(
        sql,
        who,
        (tx) => tx`insert into storage.objects (bucket_id, name) values ('attachments', ${name})`,
      );
    assert.equal((await put(PEOPLE.oakSales, `${path}-2`)).refused, null);
    assert.equal((await put(PEOPLE.pineManager, `${path}-3`)).refused?.code, "42501");
    assert.equal((await put("anon", `${path}-4`)).refused?.code, "42501");
    const nowhere = `${OAK}/${crypto.randomUUID()}/x.pdf`;
    assert.equal((await put(PEOPLE.oakManager, nowhere)).refused?.code, "42501");
  });
});

Deno.test("storage ISO-23: nobody but the service changes a stored file, and the buckets are private", async () => {
  await inRollback(async (sql) => {
    const path = await fileOfConversation(sql);
    const changed = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`update storage.objects set name = ${path + "x"} where name = ${path} returning id`,
    );
    assert.equal(changed.rows.length, 0);
    const removed = await attempt(
      sql,
      PEOPLE.oakAdmin,
      (tx) => tx`delete from storage.objects where name = ${path} returning id`,
    );
    assert.equal(removed.rows.length, 0);
    await become(sql, "owner");
    const buckets = await sql`select b.id, b.public from storage.buckets as b order by b.id`;
    assert.deepEqual(buckets.map(({ id, public: isPublic }) => [id, isPublic]), [
      ["attachments", false],
      ["imports", false],
      ["mails", false],
    ]);
  });
});
