-- Whoever is in a person's hands when their lead comes to stand is written to by that person: a follow-up that started
-- then would go out after the handing back, though taking over ends every other.

create or replace function private.start_follow_up(lead public.leads) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.sequence_runs (dealership_id, sequence_id, lead_id, customer_id, next_run_at)
  select s.dealership_id, s.id, lead.id, lead.customer_id, now() + t.wait_minutes * interval '1 minute'
  from public.sequences as s
  join lateral (select p.wait_minutes from public.sequence_steps as p
    where p.sequence_id = s.id and p.is_active order by p.position limit 1) as t on true
  where s.dealership_id = lead.dealership_id and s.is_active and s.starts_by_itself
    and not exists (select from public.conversations as c
      where c.dealership_id = lead.dealership_id and c.customer_id = lead.customer_id and c.owner = 'human')
  on conflict (lead_id) where status = 'running' do nothing
$$;
