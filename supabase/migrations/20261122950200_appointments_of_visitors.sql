-- Who types a number into a web chat has not proven that it is theirs, and staff may merge two customers on such a
-- word. So the AI tells, moves and cancels in a web chat only what was booked in it. Replaces
-- private.coming_appointments.

create or replace function private.coming_appointments(thread public.conversations) returns setof public.appointments
language sql stable security definer set search_path = '' as $$
  select a.* from public.appointments as a
  where a.dealership_id = thread.dealership_id and a.customer_id = thread.customer_id
    and a.status in ('unconfirmed', 'confirmed') and a.starts_at > now()
    and (thread.channel <> 'web' or a.conversation_id = thread.id)
  order by a.conversation_id is distinct from thread.id, a.starts_at limit 3
$$;
