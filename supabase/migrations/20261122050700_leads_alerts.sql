-- How soon a lead should have an owner and an answer, counted in opening hours, and who is told when it has not; and
-- the silence of a source that used to send.

alter table public.dealerships
  add column lead_owner_minutes int not null default 10
    constraint dealerships_lead_owner_minutes_range check (lead_owner_minutes between 1 and 2880),
  add column source_silence_hours int not null default 24
    constraint dealerships_source_silence_hours_range check (source_silence_hours between 1 and 720);
comment on column public.dealerships.lead_owner_minutes is
  'Within how many minutes of opening hours a new lead should have somebody.';
comment on column public.dealerships.source_silence_hours is
  'After how many hours without a lead from a source that sends regularly the managers are told.';
grant update (lead_owner_minutes, source_silence_hours) on public.dealerships to authenticated;

alter table public.leads
  add column owner_due_at timestamptz,
  add column answer_due_at timestamptz,
  add column owner_late_at timestamptz,
  add column answer_late_at timestamptz,
  add column first_response_open_seconds int;
comment on column public.leads.owner_due_at is 'By when somebody should have it; null once somebody has or it is over.';
comment on column public.leads.answer_due_at is 'By when it should be answered; null once it is or when nothing is owed.';
comment on column public.leads.owner_late_at is 'When it was noticed that nobody has it.';
comment on column public.leads.answer_late_at is 'When it was noticed that it is not answered.';
comment on column public.leads.first_response_open_seconds is 'How long the first answer took, counting opening hours alone.';
create index leads_owner_due_idx on public.leads (owner_due_at) where owner_due_at is not null and owner_late_at is null;
create index leads_answer_due_idx on public.leads (answer_due_at) where answer_due_at is not null and answer_late_at is null;

create function private.open_seconds(dealership_id uuid, starts_at timestamptz, ends_at timestamptz, department text)
returns int
language sql stable security invoker set search_path = '' as $$
  select case
    when not exists (select from public.business_hours as h
      where h.dealership_id = d.id and h.department = open_seconds.department)
      then extract(epoch from open_seconds.ends_at - open_seconds.starts_at)::int
    else (
      select coalesce(sum(extract(epoch from upper(s.span) - lower(s.span))), 0)::int
      from generate_series((open_seconds.starts_at at time zone d.timezone)::date,
        least((open_seconds.ends_at at time zone d.timezone)::date, (open_seconds.starts_at at time zone d.timezone)::date + 31),
        interval '1 day') as g (day)
      cross join lateral unnest(private.business_spans(d.id, g.day::date, open_seconds.department)
        * tstzmultirange(tstzrange(open_seconds.starts_at, open_seconds.ends_at))) as s (span))
  end
  from public.dealerships as d where d.id = open_seconds.dealership_id
$$;
comment on function private.open_seconds is
  'For how long a department was open between two instants, a month at most; without hours on record all of the time.';

create function private.lead_desk(lead public.leads) returns text
language sql immutable security invoker set search_path = '' as $$
  select case when lead.department in ('service', 'parts') then lead.department else 'sales' end
$$;
comment on function private.lead_desk is 'Whose opening hours count for a lead.';

create function private.tg_lead_clocks() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  is_over boolean := new.status in ('sold', 'lost') or new.type = 'other';
begin
  if tg_op = 'INSERT' then
    select private.add_business_minutes(d.id, new.received_at, d.lead_owner_minutes, private.lead_desk(new)),
      private.add_business_minutes(d.id, new.received_at, d.reply_goal_minutes, private.lead_desk(new))
    into new.owner_due_at, new.answer_due_at
    from public.dealerships as d where d.id = new.dealership_id;
  end if;
  if new.assigned_to is not null or is_over then
    new.owner_due_at := null;
  end if;
  if new.first_response_at is not null or is_over then
    new.answer_due_at := null;
  end if;
  if new.first_response_at is not null and new.first_response_open_seconds is null then
    new.first_response_open_seconds :=
      private.open_seconds(new.dealership_id, new.received_at, new.first_response_at, private.lead_desk(new));
  end if;
  return new;
end
$$;
comment on function private.tg_lead_clocks is
  'Starts and stops the clocks of a lead. Definer: reads hours whoever writes.';
create trigger leads_14_clocks before insert or update of assigned_to, status, type, first_response_at on public.leads
  for each row execute function private.tg_lead_clocks();
update public.leads set first_response_at = first_response_at where first_response_at is not null;

create function private.notice_late_leads() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  late public.leads;
  noticed int := 0;
begin
  for late in
    update public.leads as l set owner_late_at = now()
    where l.id = any (array(
      select d.id from public.leads as d where d.owner_due_at <= now() and d.owner_late_at is null
      order by d.owner_due_at limit 200 for update skip locked))
    returning l.*
  loop
    perform private.tell_of_lead(late, 'lead.unassigned', 'still has nobody', 'unassigned:' || late.id::text);
    perform private.notify(late.dealership_id, private.members_with(late.dealership_id, 'leads.manage'), 'lead.unassigned',
      coalesce((select u.full_name from public.customers as u where u.id = late.customer_id), 'A shopper') || ' still has nobody',
      '/leads/' || late.id::text, 'unassigned:' || late.id::text);
    noticed := noticed + 1;
  end loop;
  for late in
    update public.leads as l set answer_late_at = now()
    where l.id = any (array(
      select d.id from public.leads as d where d.answer_due_at <= now() and d.answer_late_at is null
      order by d.answer_due_at limit 200 for update skip locked))
    returning l.*
  loop
    perform private.tell_of_lead(late, 'lead.unanswered', 'has had no answer yet', 'unanswered:' || late.id::text);
    perform private.notify(late.dealership_id, private.members_with(late.dealership_id, 'leads.manage'), 'lead.unanswered',
      coalesce((select u.full_name from public.customers as u where u.id = late.customer_id), 'A shopper')
        || ' has had no answer yet', '/leads/' || late.id::text, 'unanswered:' || late.id::text);
    noticed := noticed + 1;
  end loop;
  return noticed;
end
$$;
comment on function private.notice_late_leads is
  'Cron tick: marks leads that have nobody or no answer in time, once each, and tells their owner or those on duty and '
  'the managers. Definer: works for the system.';
select cron.schedule('notice-late-leads', '30 seconds', 'select private.notice_late_leads()');

create function private.notice_silent_sources() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  silent record;
  noticed int := 0;
begin
  for silent in
    select s.id, s.dealership_id, s.name, s.last_lead_at, d.source_silence_hours as hours
    from public.lead_sources as s join public.dealerships as d on d.id = s.dealership_id
    where s.is_active and s.last_lead_at < now() - d.source_silence_hours * interval '1 hour'
      and s.last_lead_at > now() - interval '14 days'
      -- One that sent only now and then is not silent, it is itself.
      and (select count(*) from public.lead_source_credits as c
        where c.dealership_id = s.dealership_id and c.lead_source_id = s.id
          and c.received_at > s.last_lead_at - interval '7 days') >= 3
    order by s.dealership_id, s.id
  loop
    perform private.notify(silent.dealership_id, private.members_with(silent.dealership_id, 'leads.manage'),
      'lead_source.silent', 'No leads from ' || silent.name || ' for ' || silent.hours || ' hours', '/leads',
      'silent:' || silent.id::text || ':' || silent.last_lead_at::text);
    noticed := noticed + 1;
  end loop;
  return noticed;
end
$$;
comment on function private.notice_silent_sources is
  'Cron tick: tells managers once of each silence of a source that used to send. Definer: works for the system.';
select cron.schedule('notice-silent-sources', '13 * * * *', 'select private.notice_silent_sources()');

revoke execute on function private.open_seconds, private.lead_desk, private.tg_lead_clocks,
  private.notice_late_leads, private.notice_silent_sources from public, anon, authenticated;
grant execute on function private.open_seconds, private.lead_desk to service_role;
