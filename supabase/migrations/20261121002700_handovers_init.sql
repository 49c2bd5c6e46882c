-- One row per handover, written by triggers from what happens to the thread, so no caller can forget it. It stays
-- open until a person's reply has left or the thread went elsewhere, and climbs a ladder of people until then.

create table public.handovers (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid not null,
  reason text not null constraint handovers_reason_form check (reason ~ '^[a-z_]{1,60}$'),
  summary jsonb not null default '{}' constraint handovers_summary_object check (jsonb_typeof(summary) = 'object'),
  facts jsonb not null default '[]' constraint handovers_facts_array check (jsonb_typeof(facts) = 'array'),
  requested_at timestamptz not null default now(),
  taken_by uuid references auth.users on delete set null,
  taken_at timestamptz,
  replied_message_id bigint,
  replied_at timestamptz,
  ended_at timestamptz,
  ended_how text constraint handovers_ended_how_known check (ended_how in ('replied', 'handed_back', 'closed')),
  escalation_level smallint not null default 0,
  next_escalation_at timestamptz,
  unique (dealership_id, id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, replied_message_id) references public.messages (dealership_id, id)
    on delete set null (replied_message_id),
  constraint handovers_ended_at_paired check ((ended_at is null) = (ended_how is null)),
  constraint handovers_replied_at_ended check ((replied_at is not null) = (coalesce(ended_how, '') = 'replied'))
);
comment on table public.handovers is
  'One time that the AI stepped back and a person was asked for, from the ask to the reply.';
comment on column public.handovers.summary is 'The dossier: {wants, brings, blocked_by}.';
comment on column public.handovers.facts is 'What the dossier rests on, each with its message: [{message_id, fact}].';
comment on column public.handovers.escalation_level is
  '0: those on duty were told; 1: they were told again; from 2 on managers too.';
create unique index handovers_open_key on public.handovers (conversation_id) where ended_at is null;
create index handovers_conversation_idx on public.handovers (dealership_id, conversation_id);
create index handovers_requested_idx on public.handovers (dealership_id, requested_at desc);
create index handovers_escalation_idx on public.handovers (next_escalation_at) where ended_at is null;
create index handovers_replied_message_idx on public.handovers (dealership_id, replied_message_id)
  where replied_message_id is not null;
create index handovers_taken_by_idx on public.handovers (taken_by) where taken_by is not null;

alter table public.dealerships
  add column handover_escalation_minutes int not null default 5
    constraint dealerships_handover_escalation_minutes_range check (handover_escalation_minutes between 1 and 480);
comment on column public.dealerships.handover_escalation_minutes is
  'Opening-hours minutes until an unanswered handover is escalated; each further step waits twice as long, an hour at most.';
grant update (handover_escalation_minutes) on public.dealerships to authenticated;

create function private.handover_facts(conversation_id uuid, summary jsonb) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select coalesce(
    (select jsonb_agg(f.fact)
      from jsonb_array_elements(
        case when jsonb_typeof(summary -> 'facts') = 'array' then summary -> 'facts' else '[]' end) as f (fact)
      where exists (select from public.messages as m
        where m.conversation_id = handover_facts.conversation_id and m.id::text = f.fact ->> 'message_id')),
    (select jsonb_agg(jsonb_build_object('message_id', m.id) order by m.id)
      from (
        select l.id from public.messages as l
        where l.conversation_id = handover_facts.conversation_id and l.author = 'customer'
        order by l.id desc limit 3
      ) as m),
    '[]')
$$;
comment on function private.handover_facts is
  'The facts of a dossier that name a message of the thread; without any, the shopper''s last three messages.';

create function private.handover_people(dealership_id uuid, taken_by uuid, level int) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select case
      when handover_people.taken_by is not null then array[handover_people.taken_by]
      when cardinality(d.people) > 0 then d.people
      else private.members_with(handover_people.dealership_id, 'conversations.write') end
    || case when handover_people.level >= 2
      then private.members_with(handover_people.dealership_id, 'conversations.assign') else '{}' end
  from (select private.on_duty(handover_people.dealership_id, now()) as people) as d
$$;
comment on function private.handover_people is
  'Whom a handover concerns: who took it, else those on duty, else everybody who may reply; from level 2 on the '
  'managers as well. Who is away or off is passed over while somebody else is there. Definer: reads shifts and '
  'memberships past their policies.';

create function private.tell_of_handover(handover public.handovers, kind text) returns void
language sql volatile security definer set search_path = '' as $$
  select private.notify(handover.dealership_id,
    private.handover_people(handover.dealership_id, handover.taken_by, handover.escalation_level),
    tell_of_handover.kind,
    coalesce(u.full_name, 'A shopper') || ' is waiting for a person: ' || replace(handover.reason, '_', ' '),
    '/conversations/' || handover.conversation_id::text,
    'handover:' || handover.id::text || ':' || handover.escalation_level::text)
  from public.conversations as c
  join public.customers as u on u.dealership_id = c.dealership_id and u.id = c.customer_id
  where c.id = handover.conversation_id
$$;
comment on function private.tell_of_handover is
  'Notifies the people of a handover at its level. Definer: works for triggers and timers.';

create function private.tg_keep_handover() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  handover public.handovers;
begin
  if new.owner = 'waiting_human' then
    insert into public.handovers as h (dealership_id, conversation_id, reason, summary, facts, requested_at,
      next_escalation_at)
    values (new.dealership_id, new.id, coalesce(new.handover_reason, 'unknown'),
      coalesce(new.handover_summary, '{}') - 'facts', private.handover_facts(new.id, new.handover_summary),
      coalesce(new.escalated_at, now()),
      private.add_business_minutes(new.dealership_id, now(), (
        select d.handover_escalation_minutes from public.dealerships as d where d.id = new.dealership_id)))
    on conflict (conversation_id) where ended_at is null
    do update set taken_by = null, taken_at = null, reason = excluded.reason
    returning h.* into handover;
    perform private.tell_of_handover(handover, 'handover.requested');
  elsif new.owner = 'human' then
    update public.handovers as h set taken_by = new.assigned_to, taken_at = coalesce(h.taken_at, now())
    where h.conversation_id = new.id and h.ended_at is null;
  else
    update public.handovers as h
    set ended_at = now(),
      ended_how = case when new.status in ('closed', 'archived') then 'closed' else 'handed_back' end
    where h.conversation_id = new.id and h.ended_at is null;
  end if;
  return null;
end
$$;
comment on function private.tg_keep_handover is
  'Opens, hands on and ends the handover as the thread''s owner changes. Definer: nobody writes handovers directly.';
create trigger conversations_50_handover after update of owner, assigned_to on public.conversations
  for each row when (old.owner is distinct from new.owner or old.assigned_to is distinct from new.assigned_to)
  execute function private.tg_keep_handover();

create function private.tg_handover_replied() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.handovers as h
  set replied_at = coalesce(new.sent_at, now()), replied_message_id = new.id, ended_at = now(), ended_how = 'replied',
    taken_by = coalesce(h.taken_by, new.author_user_id), taken_at = coalesce(h.taken_at, new.created_at)
  where h.conversation_id = new.conversation_id and h.ended_at is null and h.requested_at <= new.created_at;
  return null;
end
$$;
comment on function private.tg_handover_replied is
  'Ends the handover once a person''s reply has left, not when it was typed. Definer: nobody writes handovers directly.';
create trigger messages_55_handover_sent after update of delivery_status on public.messages
  for each row when (new.author = 'staff' and new.direction = 'outbound'
    and new.delivery_status in ('sent', 'delivered', 'read')
    and old.delivery_status not in ('sent', 'delivered', 'read'))
  execute function private.tg_handover_replied();
create trigger messages_55_handover_spoken after insert on public.messages
  for each row when (new.author = 'staff' and new.direction = 'outbound'
    and new.delivery_status in ('sent', 'delivered', 'read'))
  execute function private.tg_handover_replied();

create function private.tg_handover_escalated() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id, 'handover.escalated', new.conversation_id, null, new.id);
  return null;
end
$$;
comment on function private.tg_handover_escalated is
  'Tells of an escalation. Definer: emit_event is for triggers alone.';
create constraint trigger handovers_90_escalated after update on public.handovers
  deferrable initially deferred for each row when (old.escalation_level < new.escalation_level)
  execute function private.tg_handover_escalated();
create constraint trigger handovers_80_audit after insert or update or delete on public.handovers
  deferrable initially deferred for each row execute function private.tg_audit('next_escalation_at', 'escalation_level');

create function private.escalate_handovers() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  handover public.handovers;
  escalated int := 0;
begin
  for handover in
    update public.handovers as h
    set escalation_level = h.escalation_level + 1,
      next_escalation_at = private.add_business_minutes(h.dealership_id, now(),
        least(60, d.handover_escalation_minutes * 2 ^ least(h.escalation_level + 1, 6))::int)
    from public.dealerships as d
    where d.id = h.dealership_id and h.id = any (array(
      select o.id from public.handovers as o
      where o.ended_at is null and o.next_escalation_at <= now()
      order by o.dealership_id, o.id limit 200 for update skip locked))
    returning h.*
  loop
    perform private.tell_of_handover(handover, 'handover.escalated');
    escalated := escalated + 1;
  end loop;
  return escalated;
end
$$;
comment on function private.escalate_handovers is
  'Cron tick: raises the level of handovers that nobody has answered and tells the people of that level, until a '
  'reply has left. Definer: works for the system.';
select cron.schedule('escalate-handovers', '30 seconds', 'select private.escalate_handovers()');

alter table public.handovers enable row level security;
alter table public.handovers force row level security;
revoke all on public.handovers from anon, authenticated, service_role;
grant select on public.handovers to authenticated, service_role;
create policy handovers_select_staff on public.handovers for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

create view public.open_handovers with (security_invoker = true) as
select h.id, h.dealership_id, h.conversation_id, h.reason, h.summary, h.facts, h.requested_at, h.taken_by, h.taken_at,
  h.escalation_level, h.next_escalation_at, c.channel, c.priority, c.reply_due_at, c.reply_overdue_at,
  c.last_message_preview, c.last_message_at,
  u.full_name as customer_name,
  nullif(concat_ws(' ', v.year, v.make, v.model, v.trim), '') as vehicle_label,
  p.full_name as taken_by_name
from public.handovers as h
join public.conversations as c on c.dealership_id = h.dealership_id and c.id = h.conversation_id
join public.customers as u on u.dealership_id = c.dealership_id and u.id = c.customer_id
left join public.vehicles as v on v.dealership_id = c.dealership_id and v.id = c.vehicle_id
left join public.profiles as p on p.id = h.taken_by
where h.ended_at is null;
comment on view public.open_handovers is
  'Handovers that no person''s reply has ended yet, with names, under the reader''s RLS; the oldest ask comes first.';
revoke all on public.open_handovers from anon, authenticated, service_role;
grant select on public.open_handovers to authenticated;

revoke execute on function private.handover_facts, private.handover_people, private.tell_of_handover,
  private.tg_keep_handover, private.tg_handover_replied, private.tg_handover_escalated,
  private.escalate_handovers from public, anon, authenticated;

insert into public.handovers (dealership_id, conversation_id, reason, summary, facts, requested_at, next_escalation_at)
select c.dealership_id, c.id, coalesce(c.handover_reason, 'unknown'), coalesce(c.handover_summary, '{}') - 'facts',
  private.handover_facts(c.id, c.handover_summary), coalesce(c.escalated_at, now()),
  private.add_business_minutes(c.dealership_id, now(), 5)
from public.conversations as c where c.owner = 'waiting_human';
