-- The data that queries are measured on: a platform of 500 dealerships whose sizes follow Zipf's law (the largest
-- has 15 % of everything, the smallest 0.03 %). Set-based, run with triggers and foreign keys off, and the same
-- each time but for the clock. `bench.scale` 1 is 1,000,000 messages in 100,000 conversations.

-- step: dealerships and people
create schema bench;
select setseed(0.5);
create table bench.sizes as
select n, md5('dealership ' || n)::uuid as dealership_id, (1.0 / n) / sum(1.0 / n) over () as share
from generate_series(1, 500) as n;
insert into public.dealerships (id, name, subdomain, contact_email)
select s.dealership_id, 'Bench Motors ' || s.n, 'bench-' || s.n, 'bench' || s.n || '@motors.example'
from bench.sizes as s;
insert into public.phone_numbers (id, dealership_id, e164)
select md5('number ' || s.n)::uuid, s.dealership_id, '+1' || (3000000000 + s.n) from bench.sizes as s;
insert into public.business_hours (dealership_id, department, weekday, opens_at, closes_at)
select s.dealership_id, d.department, w.weekday, '09:00', '18:00'
from bench.sizes as s, (values ('sales'), ('service')) as d (department), generate_series(1, 6) as w (weekday);
insert into public.personas (dealership_id, name, is_default, prompt_template)
select s.dealership_id, 'Rylie', true, 'You answer for a dealership.' from bench.sizes as s;
create table bench.people as
select md5('person ' || s.n || ' ' || i)::uuid as user_id, s.dealership_id, s.n, i,
  case i when 1 then 'dealership_admin' when 2 then 'manager' else 'user' end as role
from bench.sizes as s, generate_series(1, 3 + round(3500 * s.share)::int) as i;
insert into auth.users (instance_id, id, aud, role, email)
select '00000000-0000-0000-0000-000000000000', p.user_id, 'authenticated', 'authenticated',
  'person' || p.i || '@bench-' || p.n || '.example'
from bench.people as p;
insert into public.profiles (id, full_name, email)
select p.user_id, 'Person ' || p.i, 'person' || p.i || '@bench-' || p.n || '.example' from bench.people as p;
insert into public.memberships (dealership_id, user_id, role)
select p.dealership_id, p.user_id, p.role from bench.people as p;

-- step: vehicles and knowledge
insert into public.vehicles (id, dealership_id, vin, stock_number, make, model, year, trim, body_style, ext_color,
  mileage, price_cents, condition, status, features, description)
select md5('vehicle ' || s.n || ' ' || i)::uuid, s.dealership_id,
  upper(left(md5('vin ' || s.n || ' ' || i), 17)), 'S' || i,
  (array['Toyota', 'Ford', 'Honda', 'Subaru', 'Jeep'])[1 + i % 5],
  (array['RAV4', 'F-150', 'CR-V', 'Outback', 'Wrangler', 'Camry', 'Bronco', 'Civic', 'Forester'])[1 + i % 9],
  2016 + i % 10, (array['LE', 'XLT', 'EX', 'Premium', 'Sport'])[1 + i % 5],
  (array['SUV', 'Truck', 'Sedan', 'Wagon'])[1 + i % 4], (array['Blue', 'Black', 'White', 'Red'])[1 + i % 4],
  (random() * 90000)::int, (1200000 + random() * 5000000)::bigint, case when i % 3 = 0 then 'new' else 'used' end,
  case when i % 20 < 14 then 'available' when i % 20 < 15 then 'pending' when i % 20 < 19 then 'sold' else 'retired' end,
  array['backup camera', 'heated seats', 'tow package'], repeat('One owner, clean history. ', 8)
from bench.sizes as s,
  generate_series(1, greatest(10, round(50000 * least(current_setting('bench.scale')::numeric, 4) * s.share)::int)) as i;
update public.vehicles set sold_at = now() - random() * interval '90 days' where status = 'sold';
insert into public.knowledge_entries (dealership_id, title, question_phrases, answer, category, tags)
select s.dealership_id, t.topic || ' ' || i, array['do you ' || t.topic || ' ' || i, 'question about ' || t.topic],
  'We can help with ' || t.topic || ' every day. Ask for desk ' || i || '.', 'general', array[t.topic]
from bench.sizes as s,
  generate_series(1, 2 + round(200 * s.share)::int) as i,
  unnest(array['warranty', 'financing', 'trade-in', 'oil change', 'test drive', 'delivery', 'leasing', 'tires']) as t (topic);

-- step: customers and threads
create table bench.threads as
select md5('conversation ' || s.n || ' ' || i)::uuid as id, md5('customer ' || s.n || ' ' || i)::uuid as customer_id,
  s.dealership_id, s.n, i, '+1' || (2000000000 + i) as address,
  -- Most threads are short; one of fifty is long enough to fill a page.
  case when i % 50 = 0 then 120 else 2 + floor(-ln(1 - random()) * 6)::int end as messages,
  case when i % 25 < 3 then 'ai' when i % 50 = 5 then 'waiting_human' when i % 25 = 7 then 'human' end as open_owner,
  random() as age
from bench.sizes as s,
  generate_series(1, greatest(5, round(100000 * current_setting('bench.scale')::numeric * s.share)::int)) as i;
alter table bench.threads add column started_at timestamptz;
update bench.threads as t set started_at = now() - t.age
  * case when t.open_owner is null then interval '365 days' else interval '14 days' end;
insert into public.customers (id, dealership_id, full_name, created_at)
select t.customer_id, t.dealership_id, 'Customer ' || t.i, t.started_at from bench.threads as t;
insert into public.customer_identities (dealership_id, customer_id, kind, value)
select t.dealership_id, t.customer_id, 'phone', t.address from bench.threads as t;
insert into public.consents (dealership_id, customer_id, channel, address, status, method, occurred_at)
select t.dealership_id, t.customer_id, 'sms', t.address,
  case when t.i % 40 = 1 then 'revoked' else 'granted' end, 'inbound_message', t.started_at
from bench.threads as t;

-- step: messages
-- In the order of time, so that a thread's rows lie apart from each other on disk, as they do in life.
insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, provider,
  provider_account, provider_message_id, delivery_status, ai_model, created_at, sent_at, delivered_at)
select m.dealership_id, m.id, case when m.k % 2 = 1 then 'inbound' else 'outbound' end,
  case when m.k % 2 = 1 then 'customer' when m.open_owner = 'human' and m.k > 4 then 'staff' else 'ai' end, 'sms',
  'Message ' || m.k || ': ' || repeat('is the car still there? ', 1 + m.k % 7), 'twilio', 'ACbench',
  'SM' || md5(m.n || ' ' || m.i || ' ' || m.k), case when m.k % 2 = 1 then 'received' else 'delivered' end,
  case when m.k % 2 = 0 then 'local' end, m.at, case when m.k % 2 = 0 then m.at end, case when m.k % 2 = 0 then m.at end
from (
  select t.*, k, t.started_at + k * interval '40 seconds' as at
  from bench.threads as t, generate_series(1, t.messages) as k
  order by at
) as m;

-- step: conversations
insert into public.conversations (id, dealership_id, customer_id, channel, phone_number_id, customer_address, status,
  owner, assigned_to, vehicle_id, last_message_id, last_message_at, last_message_preview, last_message_author,
  waiting_since, created_at, closed_at)
select t.id, t.dealership_id, t.customer_id, 'sms', md5('number ' || t.n)::uuid, t.address,
  case t.open_owner when 'waiting_human' then 'escalated' when 'ai' then 'active' when 'human' then 'active' else 'closed' end,
  coalesce(t.open_owner, 'ai'),
  case when t.open_owner = 'human' then md5('person ' || t.n || ' ' || 1 + t.i % 3)::uuid end,
  case when t.i % 5 < 3 then md5('vehicle ' || t.n || ' ' || 1 + t.i % 10)::uuid end,
  last.id, last.created_at, left(last.content, 160), last.author,
  case when t.open_owner = 'waiting_human' then last.created_at end, t.started_at,
  case when t.open_owner is null then last.created_at end
from bench.threads as t
join (select m.conversation_id, max(m.id) as id from public.messages as m group by m.conversation_id) as newest
  on newest.conversation_id = t.id
join public.messages as last on last.id = newest.id;

-- step: events and finished jobs
insert into public.events (dealership_id, seq, kind, conversation_id, message_id, occurred_at)
select m.dealership_id, row_number() over (partition by m.dealership_id order by m.id), 'message.created',
  m.conversation_id, m.id, m.created_at
from public.messages as m
where m.id > (select max(id) / 2 from public.messages);
insert into private.event_counters (dealership_id, last_seq)
select s.dealership_id, coalesce((select max(e.seq) from public.events as e where e.dealership_id = s.dealership_id), 0)
from bench.sizes as s;
insert into private.jobs (dealership_id, kind, fifo_key, status, attempts, created_at, finished_at)
select t.dealership_id, 'reply_with_ai', 'reply:' || t.id, 'done', 1, t.started_at, t.started_at
from bench.threads as t limit 50000;
create index on bench.threads (dealership_id);
