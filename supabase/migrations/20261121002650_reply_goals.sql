-- How soon a waiting shopper should hear from a person, counted in opening hours, and who is told when it is late.

create function private.business_spans(dealership_id uuid, on_date date, department text default 'sales')
returns tstzmultirange
language sql stable security invoker set search_path = '' as $$
  select coalesce(range_agg(tstzrange(
    (on_date + s.opens_at) at time zone d.timezone, (on_date + s.closes_at) at time zone d.timezone)), '{}')
  from public.dealerships as d
  join lateral (
    select y.opens_at, y.closes_at from public.business_holidays as y
    where y.dealership_id = d.id and y.on_date = business_spans.on_date
    union all
    select h.opens_at, h.closes_at from public.business_hours as h
    where h.dealership_id = d.id and h.department = business_spans.department
      and h.weekday = extract(dow from business_spans.on_date)
      and not exists (select from public.business_holidays as y
        where y.dealership_id = d.id and y.on_date = business_spans.on_date)
  ) as s on s.opens_at < s.closes_at
  where d.id = business_spans.dealership_id
$$;
comment on function private.business_spans is
  'When a department is open on one local date, as instants: a holiday''s hours replace the weekday''s.';

create function private.is_open(dealership_id uuid, at timestamptz, department text default 'sales') returns boolean
language sql stable security invoker set search_path = '' as $$
  select private.business_spans(d.id, (is_open.at at time zone d.timezone)::date, is_open.department) @> is_open.at
  from public.dealerships as d where d.id = is_open.dealership_id
$$;
comment on function private.is_open is 'Whether a department is open at an instant.';

-- Counts elapsed time inside the spans, so a day with a clock change has the hours it really has.
create function private.add_business_minutes(
  dealership_id uuid, starts_at timestamptz, minutes int, department text default 'sales'
) returns timestamptz
language plpgsql stable security invoker set search_path = '' as $$
declare
  first_day date := (
    select (add_business_minutes.starts_at at time zone d.timezone)::date from public.dealerships as d
    where d.id = add_business_minutes.dealership_id);
  seconds_left numeric := add_business_minutes.minutes * 60;
  span tstzrange;
  opens timestamptz;
begin
  if not exists (select from public.business_hours as h
    where h.dealership_id = add_business_minutes.dealership_id and h.department = add_business_minutes.department) then
    return starts_at + make_interval(secs => seconds_left::double precision);
  end if;
  for ahead in 0..60 loop
    for span in
      select s from unnest(private.business_spans(
        add_business_minutes.dealership_id, first_day + ahead, add_business_minutes.department)) as s
    loop
      opens := greatest(lower(span), add_business_minutes.starts_at);
      continue when opens >= upper(span);
      if extract(epoch from upper(span) - opens) >= seconds_left then
        return opens + make_interval(secs => seconds_left::double precision);
      end if;
      seconds_left := seconds_left - extract(epoch from upper(span) - opens);
    end loop;
  end loop;
  return null;
end
$$;
comment on function private.add_business_minutes is
  'The instant at which a department has been open for so many minutes since starts_at. Without any hours on record '
  'the clock never stops; null when the department stays closed for two months.';

alter table public.dealerships
  add column reply_goal_minutes int not null default 15
    constraint dealerships_reply_goal_minutes_range check (reply_goal_minutes between 1 and 2880);
comment on column public.dealerships.reply_goal_minutes is
  'Within how many minutes of opening hours a shopper who waits for a person should have an answer.';
grant update (reply_goal_minutes) on public.dealerships to authenticated;

alter table public.conversations
  add column reply_due_at timestamptz,
  add column reply_overdue_at timestamptz;
comment on column public.conversations.reply_due_at is
  'By when a person should have replied; null while nobody waits for one.';
comment on column public.conversations.reply_overdue_at is 'When it was noticed that nobody had replied in time.';
create index conversations_reply_due_idx on public.conversations (reply_due_at)
  where reply_due_at is not null and reply_overdue_at is null;

create function private.tg_reply_due() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  new.reply_overdue_at := null;
  new.reply_due_at := case when new.waiting_since is not null then private.add_business_minutes(
    new.dealership_id, new.waiting_since,
    (select d.reply_goal_minutes from public.dealerships as d where d.id = new.dealership_id)) end;
  return new;
end
$$;
comment on function private.tg_reply_due is
  'Starts and stops the clock of a waiting shopper. Definer: reads hours whoever writes the thread.';
create trigger conversations_16_reply_due before update of waiting_since on public.conversations
  for each row when (old.waiting_since is distinct from new.waiting_since)
  execute function private.tg_reply_due();
-- A staff message clears waiting_since within tg_message_head's own update, so both clocks stop together.
update public.conversations as c
set reply_due_at = private.add_business_minutes(c.dealership_id, c.waiting_since, 15)
where c.waiting_since is not null;

create function private.tg_reply_overdue() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id, 'conversation.overdue', new.id, null);
  return null;
end
$$;
comment on function private.tg_reply_overdue is
  'Tells that a reply is late. Definer: emit_event is for triggers alone.';
create constraint trigger conversations_92_overdue after update on public.conversations
  deferrable initially deferred for each row
  when (old.reply_overdue_at is null and new.reply_overdue_at is not null)
  execute function private.tg_reply_overdue();

create function private.notice_overdue_replies() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  late public.conversations;
  noticed int := 0;
  people uuid[];
begin
  for late in
    update public.conversations as c set reply_overdue_at = now()
    where c.id = any (array(
      select d.id from public.conversations as d
      where d.reply_due_at <= now() and d.reply_overdue_at is null
      order by d.dealership_id, d.id limit 500 for update skip locked))
    returning c.*
  loop
    people := private.on_duty(late.dealership_id, now());
    if private.is_available(late.dealership_id, late.assigned_to) then
      people := array[late.assigned_to];
    elsif cardinality(people) = 0 then
      people := private.reachable(late.dealership_id,
        private.members_with(late.dealership_id, 'conversations.write'));
    end if;
    perform private.notify(late.dealership_id,
      people || private.reachable(late.dealership_id, private.members_with(late.dealership_id, 'conversations.assign')),
      'conversation.overdue',
      coalesce((select u.full_name from public.customers as u where u.id = late.customer_id), 'A shopper')
        || ' has waited too long for a reply',
      '/conversations/' || late.id::text, 'overdue:' || late.id::text || ':' || late.reply_due_at::text);
    noticed := noticed + 1;
  end loop;
  return noticed;
end
$$;
comment on function private.notice_overdue_replies is
  'Cron tick: marks the threads whose reply is late, once each, and tells the assignee (or those on duty) and the '
  'managers. Definer: it works for the system.';
select cron.schedule('notice-overdue-replies', '30 seconds', 'select private.notice_overdue_replies()');

revoke execute on function private.business_spans, private.is_open, private.add_business_minutes,
  private.tg_reply_due, private.tg_reply_overdue, private.notice_overdue_replies from public, anon, authenticated;
grant execute on function private.business_spans, private.is_open, private.add_business_minutes to service_role;
