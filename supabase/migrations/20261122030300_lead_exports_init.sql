-- Leads for the dealership's CRM: an ADF document with the conversation so far, mailed to the address the CRM reads,
-- and what became of that mail. And the check of a key before a body is judged.

alter table public.dealerships add column crm_email text
  constraint dealerships_crm_email_form check (crm_email ~ '^[^@\s]{1,64}@[^@\s]{1,190}$' and crm_email = lower(crm_email));
comment on column public.dealerships.crm_email is 'Where the CRM takes leads as ADF by mail; null: none is sent.';
grant update (crm_email) on public.dealerships to authenticated;

create table public.lead_exports (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  lead_id uuid not null,
  to_address text not null,
  reason text not null check (reason in ('new_lead', 'staff')),
  dedupe_key text not null,
  document text,
  asked_by uuid references auth.users on delete set null,
  created_at timestamptz not null default now(),
  written_at timestamptz,
  unique (dealership_id, id),
  constraint lead_exports_dedupe_key unique (dealership_id, dedupe_key),
  foreign key (dealership_id, lead_id) references public.leads (dealership_id, id) on delete cascade
);
comment on table public.lead_exports is 'One sending of a lead to the CRM as ADF; its mail says whether it arrived.';
comment on column public.lead_exports.document is 'The ADF as it was sent; null until its job has written it.';
create index lead_exports_lead_idx on public.lead_exports (dealership_id, lead_id, created_at desc);
create index lead_exports_asker_idx on public.lead_exports (asked_by) where asked_by is not null;
alter table public.lead_exports enable row level security;
alter table public.lead_exports force row level security;
revoke all on public.lead_exports from anon, authenticated, service_role;
grant select on public.lead_exports to authenticated;
grant select, insert, update on public.lead_exports to service_role;
create policy lead_exports_select_staff on public.lead_exports for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('leads.manage'))::uuid[]));

create function private.promise_export(lead public.leads, reason text, asked_by uuid, dedupe_key text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  address text := (select d.crm_email from public.dealerships as d where d.id = lead.dealership_id);
  export_id uuid;
begin
  if address is null then
    return null;
  end if;
  insert into public.lead_exports (dealership_id, lead_id, to_address, reason, asked_by, dedupe_key)
  values (lead.dealership_id, lead.id, address, reason, asked_by, dedupe_key)
  on conflict on constraint lead_exports_dedupe_key do nothing returning id into export_id;
  if export_id is not null then
    perform private.enqueue_job(lead.dealership_id, 'send_adf', jsonb_build_object('export_id', export_id),
      'export:' || lead.id::text);
  end if;
  return export_id;
end
$$;
comment on function private.promise_export is
  'Promises one sending of a lead to the CRM, once per dedupe_key. Definer: called by a trigger and by staff.';

create function private.tg_export_lead() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not exists (select from public.dealerships as d where d.id = new.dealership_id and d.crm_gets = 'original')
    or not new.raw_refs @> '[{"kind": "adf_document"}]' then
    perform private.promise_export(new, 'new_lead', null, 'new:' || new.id::text);
  end if;
  return null;
end
$$;
comment on function private.tg_export_lead is
  'Sends each new lead to the CRM, if there is one; a lead whose original goes there alone is left out. '
  'Definer: writes for the system.';
create trigger leads_70_export after insert on public.leads for each row execute function private.tg_export_lead();

create function public.send_lead_to_crm(lead_id uuid) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  lead public.leads;
  export_id uuid;
begin
  select l.* into lead from public.leads as l
  where l.id = send_lead_to_crm.lead_id and l.dealership_id = any (private.dealerships_where('leads.manage'));
  if lead.id is null then
    perform private.refuse(404, 'lead_not_found', 'Cannot send lead: there is none by that id, or it is not yours');
  end if;
  -- A second press within the same minute is the same wish.
  export_id := private.promise_export(lead, 'staff', (select auth.uid()),
    'staff:' || lead.id::text || to_char(now(), ':YYYYMMDDHH24MI'));
  if export_id is null and not exists (select from public.dealerships as d
    where d.id = lead.dealership_id and d.crm_email is not null) then
    perform private.refuse(409, 'crm_address_missing', 'Cannot send lead: the dealership has no CRM address');
  end if;
  return export_id;
end
$$;
comment on function public.send_lead_to_crm is
  'Sends a lead with its conversation so far to the CRM (permission leads.manage). Definer: staff may not write exports.';

create function public.load_export(export_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
begin
  return (
  select jsonb_build_object('export_id', e.id, 'is_written', e.document is not null, 'lead_id', l.id,
    'requested_at', l.received_at, 'source', s.name, 'type', l.type, 'inquiry', l.inquiry,
    'is_repeat', exists (select from public.lead_exports as o
      where o.dealership_id = e.dealership_id and o.lead_id = e.lead_id and o.document is not null),
    'vehicle', coalesce((
      select jsonb_build_object('vin', v.vin, 'stock_number', v.stock_number, 'year', v.year, 'make', v.make,
        'model', v.model, 'trim', v.trim, 'condition', v.condition)
      from public.vehicles as v where v.dealership_id = l.dealership_id and v.id = l.vehicle_id), l.vehicle_wanted),
    'interest', l.vehicle_wanted ->> 'interest', 'trade_in', l.trade_in,
    'customer', jsonb_build_object('id', c.id, 'full_name', c.full_name, 'language', c.preferred_language,
      'phones', (select coalesce(jsonb_agg(i.value order by i.value), '[]') from public.customer_identities as i
        where i.dealership_id = c.dealership_id and i.customer_id = c.id and i.kind = 'phone'),
      'emails', (select coalesce(jsonb_agg(i.value order by i.value), '[]') from public.customer_identities as i
        where i.dealership_id = c.dealership_id and i.customer_id = c.id and i.kind = 'email')),
    'dealership', jsonb_build_object('id', d.id, 'name', d.name, 'timezone', d.timezone, 'country', d.country),
    'transcript', coalesce((
      select jsonb_agg(jsonb_build_object('at', m.created_at, 'author', m.author, 'content', m.content) order by m.id)
      from (
        select m.* from public.messages as m
        where m.dealership_id = l.dealership_id and m.conversation_id = l.conversation_id and m.direction <> 'internal'
          and m.kind in ('text', 'media') and m.delivery_status not in ('blocked', 'failed', 'undelivered')
        order by m.id desc limit 200) as m), '[]'))
  from public.lead_exports as e
  join public.leads as l on l.dealership_id = e.dealership_id and l.id = e.lead_id
  join public.customers as c on c.dealership_id = l.dealership_id and c.id = l.customer_id
  join public.dealerships as d on d.id = l.dealership_id
  left join public.lead_sources as s on s.dealership_id = l.dealership_id and s.id = l.lead_source_id
  where e.id = load_export.export_id);
end
$$;
comment on function public.load_export is 'All that an ADF document about a lead is written from, the last 200 messages included.';

create function public.submit_export(export_id uuid, document text) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  kept public.lead_exports;
begin
  select e.* into kept from public.lead_exports as e where e.id = submit_export.export_id for update;
  if kept.id is null or kept.document is not null then
    return jsonb_build_object('outcome', case when kept.id is null then 'gone' else 'known' end);
  end if;
  update public.lead_exports as e
  set document = submit_export.document, written_at = now() where e.id = kept.id;
  perform private.enqueue_mail(kept.dealership_id, kept.to_address, 'lead_to_crm',
    jsonb_build_object('document', submit_export.document, 'customer', coalesce((
      select c.full_name from public.leads as l
      join public.customers as c on c.dealership_id = l.dealership_id and c.id = l.customer_id
      where l.id = kept.lead_id), 'a shopper')), 'export:' || kept.id::text);
  return jsonb_build_object('outcome', 'queued');
end
$$;
comment on function public.submit_export is 'Keeps the ADF of an export and promises its mail, in one transaction, once.';

create function public.exports_of_lead(lead_id uuid)
returns table (id uuid, to_address text, reason text, status text, error_message text, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
  select e.id, e.to_address, e.reason, coalesce(m.status, 'writing'), m.error_message, e.created_at
  from public.lead_exports as e
  left join public.outbound_mails as m
    on m.dealership_id = e.dealership_id and m.dedupe_key = 'export:' || e.id::text
  where e.lead_id = exports_of_lead.lead_id
    and e.dealership_id = any (private.dealerships_where('leads.manage'))
  order by e.created_at desc limit 20;
end
$$;
comment on function public.exports_of_lead is
  'The sendings of a lead to the CRM and whether each arrived (permission leads.manage). Definer: reads the mails they became.';

create function public.check_lead_key(token_hash text) returns boolean
language sql volatile security invoker set search_path = '' as $$
  select (private.require_lead_key(check_lead_key.token_hash)).id is not null
$$;
comment on function public.check_lead_key is
  'Refuses an unknown key like receive_document, for a body that is going to be refused for itself.';

revoke execute on function private.promise_export, private.tg_export_lead, public.send_lead_to_crm, public.load_export,
  public.exports_of_lead, public.submit_export, public.check_lead_key from public, anon, authenticated;
grant execute on function public.send_lead_to_crm, public.exports_of_lead to authenticated;
grant execute on function public.load_export, public.submit_export, public.check_lead_key to service_role;
