import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newMailer } from "../support/email.ts";
import {
  joinCustomers,
  mergeThreads,
  replyAs,
  settle,
  twoChats,
  undoMerge,
} from "../support/merges.ts";
import { OAK, PEOPLE, type Person } from "../support/people.ts";
import { reads, say } from "../support/web_chat.ts";

const contents = async (sql: Sql, visitor: Person) =>
  (await reads(sql, visitor)).rows.map((row) => row.content);

Deno.test("merged chats WEB-11: each browser reads what was said from it and to it, and nothing of the other", async () => {
  await inRollback(async (sql) => {
    const chats = await twoChats(sql);
    const merged = await mergeThreads(sql, chats);
    assert.equal(merged.refused, null);
    await replyAs(sql, chats.winner, "to the second");
    const again = await say(sql, chats.first, "from the first, later");
    assert.equal(again.conversation_id, chats.winner);
    await replyAs(sql, chats.winner, "to the first");
    const first = ["from the first browser", "from the first, later", "to the first"];
    const second = ["from the second browser", "to the second"];
    assert.deepEqual(await contents(sql, chats.first), first);
    assert.deepEqual(await contents(sql, chats.second), second);
    await settle(sql, [chats.winner]);
    assert.equal((await undoMerge(sql, merged.rows[0]?.id)).refused, null);
    assert.deepEqual(await contents(sql, chats.first), first);
    assert.deepEqual(await contents(sql, chats.second), second);
  });
});

Deno.test("merged chats: both browsers hear of news, and of who answers", async () => {
  await inRollback(async (sql) => {
    const chats = await twoChats(sql);
    await mergeThreads(sql, chats);
    await sql`delete from realtime.messages where topic like 'visitor:%'`;
    await attempt(
      sql,
      PEOPLE.oakSales,
      (tx) => tx`select public.take_over_conversation(${chats.winner})`,
    );
    const told = await sql<{ topic: string }[]>`select distinct topic from realtime.messages
      where topic like 'visitor:%' and payload ->> 'kind' = 'owner'`;
    assert.deepEqual(
      told.map((one) => one.topic).sort(),
      [`visitor:${chats.first.id}`, `visitor:${chats.second.id}`].sort(),
    );
  });
});

interface Mails {
  readonly winner: string;
  readonly loser: string;
  readonly winnerAddress: string;
  readonly loserAddress: string;
}

async function mail(sql: Sql, from: string, answers: readonly string[], token: string | null) {
  await become(sql, "service_role");
  const [row] = await sql<{ id: string; customer_address: string }[]>`
    select t.id, t.customer_address from public.mailboxes as b,
      private.thread_of_email(b, ${
    sql.json({ from_address: from, from_name: "Pat", answers: [...answers], token })
  }, true) as t
    where b.dealership_id = ${OAK} order by b.created_at, b.id limit 1`;
  await become(sql, "owner");
  return row ?? { id: "", customer_address: "" };
}

/** One customer who mailed from two addresses. */
async function twoMails(sql: Sql): Promise<Mails> {
  const [winnerAddress, loserAddress] = [newMailer(), newMailer()];
  const winner = (await mail(sql, winnerAddress, [], null)).id;
  const loser = (await mail(sql, loserAddress, [], null)).id;
  await joinCustomers(sql, winner, loser);
  return { winner, loser, winnerAddress, loserAddress };
}

Deno.test("merged mails: a mail is heard in the one thread by sender, by token and by what it answers", async () => {
  await inRollback(async (sql) => {
    const two = await twoMails(sql);
    await sql`insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, mail_id,
        delivery_status)
      values (${OAK}, ${two.loser}, 'outbound', 'staff', 'email', 'hello', ${`<${two.loser}@x>`}, 'sent')`;
    await mergeThreads(sql, two);
    const { loserAddress, winnerAddress } = two;
    const ways = [
      await mail(sql, loserAddress, [], null),
      await mail(sql, winnerAddress, [], null),
      await mail(sql, loserAddress, [], two.loser.replaceAll("-", "")),
      await mail(sql, winnerAddress, [], two.loser.replaceAll("-", "")),
      await mail(sql, loserAddress, [`<${two.loser}@x>`], null),
      await mail(sql, loserAddress, [], two.winner.replaceAll("-", "")),
    ];
    assert.deepEqual(
      ways,
      [loserAddress, winnerAddress, loserAddress, winnerAddress, loserAddress, loserAddress]
        .map((customer_address) => ({ id: two.winner, customer_address })),
    );
  });
});

Deno.test("merged mails: the button of either address takes both consents back; a bounce stops its own address", async () => {
  await inRollback(async (sql) => {
    const two = await twoMails(sql);
    await sql`insert into public.consents (dealership_id, customer_id, channel, address, status, method)
      select dealership_id, customer_id, 'email', a, 'granted', 'staff' from public.conversations,
        unnest(${[two.winnerAddress, two.loserAddress]}::text[]) as a where id = ${two.winner}`;
    await mergeThreads(sql, two);
    await mail(sql, two.winnerAddress, [], null);
    await become(sql, "service_role");
    await sql`select private.record_bounce(c, ${two.loserAddress}, 'bounce', 'gone')
      from public.conversations as c where c.id = ${two.winner}`;
    await become(sql, "owner");
    const bounced = await sql`select address from public.suppressions
      where address in (${two.winnerAddress}, ${two.loserAddress})`;
    assert.deepEqual(bounced.map((row) => row["address"] as string), [two.loserAddress]);
    const [{ token } = { token: "" }] = await sql<{ token: string }[]>`
      select private.unsubscribe_token(${two.loser}) as token`;
    await become(sql, "service_role");
    const [answer] = await sql`select public.unsubscribe_mail(${token}) as outcome`;
    assert.equal(answer?.["outcome"], "unsubscribed");
    await become(sql, "owner");
    const standing = await sql`select (private.current_consent(${OAK}, 'email', a)).status as status
      from unnest(${[two.winnerAddress, two.loserAddress]}::text[]) as a`;
    assert.deepEqual(standing.map((row) => row["status"] as string), ["revoked", "revoked"]);
  });
});

Deno.test("merged threads: a file of either is read by whoever may read the one that is left", async () => {
  await inRollback(async (sql) => {
    const chats = await twoChats(sql);
    const path = `${OAK}/${chats.loser}/a.pdf`;
    await sql`insert into storage.objects (bucket_id, name) values ('attachments', ${path})`;
    await sql`update public.dealerships set conversation_scope = 'own' where id = ${OAK}`;
    await sql`update public.conversations set assigned_to = ${PEOPLE.oakSales.id}
      where id = any (${[chats.winner, chats.loser]})`;
    assert.equal((await mergeThreads(sql, chats)).refused, null);
    const seen = async (who: Person) =>
      (await attempt(sql, who, (tx) => tx`select name from storage.objects where name = ${path}`))
        .rows.length;
    assert.equal(await seen(PEOPLE.oakSales), 1);
    assert.equal(await seen(PEOPLE.pineManager), 0);
    assert.equal(await seen(chats.first), 0);
    await sql`update public.conversations set assigned_to = null where id = ${chats.winner}`;
    assert.equal(await seen(PEOPLE.oakSales), 0);
  });
});
