-- What each text that comes in does, with less of it done twice, measured with bench/ingest_rate.ts. A thread that is
-- open is locked, not rewritten: the message's own trigger writes the row anyway, so each text made two versions of it
-- and asked the audit log about nothing. Functions of one statement that triggers call are planned once a session in
-- plpgsql, at every call in SQL. One receive_sms of a known shopper: 2.4 ms of processor time before, 1.5 ms after, in
-- turns on the same data. Replaced functions do as before, but for what the comments here say.

create or replace function private.thread_of_sms(
  number public.phone_numbers, from_number text, out thread public.conversations
)
language plpgsql volatile security invoker set search_path = '' as $$
declare
  person uuid;
begin
  select c.* into thread from public.conversations as c
  where c.dealership_id = number.dealership_id and c.phone_number_id = number.id
    and c.customer_address = from_number and c.channel = 'sms'
  for no key update;
  if thread.status not in ('closed', 'archived') and thread.closed_at is null then
    return;
  end if;
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
  if person is null then
    -- Two first texts at once: the identity's unique key decides, the loser takes the winner's customer.
    insert into public.customers (dealership_id) values (number.dealership_id) returning id into person;
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (number.dealership_id, person, 'phone', from_number)
    on conflict (dealership_id, kind, value) do nothing;
    if not found then
      select i.customer_id into person from public.customer_identities as i
      where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
    end if;
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, phone_number_id, customer_address)
  values (number.dealership_id, person, 'sms', number.id, from_number)
  on conflict (dealership_id, phone_number_id, customer_address) where channel = 'sms'
  do update set
    status = case when c.status in ('closed', 'archived') then 'active' else c.status end,
    closed_at = null
  returning c.* into thread;
end
$$;

create or replace function private.count_once(
  dealership_id uuid, at timestamptz, metric text, channel text, source text, persona text, total bigint,
  amount int default 1
) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.rollup_deltas (dealership_id, on_day, metric, channel, source, persona, total, amount)
  select d.id, (count_once.at at time zone d.timezone)::date, count_once.metric, count_once.channel,
    coalesce(count_once.source, ''), coalesce(count_once.persona, ''), count_once.total, count_once.amount
  from public.dealerships as d where d.id = count_once.dealership_id;
end
$$;

-- Asks first whether the customer takes part in anything: hardly any does.
create or replace function private.count_participant(
  dealership_id uuid, customer_id uuid, metric text, conversation_id uuid, message_id bigint
) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
begin
  if not exists (
    select from public.experiment_assignments as a
    where a.dealership_id = count_participant.dealership_id and a.customer_id = count_participant.customer_id
      and a.exposed_at is not null)
  then
    return;
  end if;
  insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, conversation_id, message_id,
    metric_name)
  select a.dealership_id, a.experiment_id, a.variant_id, a.customer_id, count_participant.conversation_id,
    count_participant.message_id, count_participant.metric
  from public.experiment_assignments as a
  join public.prompt_experiments as e on e.id = a.experiment_id and e.status in ('active', 'paused')
  where a.dealership_id = count_participant.dealership_id and a.customer_id = count_participant.customer_id
    and a.exposed_at is not null
  on conflict do nothing;
end
$$;

create or replace function private.emit_event(dealership_id uuid, kind text, conversation_id uuid, message_id bigint)
returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(emit_event.dealership_id, emit_event.kind, emit_event.conversation_id,
    emit_event.message_id, null);
end
$$;
