-- Team mates are so in the dealership of their team: who works in two sees the threads and leads of a mate where they are
-- mates, and not where only the own ones are seen.

-- The people stay, as an index finds their rows.
alter policy conversations_select_staff on public.conversations
  using (merged_into is null and (
    dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and (owner = 'waiting_human' or assigned_to = any ((select private.scope_people())::uuid[])
        and dealership_id::text || '/' || assigned_to::text = any ((select private.scope_seats())::text[]))));
alter policy leads_select_staff on public.leads
  using (dealership_id = any ((select private.dealerships_where('leads.read'))::uuid[])
    and (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
      or assigned_to is null or assigned_to = any ((select private.scope_people())::uuid[])
        and dealership_id::text || '/' || assigned_to::text = any ((select private.scope_seats())::text[])));
