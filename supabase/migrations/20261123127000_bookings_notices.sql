-- News of an appointment opens where it can be seen: the thread it was booked in, else the lead, else
-- the dashboard. It named an address that no view has. private.tg_appointment_follows() is replaced
-- for that one link, the rest of it is as before; old news is pointed there as well.
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

create or replace function private.tg_appointment_follows() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    perform private.notify(new.dealership_id, array_remove(array[r.user_id], (select auth.uid())),
      'appointment.booked', 'You have a new appointment: ' || replace(new.kind, '_', ' '),
      private.appointment_link(new))
    from public.resources as r where r.id = new.resource_id and r.user_id is not null;
  end if;
  update public.leads as l
  set status = case when new.status = 'completed' then 'shown' else 'appointment' end
  where l.dealership_id = new.dealership_id and l.id = new.lead_id and new.kind <> 'service'
    and (new.status in ('unconfirmed', 'confirmed') and l.status in ('new', 'working')
      or new.status = 'completed' and new.kind <> 'call_back' and l.status in ('new', 'working', 'appointment'));
  return null;
end
$$;

update public.notifications as n
set link = '/' || d.subdomain || private.appointment_link(a)
from public.appointments as a
join public.dealerships as d on d.id = a.dealership_id
where n.kind = 'appointment.booked' and n.dealership_id = a.dealership_id
  and n.link = '/' || d.subdomain || '/appointments/' || a.id::text;
