-- Random walks through the life of a follow-up, with a model of its own beside the real tables. After every claim of a
-- follow-up message the model says whether anything has happened that must stop it. Everything lives in pg_temp and each
-- walk is undone: pg_temp.sequence_walks(first seed, walks). For a transaction that is rolled back.

create temporary table walk_now (
  lead uuid, thread uuid, vehicle uuid, phone text, stopped text, touches int default 0, calls int default 0);

create function pg_temp.walk_begin() returns void language plpgsql as $$
declare
  oak uuid := '0a000000-0000-4000-8000-000000000001';
  phone text := '+1555' || (2000000 + floor(random() * 7999999));
  unit uuid := (select v.id from public.vehicles as v where v.dealership_id = oak and v.stock_number = 'T4417');
  plan uuid := gen_random_uuid();
  answer jsonb;
begin
  delete from walk_now;
  update public.vehicles set status = 'available', is_active = true where id = unit;
  answer := public.record_lead(oak, jsonb_build_object('source', 'Walk', 'vehicle', jsonb_build_object('stock_number', 'T4417'),
    'customer', jsonb_build_object('phone', phone),
    'consents', '[{"channel": "sms", "granted": true, "text": "May we text? Yes"}]'::jsonb));
  insert into public.sequences (id, dealership_id, name, is_active) values (plan, oak, plan::text, true);
  insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
  select oak, plan, n, 60, case n when 3 then 'call_task' else 'sms' end, 'Step ' || n || ' about the {{vehicle}}'
  from generate_series(1, 4) as n;
  insert into public.sequence_runs (dealership_id, sequence_id, lead_id, customer_id, next_run_at)
  values (oak, plan, (answer ->> 'lead_id')::uuid, (answer ->> 'customer_id')::uuid, now());
  insert into walk_now (lead, thread, vehicle, phone)
  values ((answer ->> 'lead_id')::uuid, (answer ->> 'conversation_id')::uuid, unit, phone);
end
$$;

create function pg_temp.walk_send() returns text language plpgsql as $$
declare
  job record;
  claimed jsonb;
  message public.messages;
  n walk_now := (select w from walk_now as w);
begin
  update private.jobs as j set run_at = now() - interval '1 second' where j.fifo_key = 'send:' || n.thread::text;
  update private.jobs as j set status = 'leased', lease_token = gen_random_uuid(), lease_until = now() + interval '1 minute'
  where j.id = (select o.id from private.jobs as o
    where o.fifo_key = 'send:' || n.thread::text and o.status = 'ready' order by o.id limit 1)
  returning j.id, j.lease_token, (j.payload ->> 'message_id')::bigint as message_id into job;
  if job.id is null then
    return 'nothing to send';
  end if;
  select m.* into message from public.messages as m where m.id = job.message_id;
  claimed := public.claim_send(job.message_id, job.id, job.lease_token);
  if claimed ->> 'decision' = 'send' then
    if message.metadata ? 'sequence_run_id' and n.stopped is not null then
      raise exception 'a follow-up left after: %', n.stopped;
    end if;
    perform public.record_send(job.message_id, job.lease_token, 'accepted', 'SM' || gen_random_uuid(), 1,
      account_sid => 'ACwalk');
    update walk_now set touches = touches + (message.metadata ? 'sequence_run_id')::int;
  end if;
  perform public.finish_job(job.id, job.lease_token);
  return 'claimed ' || (claimed ->> 'decision') || ' ' || coalesce(claimed ->> 'reason', '');
end
$$;

create function pg_temp.walk_stop(why text) returns text language plpgsql as $$
declare
  n walk_now := (select w from walk_now as w);
begin
  case why
    when 'replied' then perform public.receive_sms('ACwalk', 'SM' || gen_random_uuid(), n.phone,
      (select p.e164 from public.phone_numbers as p join public.conversations as c on c.phone_number_id = p.id where c.id = n.thread),
      'hello', '[]', null, 'none', '{}');
    when 'opted_out' then insert into public.consents (dealership_id, customer_id, channel, address, status, method)
      select c.dealership_id, c.customer_id, 'sms', n.phone, 'revoked', 'staff' from public.conversations as c where c.id = n.thread;
    when 'taken_over' then update public.conversations as c
      set owner = 'human', status = 'active', assigned_to = '0a000000-0000-4000-8000-0000000000a2' where c.id = n.thread;
    when 'unit_sold' then update public.vehicles as v set status = 'sold' where v.id = n.vehicle and v.status <> 'sold';
    when 'lost' then update public.leads as l set status = 'lost', outcome = 'other' where l.id = n.lead and l.status <> 'sold';
    else update public.leads as l set status = why where l.id = n.lead and l.status not in ('sold', 'lost');
  end case;
  update walk_now set stopped = coalesce(stopped, why);
  return 'stop ' || why;
end
$$;

create function pg_temp.walk_step() returns text language plpgsql as $$
declare
  dice double precision := random();
begin
  if dice < 0.4 then
    update public.sequence_runs as r set next_run_at = now() from walk_now as w where r.lead_id = w.lead and r.status = 'running';
    return 'tick ' || private.run_due_sequences();
  elsif dice < 0.72 then
    return pg_temp.walk_send();
  elsif dice < 0.8 then
    -- Handed back: that a person had it stays true.
    update public.conversations as c set owner = 'ai', status = 'active', assigned_to = null
    from walk_now as w where c.id = w.thread and c.owner <> 'ai';
    return 'handed back';
  end if;
  return pg_temp.walk_stop((array['replied', 'opted_out', 'taken_over', 'unit_sold', 'appointment', 'sold', 'lost'])
    [1 + floor(random() * 7)]);
end
$$;

create function pg_temp.sequence_walk(seed bigint) returns text[] language plpgsql as $$
declare
  seen text[] := '{}';
  n walk_now;
begin
  perform setseed(seed::double precision / 2147483648);
  begin
    perform pg_temp.walk_begin();
    for step in 1..14 loop
      seen := seen || pg_temp.walk_step();
    end loop;
    n := (select w from walk_now as w);
    if n.stopped is not null and exists (select from public.sequence_runs as r where r.lead_id = n.lead and r.status = 'running') then
      raise exception 'the run goes on after: %', n.stopped;
    end if;
    if n.touches > 3 then
      raise exception 'touched % times', n.touches;
    end if;
    seen := seen || ('touches ' || n.touches);
    raise exception 'undo' using errcode = 'WALK0';
  exception
    when sqlstate 'WALK0' then return seen;
    when others then
      raise exception 'walk %: % after %', seed, sqlerrm, array_to_string(seen, ' > ');
  end;
end
$$;

create function pg_temp.sequence_walks(first_seed bigint, walks int) returns table (what text, times bigint)
language sql as $$
  select seen.what, count(*)
  from generate_series(sequence_walks.first_seed, sequence_walks.first_seed + sequence_walks.walks - 1) as s (seed),
    unnest(pg_temp.sequence_walk(s.seed % 2147483648)) as seen (what)
  group by 1
$$;
