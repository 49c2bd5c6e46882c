-- Appointments by conversation. The AI names a time and nothing else: dealership, customer and vehicle come from the
-- conversation, and the call counts only while the caller holds that conversation's reply job. The slot is claimed
-- here before the AI says so.

create function private.replying_thread(conversation_id uuid, lease_token uuid) returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  thread public.conversations;
  reason text;
begin
  select c.* into thread from public.conversations as c
  where c.id = replying_thread.conversation_id and exists (
    select from private.jobs as j
    where j.lease_token = replying_thread.lease_token and j.kind = 'reply_with_ai' and j.status = 'leased'
      and j.lease_until > now() and j.dealership_id = c.dealership_id
      and j.payload ->> 'conversation_id' = c.id::text);
  if thread.id is null then
    perform private.refuse(409, 'lease_lost', 'Cannot act for conversation: its reply is not yours');
  end if;
  reason := private.stand_down_reason(thread);
  if reason is not null then
    perform private.refuse(409, reason, 'Cannot act for conversation: the AI must stand down');
  end if;
  return thread;
end
$$;
comment on function private.replying_thread is
  'The conversation whose reply job the caller holds and in which the AI may act; any other is refused alike.';

create function private.booking_json(appointment public.appointments) returns jsonb
language sql immutable security invoker set search_path = '' as $$
  select case when appointment.id is not null then jsonb_build_object('id', appointment.id, 'kind', appointment.kind,
    'status', appointment.status, 'starts_at', appointment.starts_at, 'ends_at', appointment.ends_at) end
$$;
comment on function private.booking_json is 'An appointment as a reply may speak about it.';

create function private.coming_appointments(thread public.conversations) returns setof public.appointments
language sql stable security definer set search_path = '' as $$
  select a.* from public.appointments as a
  where a.dealership_id = thread.dealership_id and a.customer_id = thread.customer_id
    and a.status in ('unconfirmed', 'confirmed') and a.starts_at > now()
    and (thread.channel <> 'web' or a.conversation_id = thread.id)
  order by a.conversation_id is distinct from thread.id, a.starts_at limit 3
$$;
comment on function private.coming_appointments is
  'The customer''s next appointments, those made in this thread first. Definer: reads past the table''s policies.';

create function private.is_bookable(dealership_id uuid, kind text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.booking_rules as r
    where r.dealership_id = is_bookable.dealership_id and r.kind = is_bookable.kind and r.is_active)
$$;
comment on function private.is_bookable is 'Whether a dealership takes appointments of a kind. Definer: reads rules past their policies.';

create function public.coming_bookings(conversation_id uuid, lease_token uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
begin
  return (select coalesce(jsonb_agg(private.booking_json(a) order by a.starts_at), '[]')
    from private.coming_appointments(thread) as a);
end
$$;
comment on function public.coming_bookings is 'The customer''s coming appointments, soonest first, at most three.';

create function public.offer_slots(
  conversation_id uuid, kind text, starts_from timestamptz, until timestamptz, lease_token uuid
) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
  zone text := (select d.timezone from public.dealerships as d where d.id = thread.dealership_id);
  first_day date := (greatest(starts_from, now()) at time zone zone)::date;
  last_day date := least((until at time zone zone)::date, first_day + 13);
  found_slots jsonb;
begin
  if not private.is_bookable(thread.dealership_id, offer_slots.kind) then
    return jsonb_build_object('slots', '[]'::jsonb, 'reason', 'no_schedule');
  end if;
  select jsonb_agg(jsonb_build_object('kind', offer_slots.kind, 'starts_at', n.starts_at, 'ends_at', n.ends_at)
    order by n.starts_at)
  into found_slots
  from (
    select s.starts_at, s.ends_at, row_number() over (partition by d.day order by s.starts_at) as nth
    from generate_series(first_day, last_day, interval '1 day') as d (day)
    cross join lateral public.appointment_slots(thread.dealership_id, offer_slots.kind, d.day::date, null,
      case when offer_slots.kind = 'test_drive' then thread.vehicle_id end) as s
    where s.starts_at >= offer_slots.starts_from and s.starts_at <= offer_slots.until
  ) as n
  -- A few of each day, so that the first day does not fill the list; one day alone is told whole.
  where n.nth <= case when last_day > first_day then 6 else 40 end;
  return jsonb_build_object('slots', coalesce(found_slots, '[]'),
    'reason', case when found_slots is null then 'nothing_free' end);
end
$$;
comment on function public.offer_slots is
  'Times that book_slot would take now, within two weeks from starts_from: {slots: [{kind, starts_at, ends_at}], '
  'reason}.';

create function public.book_slot(
  conversation_id uuid, kind text, starts_at timestamptz, idempotency_key text, lease_token uuid
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
  vehicle uuid := (select v.id from public.vehicles as v
    where v.dealership_id = thread.dealership_id and v.id = thread.vehicle_id
      and v.status in ('available', 'pending') and book_slot.kind = 'test_drive');
  made public.appointments;
  why text;
begin
  select b.* into made from public.book_appointment(
    dealership_id => thread.dealership_id, kind => book_slot.kind, starts_at => book_slot.starts_at,
    customer_id => thread.customer_id,
    idempotency_token => md5('reply:' || thread.id::text || ':' || left(coalesce(book_slot.idempotency_key, ''), 200))::uuid,
    vehicle_id => vehicle, conversation_id => thread.id) as b;
  return jsonb_build_object('outcome', 'booked', 'booking', private.booking_json(made), 'reason', null);
exception when sqlstate 'PT409' or sqlstate 'PT400' then
  get stacked diagnostics why = pg_exception_detail;
  return jsonb_build_object('outcome', case when why = 'slot_taken' then 'taken' else 'refused' end,
    'booking', null, 'reason', why);
end
$$;
comment on function public.book_slot is
  'Claims a time for the conversation''s customer, once per idempotency_key: {outcome: booked|taken|refused, booking, '
  'reason}.';

create function public.reschedule_slot(conversation_id uuid, starts_at timestamptz, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
  old_row public.appointments;
  made public.appointments;
  why text;
begin
  select a.* into old_row from private.coming_appointments(thread) as a limit 1;
  if old_row.id is null then
    return jsonb_build_object('outcome', 'not_found', 'booking', null, 'reason', null);
  end if;
  if old_row.starts_at = reschedule_slot.starts_at then
    return jsonb_build_object('outcome', 'rescheduled', 'booking', private.booking_json(old_row), 'reason', null);
  end if;
  select r.* into made from public.reschedule_appointment(old_row.id, reschedule_slot.starts_at,
    md5('move:' || old_row.id::text || ':' || reschedule_slot.starts_at::text)::uuid) as r;
  return jsonb_build_object('outcome', 'rescheduled', 'booking', private.booking_json(made), 'reason', null);
exception when sqlstate 'PT409' or sqlstate 'PT400' then
  get stacked diagnostics why = pg_exception_detail;
  return jsonb_build_object('outcome', case when why = 'slot_taken' then 'taken' else 'refused' end,
    'booking', private.booking_json(old_row), 'reason', why);
end
$$;
comment on function public.reschedule_slot is
  'Moves the customer''s coming appointment; a refused time leaves it where it is.';

create function public.cancel_slot(conversation_id uuid, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
  old_row public.appointments;
  ended public.appointments;
begin
  select a.* into old_row from private.coming_appointments(thread) as a limit 1;
  if old_row.id is null then
    return jsonb_build_object('outcome', 'not_found', 'booking', null, 'reason', null);
  end if;
  select c.* into ended from public.cancel_appointment(old_row.id, 'The customer asked for it') as c;
  return jsonb_build_object('outcome', 'cancelled', 'booking', private.booking_json(ended), 'reason', null);
end
$$;
comment on function public.cancel_slot is
  'Cancels the customer''s coming appointment.';

revoke execute on function private.replying_thread, private.booking_json, private.coming_appointments,
  private.is_bookable,
  public.coming_bookings, public.offer_slots, public.book_slot, public.reschedule_slot, public.cancel_slot
  from public, anon, authenticated;
grant execute on function private.replying_thread, private.booking_json, private.coming_appointments,
  private.is_bookable,
  public.coming_bookings, public.offer_slots, public.book_slot, public.reschedule_slot, public.cancel_slot
  to service_role;
