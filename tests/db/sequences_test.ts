import assert from "node:assert/strict";
import { attempt, become, inRollback, type Sql } from "../support/db.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";

interface Followed {
  readonly phone: string;
  readonly conversation: string;
  readonly lead: string;
  readonly sequence: string;
}

/** A lead of a texting shopper that is on a sequence. */
async function followed(sql: Sql): Promise<Followed> {
  const phone = newShopper();
  const { conversation_id: conversation } = await receiveText(sql, { from: phone });
  const [made] = await sql<{ id: string }[]>`
    select public.record_lead(${OAK}, ${
    sql.json({ source: "Test", customer: { phone } })
  }) ->> 'lead_id' as id`;
  await become(sql, "owner");
  const [plan] = await sql<
    { id: string }[]
  >`insert into public.sequences (dealership_id, name, is_active)
    values (${OAK}, ${phone}, true) returning id`;
  const found = { phone, conversation, lead: made?.id ?? "", sequence: plan?.id ?? "" };
  await sql`update public.leads set assigned_to = ${PEOPLE.oakSales.id} where id = ${found.lead}`;
  await sql`insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
    values (${OAK}, ${found.sequence}, 1, 60, 'sms', 'Still looking?')`;
  return found;
}

function start(
  sql: Sql,
  { lead, sequence }: Followed,
  person = PEOPLE.oakSales as typeof PEOPLE.oakSales | typeof PEOPLE.pineAdmin,
) {
  return attempt(
    sql,
    person,
    (tx) => tx`select id from public.start_sequence(${sequence}, ${lead})`,
  );
}

async function ending(sql: Sql, { lead }: Followed): Promise<string | undefined> {
  await become(sql, "owner");
  const [row] = await sql<{ ending: string }[]>`select coalesce(stop_reason, status) as ending
    from public.sequence_runs where lead_id = ${lead} order by started_at desc limit 1`;
  return row?.ending;
}

const STOPS: readonly (readonly [string, (sql: Sql, at: Followed) => Promise<unknown>])[] = [
  ["replied", (sql, { phone }) => receiveText(sql, { from: phone })],
  [
    "opted_out",
    (sql, { phone }) =>
      sql`insert into public.consents (dealership_id, customer_id, channel, address, status, method)
      select ${OAK}, customer_id, 'email', 'a@b.example', 'revoked', 'staff'
      from public.customer_identities where value = ${phone}`,
  ],
  [
    "taken_over",
    (sql, { conversation }) =>
      attempt(
        sql,
        PEOPLE.oakSales,
        (tx) => tx`select public.take_over_conversation(${conversation})`,
      ),
  ],
  [
    "appointment",
    (sql, { lead }) => sql`update public.leads set status = 'appointment' where id = ${lead}`,
  ],
  ["sold", (sql, { lead }) => sql`update public.leads set status = 'sold' where id = ${lead}`],
  [
    "lost",
    (sql, { lead }) =>
      sql`update public.leads set status = 'lost', outcome = 'unreachable' where id = ${lead}`,
  ],
  [
    "by_hand",
    (sql, { lead }) =>
      attempt(sql, PEOPLE.oakSales, (tx) => tx`select public.stop_sequence(${lead})`),
  ],
];

for (const [reason, act] of STOPS) {
  Deno.test(`sequences: follow-up stops with the reason ${reason}`, async () => {
    await inRollback(async (sql) => {
      const at = await followed(sql);
      assert.equal((await start(sql, at)).refused, null);
      assert.equal(await ending(sql, at), "running");
      await act(sql, at);
      assert.equal(await ending(sql, at), reason);
    });
  });
}

Deno.test("start_sequence: once at a time, only for open leads, only where it is yours", async () => {
  await inRollback(async (sql) => {
    const at = await followed(sql);
    assert.equal((await start(sql, at, PEOPLE.pineAdmin)).refused?.detail, "lead_not_found");
    const odd = await start(sql, { ...at, sequence: crypto.randomUUID() });
    assert.equal(odd.refused?.detail, "invalid_sequence_id");
    await start(sql, at);
    assert.equal((await start(sql, at)).refused?.detail, "sequence_running");
    await sql`update public.leads set status = 'sold' where id = ${at.lead}`;
    assert.equal((await start(sql, at)).refused?.detail, "lead_not_open");
  });
});
