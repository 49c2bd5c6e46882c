-- Whoever is deactivated is cut off at once, but kept the conversations and leads they had: a customer who wrote into
-- one was heard by nobody. Now what they had goes on: customers who wait get another person, the other threads go back
-- to the AI, and open leads are free for whoever takes them.

create function private.tg_pass_work_on() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  thread public.conversations;
  leaver text := (select p.full_name from public.profiles as p where p.id = new.user_id);
begin
  for thread in
    select c.* from public.conversations as c
    where c.dealership_id = new.dealership_id and c.assigned_to = new.user_id and c.owner = 'human'
      and c.status not in ('closed', 'archived')
    order by c.id for update
  loop
    perform private.system_line(thread, leaver || ' works here no more', 'colleague_left');
    update public.conversations as c
    set owner = case when c.waiting_since is null then 'ai' else 'waiting_human' end,
      status = case when c.waiting_since is null then 'active' else 'escalated' end,
      assigned_to = null, snoozed_until = null,
      handover_reason = case when c.waiting_since is null then c.handover_reason else 'colleague_left' end,
      escalated_at = case when c.waiting_since is null then c.escalated_at else now() end
    where c.id = thread.id;
  end loop;
  update public.leads as l set assigned_to = null
  where l.dealership_id = new.dealership_id and l.assigned_to = new.user_id and l.status not in ('sold', 'lost');
  return null;
end
$$;
comment on function private.tg_pass_work_on is
  'Passes on the open conversations and leads of somebody who was deactivated. Definer: the admin who deactivates may '
  'write neither directly.';
create trigger memberships_50_pass_work_on after update of is_active on public.memberships
  for each row when (old.is_active and not new.is_active) execute function private.tg_pass_work_on();

revoke execute on function private.tg_pass_work_on from public, anon, authenticated;
