/** Two threads of one customer, as merges of conversations begin. */
import assert from "node:assert/strict";
import { attempt, become, connect, type Outcome, type Sql } from "./db.ts";
import { newShopper, OAK, OAK_NUMBER, PEOPLE, type Person } from "./people.ts";
import { claimFor, claimSend, receiveText, type SendAnswer } from "./sms.ts";
import { testPhone } from "./twilio.ts";
import { waitFor } from "./wait.ts";
import { newVisitor, say } from "./web_chat.ts";

/** Two threads of texts whose customers are one already. */
export interface TwoThreads {
  readonly winner: string;
  readonly loser: string;
  readonly winnerPhone: string;
  readonly loserPhone: string;
  readonly customerMerge: string;
}

/** What a merge of threads answers. */
export interface Merge {
  readonly id: string;
  readonly moved: Readonly<Record<string, unknown>>;
}

/** Two phones of one shopper that have texted Oak, the loser's last; nothing is about to be answered. */
export async function twoThreads(sql: Sql): Promise<TwoThreads> {
  const [winnerPhone, loserPhone] = [newShopper(), newShopper()];
  const winner = await receiveText(sql, { from: winnerPhone, content: "from the first phone" });
  const loser = await receiveText(sql, { from: loserPhone, content: "from the second phone" });
  const [winnerId, loserId] = [winner.conversation_id, loser.conversation_id];
  await settle(sql, [winnerId, loserId]);
  const merged = await attempt<{ id: string }>(
    sql,
    PEOPLE.oakManager,
    (tx) =>
      tx`select m.id from public.conversations as w, public.conversations as l,
        public.merge_customers(w.customer_id, l.customer_id) as m
        where w.id = ${winnerId} and l.id = ${loserId}`,
  );
  const customerMerge = merged.rows[0]?.id ?? "";
  return { winner: winnerId, loser: loserId, winnerPhone, loserPhone, customerMerge };
}

/** Two chats of one customer. */
export interface TwoChats {
  readonly winner: string;
  readonly loser: string;
  readonly first: Person;
  readonly second: Person;
}

/** One customer who chatted in two browsers, last in the second; nothing is about to be answered. */
export async function twoChats(sql: Sql): Promise<TwoChats> {
  const [first, second] = [await newVisitor(sql), await newVisitor(sql)];
  const winner = (await say(sql, first, "from the first browser")).conversation_id;
  const loser = (await say(sql, second, "from the second browser")).conversation_id;
  await settle(sql, [winner, loser]);
  await joinCustomers(sql, winner, loser);
  return { winner, loser, first, second };
}

/** The loser's customer turns out to be the winner's. */
export async function joinCustomers(sql: Sql, winner: string, loser: string): Promise<void> {
  await become(sql, "owner");
  await sql`update public.conversations as l set customer_id = w.customer_id
    from public.conversations as w where w.id = ${winner} and l.id = ${loser}`;
}

/** Ends every promise of an AI reply in these threads. */
export async function settle(sql: Sql, ids: readonly string[]): Promise<void> {
  await become(sql, "owner");
  await sql`update private.jobs set status = 'done', lease_token = null, lease_until = null
    where fifo_key = any (${ids.map((id) => `reply:${id}`)}) and status in ('ready', 'leased')`;
}

/** Merges the loser's thread into the winner's. */
export function mergeThreads(
  sql: Sql,
  two: Pick<TwoThreads, "winner" | "loser">,
  person: Person = PEOPLE.oakSales,
): Promise<Outcome<Merge>> {
  return attempt<Merge>(
    sql,
    person,
    (tx) => tx`select id, moved from public.merge_conversations(${two.winner}, ${two.loser})`,
  );
}

/** Takes a merge of threads back. */
export function undoMerge(
  sql: Sql,
  id: string | undefined,
  person: Person = PEOPLE.oakSales,
): Promise<Outcome<{ id: string }>> {
  return attempt<{ id: string }>(
    sql,
    person,
    (tx) => tx`select id from public.undo_conversation_merge(${id ?? null})`,
  );
}

/** What a thread says, oldest first. */
export async function said(sql: Sql, id: string): Promise<readonly string[]> {
  await become(sql, "owner");
  const rows = await sql<{ content: string }[]>`select content from public.messages
    where conversation_id = ${id} and kind in ('text', 'media') order by id`;
  return rows.map((row) => row.content);
}

/** Writes as staff and returns what the gate says of it. */
export async function replyAs(
  sql: Sql,
  id: string,
  content: string,
): Promise<SendAnswer> {
  await attempt(
    sql,
    PEOPLE.oakSales,
    (tx) => tx`select id from public.send_message(${id}, ${content}, gen_random_uuid())`,
  );
  const job = (await claimFor(sql, id)).filter((one) => one.kind === "send_message").at(-1);
  assert.ok(job);
  const answer = await claimSend(sql, job);
  await sql`select public.finish_job(${job.id}, ${job.lease_token})`;
  return answer;
}

/** A conversation's row. */
export async function threadRow(sql: Sql, id: string): Promise<Readonly<Record<string, unknown>>> {
  await become(sql, "owner");
  const [row] = await sql<
    Record<string, unknown>[]
  >`select * from public.conversations where id = ${id}`;
  return row ?? {};
}

/** Whether a number may be texted, as the ledger has it. */
export async function smsStanding(sql: Sql, phone: string): Promise<unknown> {
  await become(sql, "owner");
  const [row] = await sql`select (private.current_consent(${OAK}, 'sms', ${phone})).status`;
  return row?.["status"];
}

/** Two phones of one shopper that have texted and were answered, the second one last; both committed. */
export async function twoAnsweredThreads(): Promise<TwoThreads> {
  const phone = await testPhone();
  const [winnerPhone, loserPhone] = [newShopper(), newShopper()];
  await phone.send({ from: winnerPhone, to: OAK_NUMBER, body: "hello from my phone" });
  await phone.waitForTexts(winnerPhone, 1);
  await phone.send({ from: loserPhone, to: OAK_NUMBER, body: "hello from my work phone" });
  await phone.waitForTexts(loserPhone, 1);
  const sql = await connect();
  try {
    const ids = async (address: string) => {
      const [row] = await sql<{ id: string; customer_id: string }[]>`
        select id, customer_id from public.conversations where customer_address = ${address}`;
      return row ?? { id: "", customer_id: "" };
    };
    const [winner, loser] = [await ids(winnerPhone), await ids(loserPhone)];
    await waitFor("the AI to be done with both", async () => {
      const [open] = await sql<{ n: number }[]>`select count(*)::int as n from private.jobs
        where fifo_key = any (${[winner, loser].map(({ id }) => `reply:${id}`)})
          and status in ('ready', 'leased')`;
      return open?.n === 0 || null;
    });
    const [merge] = await sql.begin(async (tx) => {
      await tx`update public.customers set full_name = 'Pat Doe' where id = ${winner.customer_id}`;
      await become(tx, PEOPLE.oakManager);
      return await tx<{ id: string }[]>`
        select id from public.merge_customers(${winner.customer_id}, ${loser.customer_id})`;
    });
    const customerMerge = merge?.id ?? "";
    return { winner: winner.id, loser: loser.id, winnerPhone, loserPhone, customerMerge };
  } finally {
    await sql.end();
  }
}
