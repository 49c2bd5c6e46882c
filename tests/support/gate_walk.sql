-- Exempt from the line limit: one machine, its moves and its model belong together.
-- Random walks through everything that can happen to a text before it leaves, with a model of its own beside the
-- real tables. After every claim the model says whether the message might leave; the gate must say the same.
-- Everything lives in pg_temp and each walk is undone: pg_temp.walk_prepare('0a'), then
-- pg_temp.gate_walks(first seed, walks). It takes the queue for itself: for a database of the test's own.

create temporary table walk_threads (
  place int primary key, conversation_id uuid, address text, number text, owner text default 'ai',
  closed boolean default false, paused boolean default false, newest bigint, possible bigint default 0,
  -- Who closed it while somebody waited for a person; they may take that back.
  waited_at_closing_by text);
create temporary table walk_consents (address text primary key, revoked boolean);
create temporary table walk_world (dealership uuid, tenant text, ai_off boolean, channel_off boolean);
create temporary table walk_leases (
  id bigint, token uuid, kind text, place int, message_id bigint, claimed boolean default false,
  spent boolean default false);
create temporary table walk_sends (message_id bigint primary key, is_out boolean, retried boolean default false);

create function pg_temp.walk_act_as(person text) returns void language sql as $$
  select set_config('request.jwt.claims',
    json_build_object('sub', w.tenant || '000000-0000-4000-8000-0000000000' || person, 'role', 'authenticated')::text,
    true)
  from walk_world as w
$$;

create function pg_temp.walk_prepare(tenant text) returns void language plpgsql as $$
declare
  dealership uuid := tenant || '000000-0000-4000-8000-000000000001';
  numbers text[] := array[(select n.e164 from public.phone_numbers as n where n.dealership_id = dealership limit 1),
    '+1555' || (2000000 + floor(random() * 7999999))];
  shoppers text[] := array[]::text[];
  answer jsonb;
begin
  delete from public.business_hours as h where h.dealership_id = dealership; -- no clock to compute
  -- Without hours the store is closed; what the AI may do then is after_hours_test.ts' subject.
  update public.dealerships as d set answers_after_hours = false where d.id = dealership;
  insert into public.phone_numbers (dealership_id, e164) values (dealership, numbers[2]);
  insert into walk_world values (dealership, tenant, false, false);
  for n in 1..3 loop
    -- Threads 1 and 3 are one shopper on two numbers: an opt-out on either binds both.
    shoppers[n] := case when n = 3 then shoppers[1] else '+1555' || (2000000 + floor(random() * 7999999)) end;
    answer := public.receive_sms('ACwalk', 'SM' || gen_random_uuid(), shoppers[n], numbers[n / 3 + 1], 'hello',
      '[]', null, 'none', '{}');
    insert into walk_threads (place, conversation_id, address, number, newest)
    values (n, (answer ->> 'conversation_id')::uuid, shoppers[n], numbers[n / 3 + 1],
      (answer ->> 'message_id')::bigint);
    insert into walk_consents values (shoppers[n], false) on conflict do nothing;
  end loop;
  -- Each walk starts where it matters: two replies about to be sent, one about to be written.
  perform pg_temp.walk_lease(3);
  perform pg_temp.walk_reply(l, false) from walk_leases as l where l.place <> 2;
  perform pg_temp.walk_lease(3);
end
$$;

create function pg_temp.walk_inbound(n int, says text) returns text language plpgsql as $$
declare
  thread walk_threads := (select t from walk_threads as t where t.place = n);
  answer jsonb;
begin
  answer := public.receive_sms('ACwalk', 'SM' || gen_random_uuid(), thread.address, thread.number, says, '[]',
    case when says in ('stop', 'start', 'help') then says end,
    case when says in ('certain', 'possible') then says else 'none' end, '{}');
  update walk_consents as c set revoked = case says when 'start' then false else true end
  where c.address = thread.address and says in ('stop', 'certain', 'start');
  update walk_threads as t
  set closed = false, waited_at_closing_by = null, newest = (answer ->> 'message_id')::bigint,
    owner = case when says = 'possible' and t.owner = 'ai' and not c.revoked then 'waiting_human' else t.owner end,
    possible = case when says = 'possible' then (answer ->> 'message_id')::bigint else t.possible end
  from walk_consents as c
  where t.place = n and c.address = t.address;
  return 'inbound ' || says;
end
$$;

create function pg_temp.walk_staff(n int, act text) returns text language plpgsql as $$
declare
  thread uuid := (select t.conversation_id from walk_threads as t where t.place = n);
  actor text := (array['a2', 'a3'])[1 + floor(random() * 2)];
  failed bigint;
begin
  perform pg_temp.walk_act_as(actor);
  case act
    when 'take' then perform public.take_over_conversation(thread);
    when 'hand back' then perform public.hand_back_conversation(thread);
    when 'close' then perform public.close_conversation(thread);
    when 'reopen' then perform public.reopen_conversation(thread);
    when 'pause' then perform public.set_ai_paused(thread, not t.paused) from walk_threads as t where t.place = n;
    when 'send' then perform public.send_message(thread, 'Staff ' || random(), gen_random_uuid());
    when 'note' then perform public.add_note(thread, 'between us');
    when 'retry' then
      select m.id into failed from public.messages as m
      where m.conversation_id = thread and m.delivery_status in ('failed', 'undelivered', 'blocked', 'unknown')
      order by random() limit 1;
      if failed is null then
        return 'nothing to retry';
      end if;
      perform public.retry_message(failed);
      insert into walk_sends values (failed, false, true)
      on conflict (message_id) do update set is_out = false, retried = true;
  end case;
  update walk_threads as t
  set owner = case when act in ('take', 'send') then 'human' when act in ('hand back', 'close') then 'ai'
      when act = 'reopen' and t.waited_at_closing_by = actor then 'waiting_human' else t.owner end,
    waited_at_closing_by = case when act in ('reopen', 'send') then null
      when act = 'close' and not t.closed and t.owner = 'waiting_human' then actor else t.waited_at_closing_by end,
    closed = case act when 'close' then true when 'reopen' then false when 'send' then false else t.closed end,
    paused = case act when 'pause' then not t.paused else t.paused end
  where t.place = n;
  return 'staff ' || act;
exception when sqlstate 'PT409' then
  return 'refused ' || act;
end
$$;

create function pg_temp.walk_switch(which text) returns text language plpgsql as $$
begin
  if which = 'dealership' then
    update walk_world set ai_off = not ai_off;
    update public.dealerships as d set ai_enabled = not w.ai_off from walk_world as w
    where d.id = w.dealership;
  else
    update walk_world set channel_off = not channel_off;
    perform pg_temp.walk_act_as('a2');
    perform public.set_ai_paused_channels(w.dealership,
      case when w.channel_off then array['sms'] else '{}' end) from walk_world as w;
  end if;
  return 'switch ' || which;
end
$$;

-- A worker takes what is due. Jobs that ran out of attempts hand their thread to staff meanwhile.
create function pg_temp.walk_lease(most int) returns text language plpgsql as $$
declare
  leased int;
begin
  update private.jobs set run_at = now() where status = 'ready';
  insert into walk_leases (id, token, kind, place, message_id)
  select (j ->> 'id')::bigint, (j ->> 'lease_token')::uuid, j ->> 'kind', t.place,
    (j -> 'payload' ->> 'message_id')::bigint
  from jsonb_array_elements(public.claim_jobs('walk', most, 60) -> 'jobs') as j
  join walk_threads as t on t.conversation_id::text = split_part(j ->> 'fifo_key', ':', 2);
  get diagnostics leased = row_count;
  perform pg_temp.walk_learn_deaths();
  return 'leased ' || leased;
end
$$;

create function pg_temp.walk_learn_deaths() returns void language plpgsql as $$
begin
  if exists (select from private.jobs as j where j.status = 'dead') then
    update walk_threads as t set owner = 'waiting_human'
    from public.conversations as c
    where c.id = t.conversation_id and t.owner = 'ai' and c.owner = 'waiting_human'
      and exists (select from private.jobs as j
        where j.status = 'dead' and split_part(j.fifo_key, ':', 2) = c.id::text);
  end if;
end
$$;

create function pg_temp.walk_expire() returns text language plpgsql as $$
begin
  update private.jobs as j
  set lease_until = now() - interval '1 second',
    attempts = case when random() < 0.3 then j.max_attempts else j.attempts end
  where j.id = (select l.id from private.jobs as l where l.status = 'leased' order by random() limit 1);
  return 'lease expires';
end
$$;

create function pg_temp.walk_reply(lease walk_leases, odd boolean) returns text language plpgsql as $$
declare
  thread walk_threads := (select t from walk_threads as t where t.place = lease.place);
  through bigint := case when odd and random() < 0.15 then thread.newest - 1 else thread.newest end;
  hands_over boolean := odd and random() < 0.2;
  answer jsonb;
begin
  answer := public.submit_reply(thread.conversation_id, through, jsonb_build_object(
    'content', case when random() < 0.05 then 'Same words' else 'AI ' || random() end, 'confidence', 0.9,
    'handover', case when hands_over then '{"reason": "asked_for_person", "wants": "a person"}'::jsonb end), lease.token);
  perform public.finish_job(lease.id, lease.token);
  update walk_leases as l set spent = true where l.token = lease.token;
  if answer ->> 'outcome' in ('queued', 'handed_over', 'silent') and (through < thread.newest or exists (
    select from walk_world as w, walk_consents as c
    where c.address = thread.address
      and (w.ai_off or w.channel_off or thread.paused or thread.closed or thread.owner <> 'ai' or c.revoked))) then
    raise exception 'the AI wrote where it must not: %', answer;
  end if;
  if answer ->> 'outcome' = 'handed_over' then
    update walk_threads as t set owner = 'waiting_human' where t.place = lease.place;
  end if;
  return 'reply ' || (answer ->> 'outcome');
end
$$;

-- What the model says of one message: why it must not leave, or null.
create function pg_temp.walk_forbids(target public.messages, thread walk_threads) returns text language plpgsql as $$
declare
  world walk_world := (select w from walk_world as w);
begin
  return case
    when target.direction <> 'outbound' or target.kind in ('note', 'system') then 'a note'
    when (select c.revoked from walk_consents as c where c.address = thread.address) then 'opted out'
    when target.author = 'staff' then null
    when world.ai_off or world.channel_off or thread.paused then 'switched off'
    when thread.closed then 'closed'
    when thread.owner = 'human' or thread.owner = 'waiting_human' and not target.is_handover_notice then 'a person has it'
    when exists (select from public.messages as m
      where m.conversation_id = thread.conversation_id and m.id > target.id and m.author = 'staff'
        and m.direction = 'outbound') then 'overtaken'
    when target.id < thread.possible and not coalesce(
      (select s.retried from walk_sends as s where s.message_id = target.id), false) then 'perhaps opted out'
    when exists (select from walk_sends as s join public.messages as m on m.id = s.message_id
      where m.conversation_id = thread.conversation_id and m.author = 'ai' and m.id <> target.id
        and m.in_reply_to = target.in_reply_to) then 'a second reply'
  end;
end
$$;

create function pg_temp.walk_claim(lease walk_leases) returns text language plpgsql as $$
declare
  thread walk_threads := (select t from walk_threads as t where t.place = lease.place);
  noted bigint := case when random() < 0.1 then (select max(m.id) from public.messages as m
    where m.conversation_id = thread.conversation_id and m.direction = 'internal') end;
  target public.messages := (select m from public.messages as m where m.id = coalesce(noted, lease.message_id));
  -- Now and then a worker says that it looked, without having been told to.
  confirmed boolean := lease.claimed or random() < 0.3;
  forbidden text := pg_temp.walk_forbids(target, thread);
  answer jsonb := public.claim_send(target.id, lease.id, lease.token, confirmed);
begin
  update walk_leases as l
  set claimed = l.claimed or answer ->> 'decision' in ('send', 'verify'),
    spent = answer ->> 'decision' in ('blocked', 'done')
  where l.token = lease.token and noted is null;
  if answer ->> 'decision' = 'send' then
    if forbidden is not null then
      raise exception 'message % left: %', target.id, forbidden;
    end if;
    if not exists (select from private.jobs as j
      where j.id = lease.id and j.lease_token = lease.token and j.lease_until > now()) then
      raise exception 'message % left for a worker whose lease is over', target.id;
    end if;
    if not lease.claimed and exists (
      select from walk_sends as s where s.message_id = target.id and s.is_out) then
      raise exception 'message % left again without a look at the provider', target.id;
    end if;
    if answer ->> 'to' is distinct from thread.address or answer ->> 'from' is distinct from thread.number
      or (select m.consent_id from public.messages as m where m.id = target.id) is null then
      raise exception 'message % left to %, without consent or from %', target.id, answer ->> 'to', answer ->> 'from';
    end if;
    insert into walk_sends values (target.id, true) on conflict (message_id) do update set is_out = true;
    return 'sent ' || target.author;
  end if;
  if answer ->> 'decision' = 'blocked' then
    perform public.finish_job(lease.id, lease.token);
    -- One that a person sent once more is free for the model; the gate still knows of the doubt.
    if forbidden is null and answer ->> 'reason' not in ('duplicate', 'possible_opt_out') then
      raise exception 'message % was held for nothing: %', target.id, answer;
    end if;
  end if;
  return (answer ->> 'decision') || ' ' || coalesce(answer ->> 'reason', '');
end
$$;

create function pg_temp.walk_record(lease walk_leases) returns text language plpgsql as $$
declare
  heard text := (array['accepted', 'accepted', 'transient', 'content', 'opted_out', 'unknown'])[1 + floor(random() * 6)];
  answer jsonb := public.record_send(lease.message_id, lease.token,
    case heard when 'accepted' then heard when 'unknown' then heard else 'rejected' end,
    case when heard = 'accepted' then 'SM' || gen_random_uuid() end, 1,
    error_class => case when heard in ('transient', 'content', 'opted_out') then heard end, account_sid => 'ACwalk');
begin
  if answer ->> 'status' <> 'lost' then
    update walk_sends as s set is_out = false
    where s.message_id = lease.message_id and answer ->> 'status' in ('queued', 'failed');
    update walk_consents as c set revoked = true from walk_threads as t
    where heard = 'opted_out' and t.place = lease.place and c.address = t.address;
  end if;
  update walk_leases as l set spent = true where l.token = lease.token;
  if heard in ('transient', 'unknown') then
    perform public.fail_job(lease.id, lease.token, 'Cannot send message: ' || heard, 0, random() < 0.2);
    perform pg_temp.walk_learn_deaths();
  else
    perform public.finish_job(lease.id, lease.token);
  end if;
  return 'recorded ' || heard || ': ' || (answer ->> 'status');
end
$$;

-- Some worker does the next thing with a lease it was given once, whether it still holds it or not.
create function pg_temp.walk_work() returns text language plpgsql as $$
declare
  lease walk_leases := (select l from walk_leases as l where not l.spent or random() < 0.1 order by random() limit 1);
begin
  return case
    when lease.id is null then pg_temp.walk_lease(1 + floor(random() * 3)::int)
    when lease.kind = 'reply_with_ai' then pg_temp.walk_reply(lease, true)
    when lease.claimed and random() < 0.7 then pg_temp.walk_record(lease)
    else pg_temp.walk_claim(lease) end;
end
$$;

create function pg_temp.walk_callback(n int) returns text language plpgsql as $$
declare
  sent public.messages := (select m from public.messages as m join walk_threads as t on t.place = n
    where m.conversation_id = t.conversation_id and m.direction = 'outbound' and m.provider_message_id is not null
    order by random() limit 1);
  heard text := (array['delivered', 'undelivered', 'opted_out'])[1 + floor(random() * 3)];
  answer jsonb;
begin
  if sent.id is null then
    return 'nothing sent';
  end if;
  answer := public.record_sms_status('ACwalk', sent.provider_message_id, sent.id,
    case when heard = 'delivered' then heard else 'undelivered' end, null,
    case heard when 'opted_out' then heard when 'undelivered' then 'unreachable' end);
  update walk_consents as c set revoked = true from walk_threads as t
  where heard = 'opted_out' and answer ->> 'outcome' = 'recorded' and t.place = n and c.address = t.address;
  return 'carrier ' || heard || ': ' || (answer ->> 'outcome');
end
$$;

create function pg_temp.walk_step() returns text language plpgsql as $$
declare
  n int := 1 + floor(random() * 3);
  dice double precision := random();
begin
  return case
    when dice < 0.34 then pg_temp.walk_work()
    when dice < 0.50 then pg_temp.walk_lease(1 + floor(random() * 3)::int)
    when dice < 0.58 then pg_temp.walk_inbound(n, 'hi')
    when dice < 0.68 then pg_temp.walk_inbound(n,
      (array['stop', 'certain', 'start', 'start', 'possible', 'help'])[1 + floor(random() * 6)])
    when dice < 0.74 then pg_temp.walk_switch((array['dealership', 'channel'])[1 + floor(random() * 2)])
    when dice < 0.92 then pg_temp.walk_staff(n, (array['take', 'hand back', 'hand back', 'hand back', 'close', 'reopen',
      'pause', 'send', 'send', 'note', 'retry'])[1 + floor(random() * 11)])
    when dice < 0.96 then pg_temp.walk_expire()
    else pg_temp.walk_callback(n) end;
end
$$;

create function pg_temp.walk(seed bigint, steps int) returns text[] language plpgsql as $$
declare
  seen text[] := '{}';
  apart text;
begin
  perform setseed(seed::double precision / 2147483648);
  begin
    for step in 1..steps loop
      seen := seen || pg_temp.walk_step();
    end loop;
    select format('%s of thread %s', to_jsonb(t), to_jsonb(c)) into apart
    from walk_threads as t join public.conversations as c on c.id = t.conversation_id
    where (t.owner, t.closed, t.paused) is distinct from
      (c.owner, c.status in ('closed', 'archived'), c.ai_paused);
    if apart is not null then
      raise exception 'model and tables part: %', apart;
    end if;
    raise exception 'undo' using errcode = 'WALK0';
  exception
    when sqlstate 'WALK0' then return seen;
    when others then
      raise exception 'walk % of % steps: % after %', seed, steps, sqlerrm, array_to_string(seen, ' > ');
  end;
end
$$;

-- Most walks are short and start where it matters; each eighth is long enough for what takes many turns.
create function pg_temp.gate_walks(first_seed bigint, walks int) returns table (what text, times bigint)
language sql as $$
  select seen.what, count(*)
  from generate_series(gate_walks.first_seed, gate_walks.first_seed + gate_walks.walks - 1) as s (seed),
    unnest(pg_temp.walk(s.seed % 2147483648, case when s.seed % 8 = 0 then 16 else 3 end)) as seen (what)
  group by 1 order by 2 desc
$$;
