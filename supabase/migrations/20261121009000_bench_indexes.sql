-- What the benchmark's plans asked for: lists that stop after one page, also under row-level security. On the bench
-- data the largest dealership's page of 50 fell from 84 to 0.9 ms (open lane) and from 547 to 0.9 ms (closed).
-- Locks: the table against writes while its two indexes are built, 0.3 s for 100,000 conversations.

-- Each row is in one of the two, so a new message still moves one entry; the order is the one that clients ask for.
create index conversations_open_idx on public.conversations
  (dealership_id, owner, last_message_at desc nulls last, id) where status in ('active', 'escalated');
create index conversations_closed_idx on public.conversations
  (dealership_id, last_message_at desc nulls last, id) where status in ('closed', 'archived');
drop index public.conversations_inbox_idx;

-- When the next job is due: without it each claim walks the whole backlog (0.4 ms at 20,000 jobs, growing with it).
create index jobs_due_idx on private.jobs (run_at) where status = 'ready';

-- The planner takes an array that it cannot see for ten elements. Under policies that ask
-- `dealership_id = any (array)` it then expects a fiftieth of the rows per table and reads whole tenants to fill a
-- page. Told that there are ten dealerships, it expects the policy to hide nothing, which is what it does beside
-- the client's own filter. Takes effect with the next analyze.
do $$
declare
  tenant_table regclass;
begin
  for tenant_table in
    select a.attrelid::regclass
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid and c.relkind = 'r'
    where a.attname = 'dealership_id' and c.relnamespace in ('public'::regnamespace, 'private'::regnamespace)
  loop
    execute format('alter table %s alter column dealership_id set (n_distinct = 10)', tenant_table);
  end loop;
end
$$;

-- The list of all colleagues cost 0.4 ms per statement and was searched anew for each row; asking for one
-- membership is an index probe. Memberships' own policies say which of them count.
drop policy profiles_select_colleagues on public.profiles;
create policy profiles_select_colleagues on public.profiles for select to authenticated
  using (id = (select auth.uid())
    or exists (select from public.memberships as m where m.user_id = profiles.id));
drop function private.colleagues();
