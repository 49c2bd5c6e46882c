import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE, type Person } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

const open = (sql: Sql, id: string, channel: string, who: Person = PEOPLE.oakSales) =>
  attempt<{ id: string }>(
    sql,
    who,
    (tx) => tx`select public.open_conversation(${id}, ${channel}) as id`,
  );

/** A shopper who texted, with a mail address; `consent` is what the ledger says of it. */
async function shopperWithMail(sql: Sql, consent: "granted" | "revoked" | null) {
  const { conversation_id } = await receiveText(sql, { from: newShopper() });
  const address = `${crypto.randomUUID()}@shopper.example`;
  await become(sql, "owner");
  const [row] = await sql<{ customer_id: string }[]>`
    select customer_id from public.conversations where id = ${conversation_id}`;
  const customer = row?.customer_id ?? "";
  await sql`insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (${OAK}, ${customer}, 'email', ${address})`;
  if (consent !== null) {
    await sql`insert into public.consents (dealership_id, customer_id, channel, address, status, method)
      values (${OAK}, ${customer}, 'email', ${address}, ${consent}, 'staff')`;
  }
  return { conversation_id, address };
}

Deno.test("open_conversation: begins one thread on the other channel, the caller's own, however often it is asked", async () => {
  await inRollback(async (sql) => {
    const { conversation_id, address } = await shopperWithMail(sql, "granted");
    const [first] = (await open(sql, conversation_id, "email")).rows;
    const [second] = (await open(sql, conversation_id, "email")).rows;
    assert.equal(second?.id, first?.id);
    await become(sql, "owner");
    const [made] = await sql`select channel, customer_address, owner, assigned_to
      from public.conversations where id = ${first?.id ?? null}`;
    assert.deepEqual({ ...made }, {
      channel: "email",
      customer_address: address,
      owner: "human",
      assigned_to: PEOPLE.oakSales.id,
    });
    assert.equal((await open(sql, first?.id ?? "", "sms")).rows[0]?.id, conversation_id);
  });
});

Deno.test("open_conversation: refuses without an address, without consent, and for another dealership", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    assert.equal((await open(sql, conversation_id, "email")).refused?.detail, "no_address");
    assert.equal((await open(sql, conversation_id, "web")).refused?.detail, "invalid_channel");
    for (const consent of ["revoked", null] as const) {
      const silent = await shopperWithMail(sql, consent);
      assert.equal(
        (await open(sql, silent.conversation_id, "email")).refused?.detail,
        "no_consent",
      );
    }
    const agreed = await shopperWithMail(sql, "granted");
    for (const stranger of [PEOPLE.pineManager, PEOPLE.oakApi]) {
      const { refused } = await open(sql, agreed.conversation_id, "email", stranger);
      assert.equal(refused?.code, "PT404");
    }
  });
});
