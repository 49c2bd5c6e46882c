-- Experiments that count by themselves: what happens to a participant becomes a metric in the transaction in which it
-- happens, each metric once a participant. A message names the version that
-- was really handed to its writer, and an experiment that could not be read does not start.

alter table public.prompt_experiments
  add column planned_sample_size int not null default 1000
    constraint prompt_experiments_planned_sample_size_range check (planned_sample_size between 100 and 1000000);
comment on column public.prompt_experiments.planned_sample_size is
  'Participants per variant at which the intervals are narrowest; a winner is named from there on. Fixed at the start.';
comment on column public.prompt_experiments.results is
  'The last reading that the timer made: what domain/experiment_reading.ts says, with read_at.';
grant insert (planned_sample_size), update (planned_sample_size) on public.prompt_experiments to authenticated;

create function private.experiment_metrics() returns table (name text, good text)
language sql immutable security invoker set search_path = '' as $$
  values ('appointment', 'higher'), ('reply', 'higher'), ('sale', 'higher'), ('handover', 'lower'),
    ('opt_out', 'lower'), ('complaint', 'lower')
$$;
comment on function private.experiment_metrics is
  'What is counted of a participant and which way is good. Those where lower is good guard every experiment.';
alter table public.prompt_experiments
  add constraint prompt_experiments_primary_metric_known check (primary_metric in
    ('appointment', 'reply', 'sale', 'handover', 'opt_out', 'complaint')),
  add constraint prompt_experiments_secondary_metrics_known check (secondary_metrics <@
    array['appointment', 'reply', 'sale', 'handover', 'opt_out', 'complaint']);

-- Each metric once a participant: the same happening twice is one event, and a repeated trigger none.
drop index public.prompt_metrics_exposure_key;
create unique index prompt_metrics_once_key on public.prompt_metrics (experiment_id, customer_id, metric_name);

-- Between the writing of a reply and its storing an experiment may start or pause, and a persona may be published.
create table private.handed_versions (
  conversation_id uuid primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  persona_version_id uuid not null,
  handed_at timestamptz not null default now(),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, persona_version_id) references public.persona_versions (dealership_id, id)
    on delete cascade
) with (fillfactor = 70);
comment on table private.handed_versions is 'The persona version that was last handed to the writer of a conversation.';
create index handed_versions_version_idx on private.handed_versions (dealership_id, persona_version_id);
create index handed_versions_conversation_idx on private.handed_versions (dealership_id, conversation_id);
alter table private.handed_versions enable row level security;
alter table private.handed_versions force row level security;
revoke all on private.handed_versions from anon, authenticated, service_role;

-- A participant counts from the first message that reached them. Texts are reported as delivered; elsewhere, and where
-- a carrier reports nothing for a day, what the provider took counts.
drop trigger messages_59_exposure on public.messages;
create function private.expose(message public.messages) returns void
language sql volatile security definer set search_path = '' as $$
  with exposed as (
    update public.experiment_assignments as a set exposed_at = coalesce(message.delivered_at, now())
    from public.conversations as c, public.experiment_variants as v, public.prompt_experiments as e
    where c.id = message.conversation_id and a.dealership_id = c.dealership_id and a.customer_id = c.customer_id
      and a.exposed_at is null and v.id = a.variant_id and v.persona_version_id = message.persona_version_id
      and e.id = a.experiment_id and e.status in ('active', 'paused')
    returning a.*
  )
  insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, conversation_id, message_id,
    metric_name)
  select x.dealership_id, x.experiment_id, x.variant_id, x.customer_id, message.conversation_id, message.id, 'exposure'
  from exposed as x on conflict do nothing
$$;
comment on function private.expose is
  'Counts a shopper from the first message of their variant that reached them. Definer: nobody writes metrics directly.';
create trigger messages_59_exposure_reported after update of delivery_status on public.messages
  for each row when (new.author = 'ai' and new.persona_version_id is not null
    and old.delivery_status is distinct from new.delivery_status
    and (new.delivery_status in ('delivered', 'read') or new.delivery_status = 'sent' and new.channel <> 'sms'))
  execute function private.tg_exposure();
create trigger messages_59_exposure_spoken after insert on public.messages
  for each row when (new.author = 'ai' and new.persona_version_id is not null
    and (new.delivery_status in ('delivered', 'read') or new.delivery_status = 'sent' and new.channel <> 'sms'))
  execute function private.tg_exposure();

create function private.expose_unreported() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.messages;
  looked_at int := 0;
begin
  for message in
    select m.* from public.experiment_assignments as a
    join public.prompt_experiments as e on e.id = a.experiment_id and e.status in ('active', 'paused')
    join public.conversations as c on c.dealership_id = a.dealership_id and c.customer_id = a.customer_id
    join public.messages as m on m.dealership_id = c.dealership_id and m.conversation_id = c.id
      and m.author = 'ai' and m.persona_version_id is not null and m.delivery_status = 'sent'
      and m.sent_at < now() - interval '1 day'
    where a.exposed_at is null
    order by m.id limit 1000
  loop
    perform private.expose(message);
    looked_at := looked_at + 1;
  end loop;
  return looked_at;
end
$$;
comment on function private.expose_unreported is
  'Counts texts that a carrier took a day ago and never reported on. Definer: works for a timer.';
select cron.schedule('expose-unreported', '41 * * * *', 'select private.expose_unreported()');

-- Asks first whether the customer takes part in anything: hardly any does.
create function private.count_participant(
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
comment on function private.count_participant is
  'Counts what happened to a shopper who is in an experiment and has heard its variant; others are nobody''s event. '
  'Definer: works for triggers.';

create function private.tg_count_participant() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  -- Through jsonb, because the tables have different columns and plpgsql plans each expression for its table.
  row_now jsonb := to_jsonb(new);
  thread_id uuid := (row_now ->> 'conversation_id')::uuid;
  whose uuid := coalesce((row_now ->> 'customer_id')::uuid,
    (select c.customer_id from public.conversations as c where c.id = thread_id));
  message_id bigint := case when tg_table_name = 'messages' then (row_now ->> 'id')::bigint end;
begin
  perform private.count_participant(new.dealership_id, whose, tg_argv[0], thread_id, message_id);
  if row_now ->> 'reason' in ('complaint', 'unhappy', 'legal') then
    perform private.count_participant(new.dealership_id, whose, 'complaint', thread_id, message_id);
  end if;
  return null;
end
$$;
comment on function private.tg_count_participant is
  'Turns a row into the metric that its argument names. Definer: nobody writes metrics directly.';
create trigger messages_59_participant_replied after insert on public.messages
  for each row when (new.author = 'customer') execute function private.tg_count_participant('reply');
create trigger handovers_59_participant after insert on public.handovers
  for each row execute function private.tg_count_participant('handover');
create trigger appointments_59_participant after insert on public.appointments
  for each row execute function private.tg_count_participant('appointment');
create trigger consents_59_participant after insert on public.consents
  for each row when (new.status = 'revoked' and new.customer_id is not null)
  execute function private.tg_count_participant('opt_out');
create trigger leads_59_participant after update of status on public.leads
  for each row when (old.status <> new.status and new.status = 'sold')
  execute function private.tg_count_participant('sale');

revoke execute on function private.experiment_metrics, private.expose, private.expose_unreported,
  private.count_participant, private.tg_count_participant from public, anon, authenticated;
