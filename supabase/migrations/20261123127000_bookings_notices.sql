-- News of an appointment opens where it can be seen: the thread it was booked in, else the lead, else
-- the dashboard. Old news is pointed there as well.
-- The update runs once over the news of appointments, under row locks alone.

create function private.appointment_link(appointment public.appointments) returns text
language sql immutable security invoker set search_path = '' as $$
  select case
    when appointment.conversation_id is not null then '/conversations/' || appointment.conversation_id::text
    when appointment.lead_id is not null then '/leads/' || appointment.lead_id::text
    else '/dashboard' end
$$;
comment on function private.appointment_link is 'Where the app shows an appointment, without the dealership.';
revoke execute on function private.appointment_link from public, anon, authenticated;
grant execute on function private.appointment_link to service_role;

update public.notifications as n
set link = '/' || d.subdomain || private.appointment_link(a)
from public.appointments as a
join public.dealerships as d on d.id = a.dealership_id
where n.kind = 'appointment.booked' and n.dealership_id = a.dealership_id
  and n.link = '/' || d.subdomain || '/appointments/' || a.id::text;
