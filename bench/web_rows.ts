/** A busy inbox: many open conversations at Oak, and changes to them at a steady pace. */
import postgres, { type Sql } from "postgres";
import { databaseUrl } from "../local/config.ts";
import { OAK, OAK_NUMBER, PEOPLE } from "../tests/support/people.ts";
import type { BenchStack } from "./bench_stack.ts";
import { pause } from "./reply_latency.ts";

/** Adds open conversations with one text each to Oak, in all lanes; returns their ids. */
export async function addConversations(
  { config }: BenchStack,
  count: number,
): Promise<readonly string[]> {
  const sql = postgres(databaseUrl(config, "supabase_admin"), { max: 1, onnotice: () => {} });
  try {
    // Without triggers: a thousand events would be a load of their own.
    await sql`set session_replication_role = replica`;
    await addCustomers(sql, count);
    return await addThreads(sql, count);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function addCustomers(sql: Sql, count: number): Promise<void> {
  await sql`
    insert into public.customers (id, dealership_id, full_name)
    select md5('bench customer ' || n)::uuid, ${OAK}, 'Customer ' || n
    from generate_series(1, ${count}) as n`;
}

async function addThreads(sql: Sql, count: number): Promise<readonly string[]> {
  const rows = await sql<{ id: string }[]>`
    insert into public.conversations (id, dealership_id, customer_id, channel, phone_number_id,
      customer_address, status, owner, assigned_to, last_message_at, last_message_preview,
      last_message_author, waiting_since)
    select md5('bench conversation ' || n)::uuid, ${OAK}, md5('bench customer ' || n)::uuid, 'sms',
      (select p.id from public.phone_numbers as p where p.e164 = ${OAK_NUMBER}), '+1' || (2000000000 + n),
      case when n % 5 = 1 then 'escalated' else 'active' end,
      case n % 5 when 1 then 'waiting_human' when 2 then 'human' when 3 then 'human' else 'ai' end,
      case n % 5 when 2 then ${PEOPLE.oakManager.id}::uuid when 3 then ${PEOPLE.oakSales.id}::uuid end,
      now() - n * interval '5 minutes', 'Is the car still there?', 'customer',
      case when n % 5 = 1 then now() - n * interval '5 minutes' end
    from generate_series(1, ${count}) as n
    returning id`;
  return rows.map(({ id }) => id);
}

/**
 * Changes conversations at a pace until the time is up: a customer's text and a new owner in turns.
 * `onText` writes the text, to the conversation it is offered or to another.
 */
export async function change(
  { sql }: BenchStack,
  ids: readonly string[],
  pace: { readonly aMinute: number; readonly seconds: number },
  onText: (id: string, words: string, write: (id: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const everyMs = 60_000 / pace.aMinute;
  const count = Math.floor(pace.seconds * 1000 / everyMs);
  const startedAt = performance.now();
  for (let n = 0; n < count; n++) { // bound: the changes
    await pause(Math.max(0, startedAt + n * everyMs - performance.now()));
    const id = ids[(n * 37) % ids.length] ?? "";
    if (n % 2 === 0) {
      const words = `Live words ${crypto.randomUUID()}`;
      await onText(id, words, (to) => writeText(sql, to, words));
    } else {
      await changeOwner(sql, id);
    }
  }
}

async function writeText(sql: Sql, id: string, words: string): Promise<void> {
  await sql`
    insert into public.messages (dealership_id, conversation_id, direction, author, channel, content,
      delivery_status)
    values (${OAK}, ${id}, 'inbound', 'customer', 'sms', ${words}, 'received')`;
}

async function changeOwner(sql: Sql, id: string): Promise<void> {
  await sql`
    update public.conversations as c
    set owner = case c.owner when 'human' then 'ai' else 'human' end, status = 'active',
      assigned_to = case c.owner when 'human' then null else ${PEOPLE.oakSales.id}::uuid end
    where c.id = ${id}`;
}
