-- Documents of leads: the bytes as they came, kept before anything is read, and what became of them. And the addresses
-- they come to: the address alone decides whose lead it is.

create table public.lead_addresses (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  department text not null default 'sales' constraint lead_addresses_department_known
    check (department in ('sales', 'service', 'parts', 'finance', 'other')),
  local_part text not null constraint lead_addresses_local_part_form check (local_part ~ '^[a-z0-9][a-z0-9._-]{2,63}$'),
  token_hash text not null constraint lead_addresses_token_hash_form check (token_hash ~ '^[0-9a-f]{64}$'),
  token_hint text not null constraint lead_addresses_token_hint_length check (length(token_hint) = 4),
  is_active boolean not null default true,
  last_used_at timestamptz,
  created_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint lead_addresses_local_part_key unique (local_part),
  constraint lead_addresses_token_hash_key unique (token_hash)
);
comment on table public.lead_addresses is
  'One way in for leads of one department: a mailbox name, and a key for senders that post over HTTP.';
comment on column public.lead_addresses.local_part is 'What stands before the @ of its mail address.';
comment on column public.lead_addresses.token_hash is 'SHA-256 of the key, which is shown once and kept nowhere.';
comment on column public.lead_addresses.token_hint is 'Last four characters of the key, to tell keys apart.';
create index lead_addresses_dealership_idx on public.lead_addresses (dealership_id, department);

create table public.adf_documents (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid references public.dealerships on delete cascade,
  lead_address_id uuid,
  door text not null check (door in ('http', 'email')),
  department text not null default 'sales' check (department in ('sales', 'service', 'parts', 'finance', 'other')),
  recipient text check (length(recipient) <= 320),
  sender_domain text check (length(sender_domain) <= 255),
  dedupe_key text not null check (length(dedupe_key) between 1 and 600),
  content_type text check (length(content_type) <= 200),
  filename text check (length(filename) <= 255),
  raw bytea not null,
  fixed_text text constraint adf_documents_fixed_text_length check (length(fixed_text) <= 512000),
  status text not null default 'received' constraint adf_documents_status_known check (status in
    ('received', 'parsed', 'created', 'duplicate', 'updated', 'needs_review', 'assigned', 'discarded')),
  review_reason text,
  format text check (format in ('adf', 'labels', 'star', 'unknown')),
  source text,
  leads jsonb not null default '[]' check (jsonb_typeof(leads) = 'array'),
  warnings jsonb not null default '[]' check (jsonb_typeof(warnings) = 'array'),
  times_received int not null default 1 check (times_received > 0),
  times_driven int not null default 0,
  received_at timestamptz not null default now(),
  settled_at timestamptz,
  reviewed_by uuid references auth.users on delete set null,
  reviewed_at timestamptz,
  unique (dealership_id, id),
  constraint adf_documents_dedupe_key unique nulls not distinct (dealership_id, dedupe_key),
  constraint adf_documents_review_reason_named check ((status = 'needs_review') <= (review_reason is not null)),
  foreign key (dealership_id, lead_address_id) references public.lead_addresses (dealership_id, id)
    on delete set null (lead_address_id)
);
comment on table public.adf_documents is
  'One document of leads with its raw bytes, stored before it is read; without a dealership its recipient is unknown.';
comment on column public.adf_documents.dedupe_key is
  'The Message-ID of the mail with the place of the document in it, else the SHA-256 of the bytes.';
comment on column public.adf_documents.fixed_text is 'The document as a person corrected it; read instead of the raw bytes.';
comment on column public.adf_documents.status is
  'received and assigned wait to be read; created, updated and duplicate say what the leads did; the rest is up to people.';
comment on column public.adf_documents.leads is 'What was read, as contract/lead.ts names it; also when a person has to look.';
comment on column public.adf_documents.times_received is 'How often the same document came; a repeat changes nothing else.';
create index adf_documents_recent_idx on public.adf_documents (dealership_id, received_at desc, id);
create index adf_documents_waiting_idx on public.adf_documents (received_at) where status in ('received', 'parsed', 'assigned');
create index adf_documents_address_idx on public.adf_documents (dealership_id, lead_address_id);
create index adf_documents_reviewer_idx on public.adf_documents (reviewed_by) where reviewed_by is not null;

create table public.adf_document_leads (
  dealership_id uuid not null references public.dealerships on delete cascade,
  document_id uuid not null,
  position int not null check (position between 0 and 99),
  lead_id uuid not null,
  outcome text not null check (outcome in ('created', 'credited', 'updated', 'duplicate')),
  created_at timestamptz not null default now(),
  primary key (document_id, position),
  foreign key (dealership_id, document_id) references public.adf_documents (dealership_id, id) on delete cascade,
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete cascade
);
comment on table public.adf_document_leads is 'One lead that one document made or added to.';
create index adf_document_leads_document_idx on public.adf_document_leads (dealership_id, document_id);
create index adf_document_leads_lead_idx on public.adf_document_leads (dealership_id, lead_id);

alter table public.lead_addresses enable row level security;
alter table public.lead_addresses force row level security;
alter table public.adf_documents enable row level security;
alter table public.adf_documents force row level security;
alter table public.adf_document_leads enable row level security;
alter table public.adf_document_leads force row level security;
revoke all on public.lead_addresses, public.adf_documents, public.adf_document_leads from anon, authenticated, service_role;
grant select (id, dealership_id, department, local_part, token_hint, is_active, last_used_at, created_at)
  on public.lead_addresses to authenticated;
grant update (department, is_active) on public.lead_addresses to authenticated;
grant select on public.adf_documents, public.adf_document_leads to authenticated;
grant select, insert, update on public.lead_addresses, public.adf_documents to service_role;
grant select, insert on public.adf_document_leads to service_role;

create policy lead_addresses_select_staff on public.lead_addresses for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
create policy lead_addresses_update_manager on public.lead_addresses for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));
-- A document shows everything its sender wrote, so it is for those who manage leads; one without a dealership is
-- nobody's yet.
create policy adf_documents_select_staff on public.adf_documents for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[])
    or dealership_id is null and (select private.is_platform_admin()));
create policy adf_document_leads_select_staff on public.adf_document_leads for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));

create constraint trigger lead_addresses_80_audit after insert or update or delete on public.lead_addresses
  deferrable initially deferred for each row execute function private.tg_audit('last_used_at');
-- What people do with a document is on record; what it says stays out of the record.
create constraint trigger adf_documents_80_audit after update on public.adf_documents
  deferrable initially deferred for each row
  when (new.dealership_id is not null and new.reviewed_at is distinct from old.reviewed_at)
  execute function private.tg_audit('raw', 'fixed_text', 'leads', 'warnings', 'times_received', 'times_driven');

create view public.lead_source_counters with (security_invoker = true) as
select d.dealership_id, coalesce(d.source, 'Unknown') as source,
  sum(d.times_received) as received,
  count(*) filter (where d.status = 'created') as created,
  sum(d.times_received - 1) + count(*) filter (where d.status in ('duplicate', 'updated')) as duplicate,
  count(*) filter (where d.status in ('needs_review', 'discarded')) as needs_review,
  count(*) filter (where d.status in ('received', 'parsed', 'assigned')) as waiting,
  max(d.received_at) as last_received_at
from public.adf_documents as d
group by d.dealership_id, coalesce(d.source, 'Unknown');
comment on view public.lead_source_counters is
  'Documents per source: received = created + duplicate + needs_review + waiting, at every moment. A document that '
  'people discarded counts as one that needed them.';
revoke all on public.lead_source_counters from anon, authenticated, service_role;
grant select on public.lead_source_counters to authenticated, service_role;
