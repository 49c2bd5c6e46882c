-- Drafts: in a thread that a person owns the AI only proposes. A draft is about one moment of the thread, and the
-- database drops it as soon as the customer or a person has said something since, whoever writes.

create table public.reply_drafts (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  conversation_id uuid not null,
  based_on_message_id bigint not null,
  status text not null default 'proposed' constraint reply_drafts_status_known check (status in
    ('proposed', 'used', 'edited', 'dismissed', 'rewritten', 'stale', 'failed')),
  content text not null default '' constraint reply_drafts_content_length check (length(content) <= 1600),
  language text constraint reply_drafts_language_form check (language ~ '^[a-z]{2,3}$'),
  model text,
  confidence numeric(3, 2),
  persona_version_id uuid,
  evidence jsonb not null default '[]' constraint reply_drafts_evidence_array check (jsonb_typeof(evidence) = 'array'),
  checks text[] not null default '{}',
  left_open text,
  variants text[] not null default '{}'
    constraint reply_drafts_variants_known check (variants <@ array['shorter', 'warmer']),
  variant text constraint reply_drafts_variant_known check (variant in ('shorter', 'warmer')),
  rewriting text constraint reply_drafts_rewriting_known check (rewriting in ('shorter', 'warmer')),
  failure text,
  message_id bigint,
  picked_by uuid references auth.users on delete set null,
  picked_at timestamptz,
  decided_by uuid references auth.users on delete set null,
  decided_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade,
  foreign key (dealership_id, based_on_message_id) references public.messages (dealership_id, id) on delete cascade,
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id)
    on delete set null (message_id),
  foreign key (dealership_id, persona_version_id) references public.persona_versions (dealership_id, id)
    on delete set null (persona_version_id)
);
comment on table public.reply_drafts is
  'One reply that the AI proposes to the person who owns the thread; nothing sends it but that person.';
comment on column public.reply_drafts.based_on_message_id is
  'The newest customer message it answers; anything said after that makes it stale.';
comment on column public.reply_drafts.checks is 'What the output gate made sure of, by name: stock, price, no_price, …';
comment on column public.reply_drafts.left_open is 'What the customer wants that the draft does not answer.';
comment on column public.reply_drafts.variants is 'The ways in which this draft can be rewritten.';
comment on column public.reply_drafts.variant is 'How it was to differ from the draft before it.';
comment on column public.reply_drafts.rewriting is 'The rewrite under way; null while nobody asked for one.';
comment on column public.reply_drafts.picked_by is 'Who took it into the reply field.';
create unique index reply_drafts_live_key on public.reply_drafts (conversation_id) where status = 'proposed';
create index reply_drafts_conversation_idx on public.reply_drafts (dealership_id, conversation_id, created_at desc);
create index reply_drafts_based_on_idx on public.reply_drafts (dealership_id, based_on_message_id);
create index reply_drafts_message_idx on public.reply_drafts (dealership_id, message_id);
create index reply_drafts_version_idx on public.reply_drafts (dealership_id, persona_version_id);
create index reply_drafts_picked_by_idx on public.reply_drafts (picked_by) where picked_by is not null;
create index reply_drafts_decided_by_idx on public.reply_drafts (decided_by) where decided_by is not null;
create trigger reply_drafts_20_touch before update on public.reply_drafts
  for each row execute function private.tg_touch_updated_at();
create constraint trigger reply_drafts_90_created after insert on public.reply_drafts
  deferrable initially deferred for each row execute function private.tg_record_event('reply_draft');
create constraint trigger reply_drafts_90_updated after update on public.reply_drafts
  deferrable initially deferred for each row
  when (old.status is distinct from new.status or old.rewriting is distinct from new.rewriting
    or old.picked_by is distinct from new.picked_by)
  execute function private.tg_record_event('reply_draft');

alter table public.reply_drafts enable row level security;
alter table public.reply_drafts force row level security;
revoke all on public.reply_drafts from anon, authenticated, service_role;
grant select on public.reply_drafts to authenticated, service_role;
create policy reply_drafts_select_staff on public.reply_drafts for select to authenticated
  using (dealership_id = any ((select private.dealerships_seeing_all())::uuid[])
    or dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[])
      and exists (select from public.conversations as c where c.id = conversation_id));

alter table public.ai_runs
  add column reply_draft_id uuid,
  add foreign key (dealership_id, reply_draft_id) references public.reply_drafts (dealership_id, id) on delete cascade;
comment on column public.ai_runs.reply_draft_id is 'The draft it became; null when none came of it.';
create index ai_runs_reply_draft_idx on public.ai_runs (dealership_id, reply_draft_id)
  where reply_draft_id is not null;

create function private.draft_is_overtaken(conversation_id uuid, based_on_message_id bigint) returns boolean
language sql stable security invoker set search_path = '' as $$
  select not exists (select from public.conversations as c where c.id = draft_is_overtaken.conversation_id
      and c.owner in ('human', 'waiting_human') and c.status in ('active', 'escalated'))
    or exists (select from public.messages as m
      where m.conversation_id = draft_is_overtaken.conversation_id and m.id > draft_is_overtaken.based_on_message_id
        and (m.author = 'customer' or m.author = 'staff' and m.direction = 'outbound'))
$$;
comment on function private.draft_is_overtaken is
  'Whether the customer or a person has said something since, or no person owns the thread any more.';

-- The thread's lock orders this against the next message: that one either is seen here or drops the draft itself.
create function private.tg_fresh_draft() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform from public.conversations as c where c.id = new.conversation_id for update;
  if private.draft_is_overtaken(new.conversation_id, new.based_on_message_id) then
    new.status := 'stale';
    new.decided_at := now();
  end if;
  return new;
end
$$;
comment on function private.tg_fresh_draft is
  'Lets no draft stand that was overtaken before it was stored. Definer: reads and locks the thread whoever writes.';
create trigger reply_drafts_10_fresh before insert or update of status on public.reply_drafts
  for each row when (new.status = 'proposed') execute function private.tg_fresh_draft();

create function private.tg_drop_overtaken_drafts() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.reply_drafts as d set status = 'stale', rewriting = null, decided_at = now()
  where d.conversation_id = new.conversation_id and d.status = 'proposed' and d.based_on_message_id < new.id;
  return null;
end
$$;
comment on function private.tg_drop_overtaken_drafts is
  'Drops the draft that was written before this message. Definer: nobody writes drafts directly.';
-- After 50_head, which takes the thread's lock: a draft stored before is visible by then.
create trigger messages_57_drop_drafts after insert on public.messages
  for each row when (new.author = 'customer' or new.author = 'staff' and new.direction = 'outbound')
  execute function private.tg_drop_overtaken_drafts();

create function private.tg_drop_unowned_drafts() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.reply_drafts as d set status = 'stale', rewriting = null, decided_at = now()
  where d.conversation_id = new.id and d.status = 'proposed';
  return null;
end
$$;
comment on function private.tg_drop_unowned_drafts is
  'A thread that went back to the AI or was closed needs no draft. Definer: nobody writes drafts directly.';
create trigger conversations_57_drop_drafts after update of owner, status on public.conversations
  for each row when (new.owner = 'ai' and old.owner <> 'ai') execute function private.tg_drop_unowned_drafts();

revoke execute on function private.draft_is_overtaken, private.tg_fresh_draft, private.tg_drop_overtaken_drafts,
  private.tg_drop_unowned_drafts from public, anon, authenticated;
grant execute on function private.draft_is_overtaken to service_role;
