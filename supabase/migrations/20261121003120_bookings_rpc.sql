-- Booking, moving and cancelling, for staff and for the AI alike. Bookings of one dealership go one after the
-- other (an advisory lock), so that fifty at once get one winner and forty-nine clear answers instead of deadlocks;
-- the exclusion constraints would hold without it.

create function private.require_permission_or_service(dealership_id uuid, permission text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if (select auth.role()) is distinct from 'service_role' then
    perform private.require_permission(dealership_id, permission);
  end if;
end
$$;
comment on function private.require_permission_or_service is
  'Refuses people without the permission; our own functions may. Definer: as require_permission.';

create function private.is_on_shift(dealership_id uuid, user_id uuid, starts_at timestamptz, ends_at timestamptz)
returns boolean
language sql stable security invoker set search_path = '' as $$
  select not exists (
      select from public.duty_shifts as s join public.memberships as m on m.id = s.membership_id
      where s.dealership_id = is_on_shift.dealership_id and m.user_id = is_on_shift.user_id)
    or exists (
      select from public.duty_shifts as s
      join public.memberships as m on m.id = s.membership_id and m.is_active
      join public.dealerships as d on d.id = s.dealership_id
      where s.dealership_id = is_on_shift.dealership_id and m.user_id = is_on_shift.user_id
        and s.weekday = extract(dow from is_on_shift.starts_at at time zone d.timezone)
        and (is_on_shift.starts_at at time zone d.timezone)::time >= s.starts_at
        and (is_on_shift.ends_at at time zone d.timezone) <=
          (is_on_shift.starts_at at time zone d.timezone)::date + s.ends_at)
$$;
comment on function private.is_on_shift is
  'Whether a colleague''s shift covers a span; somebody without any shifts is always there.';

-- The free ones of those who could serve, the least busy of that day first.
create function private.free_resources(
  rule public.booking_rules, starts_at timestamptz, resource_id uuid default null, ignored_id uuid default null
) returns setof uuid
language sql stable security invoker set search_path = '' as $$
  select r.id
  from public.resources as r
  cross join lateral (
    select free_resources.starts_at + rule.duration_minutes * interval '1 minute' as ends_at,
      tstzrange(free_resources.starts_at - rule.buffer_before_minutes * interval '1 minute',
        free_resources.starts_at + (rule.duration_minutes + rule.buffer_after_minutes) * interval '1 minute') as span
  ) as w
  where r.dealership_id = rule.dealership_id and r.is_active and rule.kind = any (r.appointment_kinds)
    and (free_resources.resource_id is null or r.id = free_resources.resource_id)
    and not exists (select from public.appointments as a
      where a.resource_id = r.id and a.status in ('unconfirmed', 'confirmed') and a.blocked && w.span
        and a.id is distinct from free_resources.ignored_id)
    and (r.user_id is null or private.is_on_shift(r.dealership_id, r.user_id, free_resources.starts_at, w.ends_at))
  order by (select count(*) from public.appointments as b
    where b.resource_id = r.id and b.status in ('unconfirmed', 'confirmed')
      and b.starts_at between free_resources.starts_at - interval '12 hours' and free_resources.starts_at + interval '12 hours'),
    r.id
$$;
comment on function private.free_resources is
  'Who or what is free for an appointment of this kind at a time; each is judged alone.';

create function private.slot_refusal(rule public.booking_rules, starts_at timestamptz) returns text
language sql stable security invoker set search_path = '' as $$
  select case
    when slot_refusal.starts_at < now() + rule.minimum_notice_minutes * interval '1 minute' then 'too_soon'
    when (slot_refusal.starts_at at time zone d.timezone)::date
      > (now() at time zone d.timezone)::date + rule.horizon_days then 'too_far'
    when not private.business_spans(d.id, (slot_refusal.starts_at at time zone d.timezone)::date, rule.department)
      @> tstzrange(slot_refusal.starts_at, slot_refusal.starts_at + rule.duration_minutes * interval '1 minute')
      then 'outside_hours'
  end
  from public.dealerships as d where d.id = rule.dealership_id
$$;
comment on function private.slot_refusal is 'Why nothing can be booked at a time whoever is free, or null.';

create function private.require_slot(rule public.booking_rules, starts_at timestamptz) returns void
language plpgsql stable security invoker set search_path = '' as $$
declare
  refusal text := private.slot_refusal(rule, starts_at);
begin
  if starts_at is null then
    perform private.refuse(400, 'invalid_starts_at', 'Cannot book: starts_at is missing');
  elsif refusal = 'too_soon' then
    perform private.refuse(409, 'too_soon', 'Cannot book: that time is too soon');
  elsif refusal = 'too_far' then
    perform private.refuse(409, 'too_far', 'Cannot book: that day cannot be booked yet');
  elsif refusal = 'outside_hours' then
    perform private.refuse(409, 'outside_hours', 'Cannot book: we are not open for all of that time');
  end if;
end
$$;
comment on function private.require_slot is 'Refuses a time that the rules exclude.';

-- Names the field that points nowhere, before a foreign key would say so in its own words.
create function private.require_booking_refs(wish public.appointments) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if not exists (select from public.customers as c
    where c.dealership_id = wish.dealership_id and c.id = wish.customer_id and c.merged_into is null) then
    perform private.refuse(400, 'invalid_customer_id', 'Cannot book: there is no such customer');
  end if;
  if wish.conversation_id is not null and not exists (select from public.conversations as c
    where c.dealership_id = wish.dealership_id and c.id = wish.conversation_id) then
    perform private.refuse(400, 'invalid_conversation_id', 'Cannot book: there is no such conversation');
  end if;
  if wish.lead_id is not null and not exists (select from public.leads as l
    where l.dealership_id = wish.dealership_id and l.id = wish.lead_id) then
    perform private.refuse(400, 'invalid_lead_id', 'Cannot book: there is no such lead');
  end if;
  if wish.vehicle_id is not null and not exists (select from public.vehicles as v
    where v.dealership_id = wish.dealership_id and v.id = wish.vehicle_id
      and (wish.kind <> 'test_drive' or v.status in ('available', 'pending'))) then
    perform private.refuse(400, 'invalid_vehicle_id', 'Cannot book: there is no such vehicle on the lot');
  end if;
  if wish.resource_id is not null and not exists (select from public.resources as r
    where r.dealership_id = wish.dealership_id and r.id = wish.resource_id and r.is_active
      and wish.kind = any (r.appointment_kinds)) then
    perform private.refuse(400, 'invalid_resource_id', 'Cannot book: nobody by that id does this');
  end if;
  if length(wish.notes) > 2000 then
    perform private.refuse(400, 'invalid_notes', 'Cannot book: notes have at most 2,000 characters');
  end if;
end
$$;
comment on function private.require_booking_refs is
  'Refuses a wish whose ids are not the dealership''s. Definer: reads past policies.';

create function private.lock_bookings(dealership_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$
  select pg_advisory_xact_lock(hashtextextended('bookings:' || lock_bookings.dealership_id::text, 0))
$$;
comment on function private.lock_bookings is 'Waits until this transaction is the dealership''s only booker.';

create function private.book(wish public.appointments, ignored_id uuid default null) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
declare
  rule public.booking_rules;
  made public.appointments;
begin
  if wish.idempotency_token is null then
    perform private.refuse(400, 'invalid_idempotency_token', 'Cannot book: idempotency_token is missing');
  end if;
  perform private.lock_bookings(wish.dealership_id);
  select a.* into made from public.appointments as a
  where a.dealership_id = wish.dealership_id and a.idempotency_token = wish.idempotency_token;
  if made.id is not null then
    return made;
  end if;
  select r.* into rule from public.booking_rules as r
  where r.dealership_id = wish.dealership_id and r.kind = wish.kind and r.is_active;
  if rule.kind is null then
    perform private.refuse(400, 'invalid_kind', 'Cannot book: this kind of appointment is not offered');
  end if;
  perform private.require_booking_refs(wish);
  perform private.require_slot(rule, wish.starts_at);
  if rule.needs_resource or wish.resource_id is not null then
    select f into wish.resource_id
    from private.free_resources(rule, wish.starts_at, wish.resource_id, ignored_id) as f limit 1;
    if not found then
      perform private.refuse(409, 'slot_taken', 'Cannot book: nobody is free at that time');
    end if;
  end if;
  insert into public.appointments as a (dealership_id, kind, status, customer_id, conversation_id, lead_id, vehicle_id,
    resource_id, starts_at, ends_at, buffer_before_minutes, buffer_after_minutes, idempotency_token,
    rescheduled_from_id, notes, booked_by, created_by)
  values (wish.dealership_id, wish.kind, coalesce(wish.status, 'unconfirmed'), wish.customer_id, wish.conversation_id,
    coalesce(wish.lead_id, (select l.id from public.leads as l where l.dealership_id = wish.dealership_id
      and l.customer_id = wish.customer_id and l.status in ('new', 'working', 'appointment')
      order by l.received_at desc limit 1)),
    wish.vehicle_id, wish.resource_id, wish.starts_at, wish.starts_at + rule.duration_minutes * interval '1 minute',
    rule.buffer_before_minutes, rule.buffer_after_minutes, wish.idempotency_token, wish.rescheduled_from_id, wish.notes,
    case when (select auth.uid()) is null then 'ai' else 'staff' end, (select auth.uid()))
  returning a.* into made;
  return made;
exception when exclusion_violation then
  perform private.refuse(409, 'slot_taken', 'Cannot book: nobody is free at that time');
end
$$;
comment on function private.book is
  'Books one wish once per token, or refuses with a code. Definer: nobody writes appointments directly.';

revoke execute on function private.require_permission_or_service, private.is_on_shift, private.free_resources,
  private.slot_refusal, private.require_slot, private.require_booking_refs, private.lock_bookings, private.book
  from public, anon, authenticated;
grant execute on function private.require_permission_or_service, private.is_on_shift, private.free_resources,
  private.slot_refusal, private.book to service_role;
