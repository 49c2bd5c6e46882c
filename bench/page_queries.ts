/** The reads that the web app's pages make, as PostgREST puts them to the database. */
import type { Sql } from "postgres";

/** A person at work, with things of their dealership to look at. */
export interface Reader {
  readonly user_id: string;
  readonly dealership_id: string;
  readonly conversation_id: string;
  readonly customer_id: string;
  readonly vehicle_id: string;
  readonly address: string;
  readonly message_id: string;
  readonly last_seq: string;
}

/** One read of a page. */
export interface PageQuery {
  /** Names its target in targets.json, with `rls.` before it. */
  readonly key: string;
  readonly label: string;
  readonly text: string;
  params(reader: Reader): readonly (string | number)[];
}

const INBOX = `select id, customer_id, customer_name, customer_address, channel, status, owner,
  assigned_to, assigned_name, vehicle_id, vehicle_label, vehicle_stock, last_message_at,
  last_message_preview, last_message_author, waiting_since, handover_reason, handover_summary,
  ai_paused, unread_count from public.inbox where dealership_id = $1`;
const MESSAGES = `select id, conversation_id, direction, author, author_user_id, channel, kind,
  content, media, client_id, delivery_status, error_code, error_class, error_message, persona_id,
  evidence, created_at from public.messages where dealership_id = $1 and conversation_id = $2`;
const OPEN = "status = any ('{active,escalated}')";
const VEHICLES = `select id, vin, stock_number, make, model, year, trim, body_style, ext_color,
  mileage, drivetrain, msrp_cents, price_cents, condition, certified, status, images
  from public.vehicles where dealership_id = $1`;

const dealership = ({ dealership_id }: Reader) => [dealership_id];
const conversation = (reader: Reader) => [reader.dealership_id, reader.conversation_id];
const customer = (reader: Reader) => [reader.dealership_id, reader.customer_id];

/** Reads whose price under RLS is measured; the first three have the strictest target. */
export const PAGE_QUERIES: readonly PageQuery[] = [
  {
    key: "inbox_page",
    label: "inbox: page of 50 of the AI lane",
    text: `${INBOX} and ${OPEN} and owner = 'ai'
      order by last_message_at desc nulls last, id limit 50`,
    params: dealership,
  },
  {
    key: "thread",
    label: "thread: newest 50 messages",
    text: `${MESSAGES} order by id desc limit 50`,
    params: conversation,
  },
  {
    key: "by_id",
    label: "inbox: one row by id",
    text: `${INBOX} and id = any (array[$2::uuid])`,
    params: conversation,
  },
  {
    key: "inbox_waiting",
    label: "inbox: page of 50 of those who wait",
    text: `${INBOX} and ${OPEN} and owner = 'waiting_human'
      order by waiting_since nulls last, id limit 50`,
    params: dealership,
  },
  {
    key: "inbox_mine",
    label: "inbox: page of 50 of my own",
    text: `${INBOX} and ${OPEN} and owner = 'human' and assigned_to = $2
      order by last_message_at desc nulls last, id limit 50`,
    params: ({ dealership_id, user_id }) => [dealership_id, user_id],
  },
  {
    key: "inbox_closed",
    label: "inbox: page of 50 closed ones",
    text: `${INBOX} and status = any ('{closed,archived}')
      order by last_message_at desc nulls last, id limit 50`,
    params: dealership,
  },
  {
    key: "inbox_count",
    label: "inbox: how many in the AI lane",
    text: `select count(*) from public.inbox
      where dealership_id = $1 and ${OPEN} and owner = 'ai'`,
    params: dealership,
  },
  {
    key: "inbox_count_closed",
    label: "inbox: how many closed ones",
    text: `select count(*) from public.inbox
      where dealership_id = $1 and status = any ('{closed,archived}')`,
    params: dealership,
  },
  {
    key: "inbox_search",
    label: "inbox: search by digits of a number",
    text: `${INBOX} and ${OPEN} and (customer_name ilike $2 or vehicle_stock ilike $2
      or vehicle_label ilike $2 or customer_address ilike $2)
      order by last_message_at desc nulls last limit 50`,
    params: ({ dealership_id, address }) => [dealership_id, `%${address.slice(-4)}%`],
  },
  {
    key: "thread_older",
    label: "thread: 50 messages before one",
    text: `${MESSAGES} and id < $3 order by id desc limit 50`,
    params: (reader) => [...conversation(reader), reader.message_id],
  },
  {
    key: "message_by_id",
    label: "thread: one message by id",
    text: `${MESSAGES} and id = any (array[$3::bigint])`,
    params: (reader) => [...conversation(reader), reader.message_id],
  },
  {
    key: "customer",
    label: "thread: customer with addresses",
    text: `select c.id, c.full_name, c.preferred_language, (
        select json_agg(json_build_object('kind', i.kind, 'value', i.value))
        from public.customer_identities as i
        where i.dealership_id = c.dealership_id and i.customer_id = c.id) as customer_identities
      from public.customers as c where c.dealership_id = $1 and c.id = $2 limit 1`,
    params: customer,
  },
  {
    key: "consents",
    label: "thread: consent ledger of the customer",
    text: `select id, channel, address, status, method, occurred_at from public.consents
      where dealership_id = $1 and customer_id = $2 order by id desc limit 100`,
    params: customer,
  },
  {
    key: "earlier",
    label: "thread: earlier conversations",
    text: `${INBOX} and customer_id = $2 order by last_message_at desc nulls last limit 5`,
    params: customer,
  },
  {
    key: "customer_by_phone",
    label: "customer by phone number",
    text: `select c.id, c.full_name from public.customers as c
      join public.customer_identities as i on i.dealership_id = c.dealership_id and i.customer_id = c.id
      where c.dealership_id = $1 and i.dealership_id = $1 and i.kind = 'phone' and i.value = $2`,
    params: ({ dealership_id, address }) => [dealership_id, address],
  },
  {
    key: "vehicle",
    label: "thread: the vehicle by id",
    text: `${VEHICLES} and id = $2 limit 1`,
    params: ({ dealership_id, vehicle_id }) => [dealership_id, vehicle_id],
  },
  {
    key: "vehicles_page",
    label: "inventory: 50 on the lot by price",
    text: `${VEHICLES} and status = 'available' order by price_cents, id limit 50`,
    params: dealership,
  },
  {
    key: "vehicles_model",
    label: "inventory: one model by year",
    text: `${VEHICLES} and make = 'Toyota' and model = 'Camry' order by year desc limit 50`,
    params: dealership,
  },
  {
    key: "events_since",
    label: "events after a number",
    text: `select seq, kind, conversation_id, message_id from public.events
      where dealership_id = $1 and seq > $2 order by seq limit 500`,
    params: ({ dealership_id, last_seq }) => [dealership_id, Math.max(0, Number(last_seq) - 100)],
  },
  {
    key: "events_latest",
    label: "events: the latest number",
    text: `select seq, kind, conversation_id, message_id from public.events
      where dealership_id = $1 order by seq desc limit 1`,
    params: dealership,
  },
  {
    key: "colleagues",
    label: "names of the colleagues",
    text: `select p.id, p.full_name, p.email from public.profiles as p where p.id = any (array(
        select m.user_id from public.memberships as m where m.dealership_id = $1)) limit 501`,
    params: dealership,
  },
  {
    key: "workplaces",
    label: "the person's dealerships",
    text: `select id, name, subdomain, timezone, ai_enabled, agent_config from public.dealerships
      where id = any (array(select m.dealership_id from public.memberships as m
        where m.user_id = $1 and m.is_active)) order by name limit 200`,
    params: ({ user_id }) => [user_id],
  },
];

/** Picks readers: each looks at a conversation drawn from all, so large dealerships come up most. */
export async function pickReaders(sql: Sql, count: number): Promise<readonly Reader[]> {
  return await sql<Reader[]>`
    select m.user_id, t.dealership_id, t.id as conversation_id, t.customer_id, t.address,
      coalesce(c.vehicle_id, md5('vehicle ' || t.n || ' 1')::uuid) as vehicle_id,
      c.last_message_id as message_id, k.last_seq
    from (
      select * from bench.threads as t where t.messages > 50
      order by md5(t.id::text) limit ${count}
    ) as t
    join public.conversations as c on c.id = t.id
    join private.event_counters as k on k.dealership_id = t.dealership_id
    cross join lateral (
      select p.user_id from bench.people as p
      where p.dealership_id = t.dealership_id and p.role in ('manager', 'user')
      order by md5(p.user_id::text || t.id::text) limit 1) as m`;
}
