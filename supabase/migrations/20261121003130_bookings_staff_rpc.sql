-- The booking calls. Each checks the permission itself; they are definers because nobody writes appointments directly.

create function public.book_appointment(
  dealership_id uuid, kind text, starts_at timestamptz, customer_id uuid, idempotency_token uuid,
  resource_id uuid default null, vehicle_id uuid default null, conversation_id uuid default null,
  lead_id uuid default null, notes text default null
) returns setof public.appointments
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  wish public.appointments;
begin
  perform private.require_permission_or_service(book_appointment.dealership_id, 'appointments.write');
  wish.dealership_id := book_appointment.dealership_id;
  wish.kind := book_appointment.kind;
  wish.starts_at := book_appointment.starts_at;
  wish.customer_id := book_appointment.customer_id;
  wish.idempotency_token := book_appointment.idempotency_token;
  wish.resource_id := book_appointment.resource_id;
  wish.vehicle_id := book_appointment.vehicle_id;
  wish.conversation_id := book_appointment.conversation_id;
  wish.lead_id := book_appointment.lead_id;
  wish.notes := book_appointment.notes;
  return next private.book(wish);
end
$$;
comment on function public.book_appointment is
  'Books once per idempotency_token and returns the appointment (permission appointments.write). Refusals: too_soon, '
  'too_far, outside_hours, slot_taken, and invalid_<field>. Definer: nobody writes appointments directly.';

create function private.appointment_for(appointment_id uuid) returns public.appointments
language plpgsql volatile security definer set search_path = '' as $$
declare
  found_row public.appointments;
begin
  select a.* into found_row from public.appointments as a
  where a.id = appointment_for.appointment_id and ((select auth.role()) = 'service_role'
    or a.dealership_id = any (private.dealerships_where('appointments.write')))
  for update;
  if found_row.id is null then
    perform private.refuse(404, 'appointment_not_found', 'Cannot find appointment: it does not exist or is not yours');
  end if;
  return found_row;
end
$$;
comment on function private.appointment_for is
  'The locked appointment, if the caller may change it; else 404, the same for foreign and missing ones. Definer: '
  'locks past the table''s policies.';

create function public.reschedule_appointment(
  appointment_id uuid, starts_at timestamptz, idempotency_token uuid, resource_id uuid default null
) returns setof public.appointments
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  old_row public.appointments := private.appointment_for(appointment_id);
  wish public.appointments := old_row;
  made public.appointments;
begin
  select a.* into made from public.appointments as a where a.dealership_id = old_row.dealership_id
    and a.idempotency_token = reschedule_appointment.idempotency_token;
  if made.id is not null then
    return next made;
    return;
  end if;
  if old_row.status not in ('unconfirmed', 'confirmed') then
    perform private.refuse(409, 'appointment_not_open', 'Cannot change appointment: it is over or was cancelled');
  end if;
  -- Before the row changes: a booker who met the changed row would wait for us while we wait for the lock.
  perform private.lock_bookings(old_row.dealership_id);
  update public.appointments as a set status = 'rescheduled' where a.id = old_row.id;
  wish.starts_at := reschedule_appointment.starts_at;
  wish.idempotency_token := reschedule_appointment.idempotency_token;
  wish.rescheduled_from_id := old_row.id;
  -- With the same person if they are free then, else with anybody.
  wish.resource_id := coalesce(reschedule_appointment.resource_id, (
    select f from public.booking_rules as r, private.free_resources(r, starts_at, old_row.resource_id, old_row.id) as f
    where r.dealership_id = old_row.dealership_id and r.kind = old_row.kind and old_row.resource_id is not null));
  return next private.book(wish, old_row.id);
end
$$;
comment on function public.reschedule_appointment is
  'Moves an appointment in one step: the old one becomes rescheduled, the new one is returned; when the new time is '
  'refused nothing changes. Definer: nobody writes appointments directly.';

create function public.cancel_appointment(appointment_id uuid, reason text default null)
returns setof public.appointments
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  old_row public.appointments := private.appointment_for(appointment_id);
begin
  if length(reason) > 300 then
    perform private.refuse(400, 'invalid_reason', 'Cannot cancel appointment: reason has at most 300 characters');
  end if;
  if old_row.status not in ('unconfirmed', 'confirmed', 'cancelled') then
    perform private.refuse(409, 'appointment_not_open', 'Cannot change appointment: it is over or was cancelled');
  end if;
  return query update public.appointments as a
    set status = 'cancelled', cancel_reason = coalesce(a.cancel_reason, cancel_appointment.reason)
    where a.id = old_row.id returning a.*;
end
$$;
comment on function public.cancel_appointment is
  'Cancels an appointment and frees its time; again is the same. Definer: nobody writes appointments directly.';

create function public.set_appointment_status(appointment_id uuid, status text) returns setof public.appointments
language plpgsql volatile security definer set search_path = '' rows 1 as $$
declare
  old_row public.appointments := private.appointment_for(appointment_id);
begin
  if coalesce(set_appointment_status.status, '') not in ('confirmed', 'completed', 'no_show') then
    perform private.refuse(400, 'invalid_status', 'Cannot change appointment: status is confirmed, completed or no_show');
  end if;
  if old_row.status in ('cancelled', 'rescheduled')
    or old_row.status in ('completed', 'no_show') and set_appointment_status.status = 'confirmed' then
    perform private.refuse(409, 'appointment_not_open', 'Cannot change appointment: it is over or was cancelled');
  end if;
  return query update public.appointments as a set status = set_appointment_status.status
    where a.id = old_row.id returning a.*;
end
$$;
comment on function public.set_appointment_status is
  'Confirms an appointment or says how it went (completed, no_show). Definer: nobody writes appointments directly.';

create function public.appointment_slots(
  dealership_id uuid, kind text, on_date date, resource_id uuid default null, vehicle_id uuid default null
) returns table (starts_at timestamptz, ends_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  perform private.require_permission_or_service(appointment_slots.dealership_id, 'appointments.read');
  return query
    select t.at, t.at + r.duration_minutes * interval '1 minute'
    from public.booking_rules as r
    cross join unnest(private.business_spans(r.dealership_id, appointment_slots.on_date, r.department)) as s (span)
    cross join generate_series(lower(s.span), upper(s.span) - r.duration_minutes * interval '1 minute',
      r.slot_minutes * interval '1 minute') as t (at)
    where r.dealership_id = appointment_slots.dealership_id and r.kind = appointment_slots.kind and r.is_active
      and private.slot_refusal(r, t.at) is null
      and (not r.needs_resource
        or exists (select from private.free_resources(r, t.at, appointment_slots.resource_id)))
      and not exists (select from public.appointments as a
        where a.vehicle_id = appointment_slots.vehicle_id and a.kind = 'test_drive' and r.kind = 'test_drive'
          and a.status in ('unconfirmed', 'confirmed')
          and a.blocked && tstzrange(t.at - r.buffer_before_minutes * interval '1 minute',
            t.at + (r.duration_minutes + r.buffer_after_minutes) * interval '1 minute'))
    order by t.at;
end
$$;
comment on function public.appointment_slots is
  'The times of one local date that book_appointment would take now (permission appointments.read). Definer: reads '
  'hours, shifts and others'' appointments past their policies.';

revoke execute on function private.appointment_for, public.book_appointment, public.reschedule_appointment,
  public.cancel_appointment, public.set_appointment_status, public.appointment_slots from public, anon, authenticated;
grant execute on function public.book_appointment, public.reschedule_appointment, public.cancel_appointment,
  public.set_appointment_status, public.appointment_slots to authenticated, service_role;
