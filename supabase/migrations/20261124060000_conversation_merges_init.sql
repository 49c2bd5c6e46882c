-- Two threads of one customer on one channel become one: the rows of the loser move to the winner, and the empty
-- loser stays as the key of its address, so that who writes there finds the winner. The columns that say where a
-- thread's customer is reached (customer_address, phone_number_id) always hold the address they last wrote from:
-- the winner and the loser swap them. So the send gate and every reader judge the address in use, as ever.
-- Adding the columns rewrites no row; the two foreign keys scan messages and conversations once.

alter table public.conversations
  add column merged_into uuid,
  add column own_address jsonb,
  add column address_of uuid,
  add foreign key (dealership_id, merged_into) references public.conversations (dealership_id, id) on delete cascade,
  add foreign key (dealership_id, address_of) references public.conversations (dealership_id, id)
    on delete set null (address_of),
  add constraint conversations_merged_into_other check (merged_into <> id),
  add constraint conversations_merged_archived check (
    merged_into is null or status = 'archived' and own_address is not null),
  add constraint conversations_own_address_object check (jsonb_typeof(own_address) = 'object');
comment on column public.conversations.merged_into is
  'The thread this one was merged into: it is empty then and only keeps an address; null for everybody else.';
comment on column public.conversations.own_address is
  'The address a merged thread, or one that others were merged into, began with; null for everybody else.';
comment on column public.conversations.address_of is
  'Whose own address the customer last wrote from, where others were merged into this thread.';
create index conversations_merged_into_idx on public.conversations (dealership_id, merged_into)
  where merged_into is not null;
create index conversations_address_of_idx on public.conversations (dealership_id, address_of)
  where address_of is not null;

alter table public.messages
  add column address_of uuid,
  add foreign key (dealership_id, address_of) references public.conversations (dealership_id, id)
    on delete set null (address_of);
comment on column public.messages.address_of is
  'The thread whose own address this came from or went to; null: the own address of the thread it is in.';
grant select (address_of) on public.messages to authenticated;
create index messages_address_of_idx on public.messages (dealership_id, address_of) where address_of is not null;

create table public.conversation_merges (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  winner_id uuid not null,
  loser_id uuid not null,
  moved jsonb not null default '{}',
  merged_by uuid references auth.users on delete set null,
  merged_at timestamptz not null default clock_timestamp(),
  undone_by uuid references auth.users on delete set null,
  undone_at timestamptz,
  foreign key (dealership_id, winner_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, loser_id) references public.conversations (dealership_id, id) on delete cascade
);
comment on table public.conversation_merges is 'One time that staff put two threads of one customer together.';
comment on column public.conversation_merges.moved is
  'What undo needs: ids by table, both threads before, the winner after, and the consent rows that the merge appended.';
create index conversation_merges_winner_idx on public.conversation_merges (dealership_id, winner_id, merged_at desc);
create index conversation_merges_loser_idx on public.conversation_merges (dealership_id, loser_id, merged_at desc);
create index conversation_merges_merged_by_idx on public.conversation_merges (merged_by);
create index conversation_merges_undone_by_idx on public.conversation_merges (undone_by);
create constraint trigger conversation_merges_80_audit after insert or update on public.conversation_merges
  deferrable initially deferred for each row execute function private.tg_audit('moved');

alter table public.conversation_merges enable row level security;
alter table public.conversation_merges force row level security;
revoke all on public.conversation_merges from anon, authenticated, service_role;
grant select (id, dealership_id, winner_id, loser_id, merged_by, merged_at, undone_by, undone_at)
  on public.conversation_merges to authenticated;
grant select on public.conversation_merges to service_role;
create policy conversation_merges_select_staff on public.conversation_merges for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_merges.winner_id));

-- A merged thread is read as the one it was merged into.
alter policy conversations_select_staff on public.conversations
  using (merged_into is null and (
    dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and (owner = 'waiting_human' or assigned_to = any ((select private.scope_people())::uuid[]))));

-- Both threads changed for everybody who looks at them; the second event names the other one.
create function private.tg_conversation_merged() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  kind text := case when new.undone_at is null then 'conversation.merged' else 'conversation.parted' end;
begin
  perform private.emit_event(new.dealership_id, kind, new.loser_id, null, new.winner_id);
  perform private.emit_event(new.dealership_id, kind, new.winner_id, null, new.loser_id);
  return null;
end
$$;
comment on function private.tg_conversation_merged is
  'Tells that two threads were put together or parted. Definer: events are nobody''s to write.';
create constraint trigger conversation_merges_90_told after insert or update of undone_at on public.conversation_merges
  deferrable initially deferred for each row execute function private.tg_conversation_merged();

-- What a merged thread was heard by, its end is told to: ids alone, and nothing can be read by them any more.
create or replace function private.narrow_listeners(dealership_id uuid, conversation_id uuid) returns setof uuid
language sql stable security definer set search_path = '' as $$
  select m.user_id
  from public.dealerships as d
  join public.conversations as c on c.id = narrow_listeners.conversation_id
  join public.memberships as m on m.dealership_id = d.id and m.is_active and m.role = 'user'
  where d.id = narrow_listeners.dealership_id and d.conversation_scope <> 'all'
    and (c.owner = 'waiting_human' or c.assigned_to = m.user_id or c.merged_into is not null
      or d.conversation_scope = 'team' and exists (
        select from public.team_members as mine
        join public.team_members as theirs on theirs.team_id = mine.team_id
        join public.memberships as mate on mate.id = theirs.membership_id
        where mine.membership_id = m.id and mate.user_id = c.assigned_to))
$$;

create function private.reach_of(thread public.conversations) returns jsonb
language sql immutable security invoker set search_path = '' as $$
  select jsonb_build_object('customer_address', thread.customer_address, 'phone_number_id', thread.phone_number_id)
$$;
comment on function private.reach_of is 'Where the customer of a thread is reached, as own_address keeps it.';

create function private.swap_addresses(winner public.conversations, holder_id uuid) returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  holder public.conversations := (select c from public.conversations as c where c.id = holder_id);
  thread public.conversations;
begin
  -- Not in one statement: the unique keys are judged row by row.
  update public.conversations as c set customer_address = 'swapped:' || c.id::text where c.id = holder.id;
  update public.conversations as c
  set customer_address = holder.customer_address, phone_number_id = holder.phone_number_id,
    address_of = (select o.id from public.conversations as o
      where o.dealership_id = c.dealership_id and (o.id = c.id or o.merged_into = c.id)
        and o.own_address = private.reach_of(holder))
  where c.id = winner.id returning c.* into thread;
  update public.conversations as c
  set customer_address = winner.customer_address, phone_number_id = winner.phone_number_id
  where c.id = holder.id;
  return thread;
end
$$;
comment on function private.swap_addresses is
  'Gives a thread the address that a thread merged into it holds, and that one its own; both are locked.';

create function private.reached_thread(holder public.conversations, reopens boolean) returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = coalesce(holder.merged_into, holder.id) for update;
  if thread.id <> holder.id then
    thread := private.swap_addresses(thread, holder.id);
    perform private.system_line(thread, case thread.channel
      when 'web' then 'Writes from another browser now' else 'Writes from ' || thread.customer_address || ' now' end,
      'address_changed');
  end if;
  if reopens and (thread.status in ('closed', 'archived') or thread.closed_at is not null) then
    update public.conversations as c
    set status = case when c.status in ('closed', 'archived') then 'active' else c.status end, closed_at = null
    where c.id = thread.id returning c.* into thread;
  end if;
  return thread;
end
$$;
comment on function private.reached_thread is
  'The locked thread in which somebody is heard who writes from the address that this locked one holds; from then on '
  'they are answered there. It opens again when asked to.';

-- A message without a mark is of its thread's own address, as its column says.
create function private.addressed(thread public.conversations, address_of uuid) returns public.conversations
language plpgsql stable security invoker set search_path = '' as $$
declare
  held_by constant uuid := coalesce(addressed.address_of, thread.id);
  own jsonb;
begin
  if thread.address_of is null or held_by = thread.address_of then
    return thread;
  end if;
  own := (select c.own_address from public.conversations as c where c.id = held_by);
  if own is not null then
    thread.customer_address := own ->> 'customer_address';
    thread.phone_number_id := (own ->> 'phone_number_id')::uuid;
    thread.address_of := held_by;
  end if;
  return thread;
end
$$;
comment on function private.addressed is
  'The thread as it is reached at the address a message was written from or for, which is seldom another one than now.';

create function private.addresses_of(thread public.conversations) returns setof text
language sql stable security invoker set search_path = '' as $$
  select c.customer_address from public.conversations as c where c.id = thread.id
  union all
  select c.customer_address from public.conversations as c
  where c.dealership_id = thread.dealership_id and c.merged_into = thread.id
$$;
comment on function private.addresses_of is 'Every address that is heard in this thread.';

create function public.surviving_conversation(conversation_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select w.id
  from public.conversations as c
  join public.conversations as w on w.dealership_id = c.dealership_id and w.id = c.merged_into
  where c.id = surviving_conversation.conversation_id
    and w.dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
    and private.thread_is_in_scope(w)
$$;
comment on function public.surviving_conversation is
  'The thread that a merged one is read in, if the caller may read it; else null. Definer: a merged thread is seen by '
  'nobody.';

-- Files stay in the folder of the thread they came to.
create function private.is_merged_file(path text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (
    select from public.conversations as w
    where w.id = public.surviving_conversation(
        substring(is_merged_file.path from '^[0-9a-f-]{36}/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/')::uuid)
      and starts_with(is_merged_file.path, w.dealership_id::text || '/'))
$$;
comment on function private.is_merged_file is
  'True for a file of a merged thread, if the caller may read the one that is left. Definer: a merged thread is seen by '
  'nobody.';
alter policy attachments_select_staff on storage.objects
  using (bucket_id = 'attachments'
    and ((storage.foldername(name))[1] = any ((select private.dealerships_seeing_all())::text[])
      or (storage.foldername(name))[1] = any ((select private.dealerships_where('conversations.read'))::text[])
        and (exists (select from public.conversations as c
            where c.id::text = (storage.foldername(objects.name))[2]
              and c.dealership_id::text = (storage.foldername(objects.name))[1])
          or private.is_merged_file(objects.name))));

revoke execute on function private.tg_conversation_merged, private.reach_of, private.swap_addresses,
  private.reached_thread, private.addressed, private.addresses_of, private.is_merged_file,
  public.surviving_conversation
  from public, anon, authenticated;
grant execute on function private.reach_of, private.swap_addresses, private.reached_thread, private.addressed,
  private.addresses_of to service_role;
grant execute on function public.surviving_conversation, private.is_merged_file to authenticated;
