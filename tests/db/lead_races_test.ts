import assert from "node:assert/strict";
import { become, connect, inRollback, type Sql } from "../support/db.ts";
import { leadPerson, recordLead } from "../support/leads.ts";
import { mergeThreads, twoThreads } from "../support/merges.ts";
import { newShopper, OAK, PEOPLE } from "../support/people.ts";
import { receiveText } from "../support/sms.ts";
import { waitFor } from "../support/wait.ts";

/** Makes a lead by hand as a colleague at Oak. */
async function create(sql: Sql, of: Readonly<Record<string, string>>): Promise<string> {
  const { name = null, phone = null, email = null, conversation_id = null } = of;
  await become(sql, PEOPLE.oakManager);
  const [row] = await sql<
    { lead_id: string }[]
  >`select public.create_lead(${OAK}, ${crypto.randomUUID()},
    'Phone', ${name}, ${phone}, ${email}, conversation_id => ${conversation_id}) ->> 'lead_id' as lead_id`;
  await become(sql, "owner");
  assert.ok(row);
  return row.lead_id;
}

Deno.test("create_lead: of a conversation that was merged meanwhile it is the one's that is left", async () => {
  await inRollback(async (sql) => {
    const two = await twoThreads(sql);
    await mergeThreads(sql, two);
    const id = await create(sql, { conversation_id: two.loser });
    const [lead] = await sql`select conversation_id from public.leads where id = ${id}`;
    assert.equal(lead?.["conversation_id"], two.winner);
  });
});

type Way = (sql: Sql, of: Gone) => Promise<string>;

/** The shopper who is being merged into another. */
interface Gone {
  readonly phone: string;
  readonly email: string;
  readonly conversation_id: string;
}

/** Makes a lead while its shopper is merged; whether lead and address are the winner's. */
async function madeDuringMerge(way: Way): Promise<readonly boolean[]> {
  const [desk, late, watch] = [await connect(), await connect(), await connect()];
  try {
    const [phone, email] = [newShopper(), `${crypto.randomUUID()}@shopper.example`];
    const kept = await desk.begin((tx) => receiveText(tx, { from: newShopper() }));
    const gone = await desk.begin((tx) => receiveText(tx, { from: phone }));
    const [who] = await watch<{ winner: string; loser: string }[]>`
      select w.customer_id as winner, l.customer_id as loser
      from public.conversations as w, public.conversations as l
      where w.id = ${kept.conversation_id} and l.id = ${gone.conversation_id}`;
    const [{ pid } = { pid: 0 }] = await late<{ pid: number }[]>`select pg_backend_pid() as pid`;
    assert.ok(who);
    const made = await desk.begin(async (tx) => {
      await become(tx, PEOPLE.oakManager);
      await tx`select public.merge_customers(${who.winner}, ${who.loser})`;
      const making = late.begin((own) => way(own, { phone, email, ...gone }));
      await waitFor("the lead to wait for the merge", async () => {
        const [waits] = await watch`select from pg_catalog.pg_stat_activity
          where pid = ${pid} and wait_event_type = 'Lock'`;
        return waits ?? null;
      });
      return { making };
    });
    const id = await made.making;
    const [row] = await watch<{ leads: string; addresses: string }[]>`
      select l.customer_id as leads, i.customer_id as addresses
      from public.leads as l, public.customer_identities as i where l.id = ${id} and i.value = ${email}`;
    return [row?.leads === who.winner, row?.addresses === who.winner];
  } finally {
    await Promise.all([desk, late, watch].map((one) => one.end()));
  }
}

Deno.test("a lead of a shopper who is just being merged is the winner's, and so is its new address", async () => {
  const ways: Readonly<Record<string, Way>> = {
    "by hand": (sql, { phone, email }) => create(sql, { name: "Mia Merged", phone, email }),
    "of a conversation": (sql, { email, conversation_id }) =>
      create(sql, { email, conversation_id }),
    "of a portal": async (sql, { phone, email }) =>
      (await recordLead(sql, { customer: leadPerson(phone, email), inquiry: "Still there?" }))
        .lead_id,
  };
  const made = await Promise.all(Object.values(ways).map(madeDuringMerge));
  const all = Object.keys(ways).map((way, at) => [way, ...made[at] ?? []]);
  assert.deepEqual(all, Object.keys(ways).map((way) => [way, true, true]));
});
