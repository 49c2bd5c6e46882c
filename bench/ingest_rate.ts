/** What storing a text costs in SQL, against the bare two rows that it cannot do without. */
import type { Sql } from "postgres";
import { newSid } from "../tests/support/people.ts";
import { type DataSet, openDatabase } from "./data_set.ts";
import type { Figure } from "./figures.ts";
import { interleave, timeOf } from "./samples.ts";

const ACCOUNT = "ACbenchrun";

/** Measures receive_sms for known and new shoppers, and what the AI's search costs. */
export async function measureIngest(set: DataSet, quick: boolean): Promise<readonly Figure[]> {
  const rounds = quick ? 60 : 400;
  const sql = openDatabase(set.config, "supabase_admin");
  try {
    await prepare(sql);
    const numbers = await pickNumbers(sql, rounds);
    const number = (round: number) =>
      numbers[round % numbers.length] ?? { to: "", from: "", id: "" };
    await interleave(10, (round) => receive(sql, number(round)), () => insertTwo(sql));
    const known = await interleave(rounds, (at) => receive(sql, number(at)), () => insertTwo(sql));
    const fresh = await interleave(
      rounds,
      (at) => receive(sql, { ...number(at), from: newNumber() }),
      () => insertTwo(sql),
    );
    const searches = await measureSearches(sql, numbers, rounds);
    const figure = (key: string, label: string, found: typeof known): Figure => ({
      key: `ingest.${key}`,
      label: `receive_sms, ${label}`,
      value: found.first.p50,
      unit: "ms",
      yardstick: { label: "two bare rows", value: found.second.p50 },
    });
    return [
      figure("known", "a known shopper", known),
      figure("new", "a new shopper", fresh),
      ...searches,
    ];
  } finally {
    await sweep(sql);
    await sql.end({ timeout: 1 });
  }
}

interface Numbers {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

async function pickNumbers(sql: Sql, count: number): Promise<readonly Numbers[]> {
  return await sql<Numbers[]>`
    select t.dealership_id as id, t.address as from, n.e164 as to
    from bench.threads as t join public.phone_numbers as n on n.dealership_id = t.dealership_id
    order by md5(t.id::text || 'ingest') limit ${count}`;
}

function newNumber(): string {
  return `+1999${String(Math.floor(Math.random() * 1e7)).padStart(7, "0")}`;
}

function receive(sql: Sql, { from, to }: Numbers): Promise<number> {
  return timeOf(() =>
    sql`select public.receive_sms(account_sid => ${ACCOUNT}, message_sid => ${newSid()},
      from_number => ${from}, to_number => ${to}, content => 'is it still there?', media => '[]',
      keyword => null, opt_out => 'none', raw => '{}')`
  );
}

function insertTwo(sql: Sql): Promise<number> {
  return timeOf(() =>
    sql`with head as (insert into bench.bare_threads default values returning id)
      insert into bench.bare_messages (thread_id, content) select id, 'is it still there?' from head`
  );
}

async function measureSearches(
  sql: Sql,
  numbers: readonly Numbers[],
  rounds: number,
): Promise<readonly Figure[]> {
  const id = (round: number) => numbers[round % numbers.length]?.id ?? "";
  const query = sql.json({ make: "Toyota", model: "Camry", price_max_cents: 3000000 });
  const { first: vehicles, second: knowledge } = await interleave(
    rounds,
    (at) => timeOf(() => sql`select * from public.search_vehicles(${id(at)}, ${query})`),
    (at) =>
      timeOf(() => sql`select * from public.search_knowledge(${id(at)}, 'do you do oil changes')`),
  );
  const figure = (key: string, label: string, value: number): Figure => ({
    key: `search.${key}`,
    label,
    value,
    unit: "ms",
  });
  return [
    figure("vehicles", "search_vehicles, p50", vehicles.p50),
    figure("vehicles_p95", "search_vehicles, p95", vehicles.p95),
    figure("knowledge", "search_knowledge, p50", knowledge.p50),
    figure("knowledge_p95", "search_knowledge, p95", knowledge.p95),
  ];
}

async function prepare(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create table if not exists bench.bare_threads (id bigint generated always as identity primary key);
    create table if not exists bench.bare_messages (id bigint generated always as identity primary key,
      thread_id bigint not null references bench.bare_threads, content text not null);`);
}

/** Takes out what the run put in, so that the kept data stay the same. */
async function sweep(sql: Sql): Promise<void> {
  await sql.unsafe(`
    set session_replication_role = replica;
    delete from private.jobs where status <> 'done';
    delete from public.consents where address like '+1999%';
    delete from public.customer_identities where value like '+1999%';
    delete from public.customers as c using public.conversations as t
      where t.customer_id = c.id and t.customer_address like '+1999%';
    delete from public.conversations where customer_address like '+1999%';
    delete from public.events as e using public.messages as m
      where m.id = e.message_id and m.provider_account = '${ACCOUNT}';
    delete from public.messages where provider_account = '${ACCOUNT}';
    drop table if exists bench.bare_messages, bench.bare_threads;
    reset session_replication_role;`);
}
