import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

/** A thread of mail with somebody new; makes the connection the owner's. */
async function mailThread(sql: Sql): Promise<string> {
  await become(sql, "owner");
  const [row] = await sql<{ id: string }[]>`with person as (
      insert into public.customers (dealership_id) values (${OAK}) returning id)
    insert into public.conversations (dealership_id, customer_id, channel, customer_address)
    select ${OAK}, p.id, 'email', ${`db.${crypto.randomUUID().slice(0, 12)}@shopper.example`}
    from person as p returning id`;
  return row?.id ?? "";
}

async function tokenOf(sql: Sql, thread: string): Promise<string> {
  await become(sql, "owner");
  const [row] = await sql<
    { token: string }[]
  >`select private.unsubscribe_token(${thread}) as token`;
  return row?.token ?? "";
}

async function unsubscribe(sql: Sql, token: string | null): Promise<string> {
  await become(sql, "service_role");
  const [row] = await sql<
    { outcome: string }[]
  >`select public.unsubscribe_mail(${token}) as outcome`;
  return row?.outcome ?? "";
}

async function withdrawals(sql: Sql): Promise<number> {
  await become(sql, "owner");
  const [row] = await sql<{ n: number }[]>`select count(*)::int as n from public.consents
    where status = 'revoked' and evidence ->> 'by' = 'one_click_unsubscribe'`;
  return row?.n ?? 0;
}

Deno.test("unsubscribe_mail EML-04: a signed token takes the consent back, once, and the thread says so", async () => {
  await inRollback(async (sql) => {
    const thread = await mailThread(sql);
    const before = await withdrawals(sql);
    const token = await tokenOf(sql, thread);
    assert.equal(await unsubscribe(sql, token), "unsubscribed");
    assert.equal(await unsubscribe(sql, token), "unsubscribed");
    assert.equal(await withdrawals(sql), before + 1);
    const [standing] =
      await sql`select (private.current_consent(c.dealership_id, 'email', c.customer_address)).*
      from public.conversations as c where c.id = ${thread}`;
    assert.deepEqual([standing?.["status"], standing?.["method"]], ["revoked", "web_form"]);
    const lines = await sql`select content from public.messages
      where conversation_id = ${thread} and kind = 'system'`;
    assert.deepEqual(lines.map(({ content }) => content), ["Opted out of e-mail"]);
  });
});

Deno.test("unsubscribe_mail EML-04: a token that is not ours changes nothing; an older key still verifies", async () => {
  await inRollback(async (sql) => {
    const [mine, other] = [await mailThread(sql), await mailThread(sql)];
    const [token, foreign] = [await tokenOf(sql, mine), await tokenOf(sql, other)];
    const { conversation_id: text } = await receiveText(sql, { from: newShopper() });
    const before = await withdrawals(sql);
    const [subject = "", signature = ""] = token.split(".");
    const wrong = [
      null,
      "",
      subject,
      `${subject}.${"0".repeat(64)}`,
      `${foreign.split(".")[0]}.${signature}`,
      `${token}0`,
      token.toUpperCase(),
      await tokenOf(sql, text),
      await tokenOf(sql, crypto.randomUUID()),
    ];
    for (const one of wrong) assert.equal(await unsubscribe(sql, one), "unknown", String(one)); // bound: the list
    assert.equal(await withdrawals(sql), before);
    await sql`insert into private.unsubscribe_keys (secret) values ('\\x00ff')`;
    assert.notEqual(await tokenOf(sql, mine), token);
    assert.equal(await unsubscribe(sql, token), "unsubscribed");
  });
});

Deno.test("unsubscribe_mail EML-04: people neither make a token nor use one past the door", async () => {
  await inRollback(async (sql) => {
    const token = await tokenOf(sql, await mailThread(sql));
    for (const person of [PEOPLE.oakAdmin, PEOPLE.superAdmin]) { // bound: two
      const made = await attempt(sql, person, (tx) => tx`select private.unsubscribe_token(${OAK})`);
      const used = await attempt(sql, person, (tx) => tx`select public.unsubscribe_mail(${token})`);
      const read = await attempt(sql, person, (tx) => tx`select * from private.unsubscribe_keys`);
      for (const { refused } of [made, used, read]) assert.notEqual(refused, null);
    }
  });
});
