-- Follow-up that runs by itself: a timer takes each due step, writes it as a message for the send gate or as a task, and
-- ends the run for every reason that could make the next touch unwelcome. What stops a run also holds what that run
-- has written and the queue has not sent yet, so it replaces stop_sequences, which only ended the run.

alter table public.sequences add column starts_by_itself boolean not null default false;
comment on column public.sequences.starts_by_itself is 'New leads go on it once the AI has given the first answer.';
create unique index sequences_starts_by_itself_key on public.sequences (dealership_id) where starts_by_itself and is_active;
grant update (starts_by_itself) on public.sequences to authenticated;

alter table public.dealerships add column max_follow_ups int not null default 8
  constraint dealerships_max_follow_ups_range check (max_follow_ups between 0 and 50);
comment on column public.dealerships.max_follow_ups is
  'How many follow-up messages one shopper gets in 30 days at most, over all leads and channels.';
grant update (max_follow_ups) on public.dealerships to authenticated;

alter table public.sequence_runs drop constraint sequence_runs_stop_reason_check;
alter table public.sequence_runs add constraint sequence_runs_stop_reason_known check (stop_reason in ('replied', 'opted_out',
  'appointment', 'taken_over', 'sold', 'lost', 'unit_sold', 'capped', 'switched_off', 'by_hand'));

create index messages_sequence_run_idx on public.messages (conversation_id)
  where metadata ? 'sequence_run_id' and delivery_status in ('queued', 'deferred');

create function private.tg_stop_sequences_of_unit() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.stop_sequences(r.dealership_id, r.customer_id, 'unit_sold')
  from (
    select distinct l.dealership_id, l.customer_id from public.leads as l
    where l.dealership_id = new.dealership_id and l.vehicle_id = new.id and l.status in ('new', 'working')
    order by l.customer_id
  ) as r;
  return null;
end
$$;
comment on function private.tg_stop_sequences_of_unit is
  'Nobody is written to about a unit that is gone. Definer: works for the system.';
create trigger vehicles_58_stop_sequences after update of status, is_active on public.vehicles
  for each row when (old.status in ('available', 'pending') and new.status in ('sold', 'retired')
    or old.is_active and not new.is_active)
  execute function private.tg_stop_sequences_of_unit();

create function private.tg_start_sequence() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.start_follow_up(new);
  return null;
end
$$;
comment on function private.tg_start_sequence is
  'Puts an answered lead on the dealership''s follow-up. Definer: nobody writes runs directly.';
create trigger leads_59_start_sequence after update of first_response_at on public.leads
  for each row when (old.first_response_at is null and new.first_response_author = 'ai' and new.status in ('new', 'working'))
  execute function private.tg_start_sequence();

create function private.tg_check_step_fields() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  unknown text := private.unknown_merge_field(new.template);
begin
  if unknown is not null then
    perform private.refuse(400, 'unknown_merge_field',
      'Cannot save step: {{' || left(unknown, 40) || '}} is no merge field; known are '
        || array_to_string(private.merge_fields(), ', '));
  end if;
  return new;
end
$$;
comment on function private.tg_check_step_fields is
  'Refuses a follow-up text with a field that would stay empty. Definer: the list is no API of its own.';
create trigger sequence_steps_10_check_fields before insert or update of template on public.sequence_steps
  for each row execute function private.tg_check_step_fields();

create function private.fill_merge_fields(template text, lead public.leads) returns text
language plpgsql stable security invoker set search_path = '' as $$
declare
  filled text := template;
  field record;
begin
  for field in
    select f.key, f.value
    from public.dealerships as d
    join public.customers as c on c.dealership_id = d.id and c.id = lead.customer_id
    left join public.vehicles as v on v.dealership_id = d.id and v.id = lead.vehicle_id
    left join public.profiles as p on p.id = lead.assigned_to
    cross join lateral jsonb_each_text(jsonb_build_object(
      'customer_first_name', split_part(c.full_name, ' ', 1), 'customer_name', c.full_name, 'staff_name', p.full_name,
      'dealership_name', d.name, 'dealership_phone', d.contact_phone,
      'dealership_address', nullif(concat_ws(', ', d.address_line, d.city), ''),
      'vehicle', coalesce(nullif(concat_ws(' ', v.year, v.make, v.model, v.trim), ''), lead.interest, 'car'))) as f
    where d.id = lead.dealership_id
  loop
    filled := regexp_replace(filled, '\{\{\s*' || field.key || '\s*\}\}', replace(coalesce(field.value, ''), '\', ''), 'g');
  end loop;
  -- A name that is not known leaves no gap before the comma behind it.
  return btrim(regexp_replace(filled, '\s+([,.!?])', '\1', 'g'));
end
$$;
comment on function private.fill_merge_fields is 'A follow-up text with the fields of private.merge_fields() filled from rows.';

create function private.follow_up_stop(run public.sequence_runs, lead public.leads) returns text
language sql stable security invoker set search_path = '' as $$
  select case
    when lead.status in ('appointment', 'shown') then 'appointment'
    when lead.status in ('sold', 'lost') then lead.status
    when not exists (select from public.sequences as s where s.id = run.sequence_id and s.is_active) then 'switched_off'
    when exists (select from public.vehicles as v where v.id = lead.vehicle_id
      and (v.status in ('sold', 'retired') or not v.is_active)) then 'unit_sold'
    when exists (select from public.conversations as c
      where c.dealership_id = run.dealership_id and c.customer_id = run.customer_id and c.owner <> 'ai') then 'taken_over'
    when exists (select from public.messages as m join public.conversations as c on c.id = m.conversation_id
      where c.dealership_id = run.dealership_id and c.customer_id = run.customer_id and m.author = 'customer'
        and m.created_at > run.started_at) then 'replied'
    when (select count(*) from public.messages as m join public.conversations as c on c.id = m.conversation_id
      where c.dealership_id = run.dealership_id and c.customer_id = run.customer_id and m.metadata ? 'sequence_run_id'
        and m.created_at > now() - interval '30 days' and m.delivery_status not in ('blocked', 'failed'))
      >= (select d.max_follow_ups from public.dealerships as d where d.id = run.dealership_id) then 'capped'
  end
$$;
comment on function private.follow_up_stop is 'Why a run must not touch its shopper any more, or null.';

create function private.follow_up_thread(lead public.leads, channel text) returns public.conversations
language sql stable security invoker set search_path = '' as $$
  select c from public.conversations as c
  where c.dealership_id = lead.dealership_id and c.customer_id = lead.customer_id
    and c.channel = follow_up_thread.channel and c.owner = 'ai' and c.status = 'active'
    and (private.current_consent(c.dealership_id, c.channel, c.customer_address)).status = 'granted'
  order by c.id = lead.conversation_id desc nulls last, c.last_message_at desc limit 1
$$;
comment on function private.follow_up_thread is 'The shopper''s open conversation on a channel in which the AI may write, or null.';

create function private.take_sequence_step(run public.sequence_runs) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  lead public.leads := (select l from public.leads as l where l.id = run.lead_id);
  step public.sequence_steps;
  next_wait int;
  thread public.conversations;
  stop text := private.follow_up_stop(run, lead);
  touch_id bigint;
begin
  if stop is not null then
    perform private.stop_sequences(run.dealership_id, run.customer_id, stop);
    return;
  end if;
  select t.* into step from public.sequence_steps as t
  where t.sequence_id = run.sequence_id and t.is_active order by t.position offset run.steps_done limit 1;
  select t.wait_minutes into next_wait from public.sequence_steps as t
  where t.sequence_id = run.sequence_id and t.is_active order by t.position offset run.steps_done + 1 limit 1;
  if step.channel = 'call_task' then
    insert into public.lead_tasks (dealership_id, lead_id, kind, body, dedupe_key)
    values (run.dealership_id, lead.id, 'call', private.fill_merge_fields(step.template, lead),
      run.id::text || ':' || step.position::text)
    on conflict on constraint lead_tasks_dedupe_key_once do nothing;
    perform private.tell_of_lead(lead, 'lead.task', 'is due for a call');
  elsif step.id is not null then
    thread := private.follow_up_thread(lead, step.channel);
    -- A channel that does not reach the shopper is left out; a switched-off AI waits.
    if thread.id is not null and private.ai_switched_off(thread) is not null then
      update public.sequence_runs as r set next_run_at = now() + interval '1 hour' where r.id = run.id;
      return;
    end if;
    if thread.id is not null then
      insert into public.messages (dealership_id, conversation_id, direction, author, channel, content, delivery_status,
        ai_model, ai_confidence, metadata)
      values (thread.dealership_id, thread.id, 'outbound', 'ai', thread.channel,
        private.fill_merge_fields(step.template, lead), 'queued', 'template', 1,
        jsonb_build_object('lead_id', lead.id, 'sequence_run_id', run.id, 'sequence_step', step.position,
          'marketing', true))
      returning id into touch_id;
      perform private.enqueue_job(thread.dealership_id, 'send_message', jsonb_build_object('message_id', touch_id),
        'send:' || thread.id::text);
    end if;
  end if;
  update public.sequence_runs as r
  set steps_done = r.steps_done + 1, status = case when next_wait is null then 'completed' else r.status end,
    ended_at = case when next_wait is null then now() end, next_run_at = now() + next_wait * interval '1 minute'
  where r.id = run.id;
end
$$;
comment on function private.take_sequence_step is
  'Takes the next step of one locked run: a message for the send gate, a task, or the end. Definer: works for the timer.';

create function private.run_due_sequences() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  due record;
  run public.sequence_runs;
  taken int := 0;
begin
  for due in
    select r.id, r.dealership_id, r.customer_id from public.sequence_runs as r
    where r.status = 'running' and r.next_run_at <= now() order by r.next_run_at limit 50
  loop
    -- Threads before runs, as when a shopper writes, or the two deadlock.
    perform from public.conversations as c
    where c.dealership_id = due.dealership_id and c.customer_id = due.customer_id order by c.id for update;
    select r.* into run from public.sequence_runs as r
    where r.id = due.id and r.status = 'running' and r.next_run_at <= now() for update skip locked;
    continue when run.id is null;
    begin
      perform private.take_sequence_step(run);
      taken := taken + 1;
    exception when others then
      -- One run that cannot go on must not hold up the rest; it is tried again.
      raise warning 'Cannot take sequence step of run %: %', run.id, sqlerrm;
      update public.sequence_runs as r set next_run_at = now() + interval '10 minutes' where r.id = run.id;
    end;
  end loop;
  return taken;
end
$$;
comment on function private.run_due_sequences is
  'Cron tick: takes the due steps of all runs, each by itself. Definer: works for the system.';
select cron.schedule('run-due-sequences', '30 seconds', 'select private.run_due_sequences()');

revoke execute on function private.stop_sequences, private.tg_stop_sequences_of_unit, private.tg_check_step_fields, private.tg_start_sequence,
  private.fill_merge_fields, private.follow_up_stop, private.follow_up_thread, private.take_sequence_step,
  private.run_due_sequences from public, anon, authenticated;
