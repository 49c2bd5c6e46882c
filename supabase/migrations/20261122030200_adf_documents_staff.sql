-- What people do with documents that wait for them, and the keys of the addresses that leads come to.

create function private.document_for(document_id uuid) returns public.adf_documents
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_variable
declare
  document public.adf_documents;
begin
  select d.* into document from public.adf_documents as d where d.id = document_for.document_id for update;
  if document.id is null or document.dealership_id is null and not private.is_platform_admin()
    or document.dealership_id is not null
      and not document.dealership_id = any (private.dealerships_where('leads.manage')) then
    perform private.refuse(404, 'document_not_found', 'Cannot open document: there is none by that id, or it is not yours');
  end if;
  if document.status <> 'needs_review' then
    perform private.refuse(409, 'document_settled', 'Cannot change document: it waits for nobody');
  end if;
  return document;
end
$$;
comment on function private.document_for is
  'Locks a document that waits for the caller. Definer: staff may not write documents, only these functions may.';

create function public.retry_document(document_id uuid, fixed_text text default null) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  document public.adf_documents := private.document_for(retry_document.document_id);
begin
  if document.dealership_id is null then
    perform private.refuse(409, 'document_unassigned', 'Cannot read document again: it belongs to no dealership yet');
  end if;
  update public.adf_documents as d
  set status = 'received', review_reason = null, settled_at = null, times_driven = 0,
    fixed_text = coalesce(nullif(btrim(retry_document.fixed_text), ''), d.fixed_text),
    reviewed_by = (select auth.uid()), reviewed_at = clock_timestamp()
  where d.id = document.id returning d.* into document;
  perform private.promise_ingest(document, 0);
end
$$;
comment on function public.retry_document is
  'Reads a document again, corrected if a text is given; the raw bytes stay as they came. Definer: staff may not write documents.';

create function public.accept_document(document_id uuid) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  document public.adf_documents := private.document_for(accept_document.document_id);
  settled text;
begin
  if document.dealership_id is not null then
    settled := private.record_document_leads(document);
  end if;
  if settled is null then
    perform private.refuse(409, 'nothing_to_accept', 'Cannot accept document: nobody in it can be reached');
  end if;
  update public.adf_documents as d
  set status = settled, review_reason = null, settled_at = now(), reviewed_by = (select auth.uid()),
    reviewed_at = clock_timestamp()
  where d.id = document.id;
  return settled;
end
$$;
comment on function public.accept_document is
  'Records the leads of a document as they were read, in spite of what is wrong with it. Definer: staff may not record leads for the system.';

create function public.discard_document(document_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  document public.adf_documents := private.document_for(discard_document.document_id);
begin
  update public.adf_documents as d
  set status = 'discarded', settled_at = now(), reviewed_by = (select auth.uid()), reviewed_at = clock_timestamp()
  where d.id = document.id;
end
$$;
comment on function public.discard_document is
  'Says that a document is no lead; it stays on record. Definer: staff may not write documents.';

create function public.assign_document(document_id uuid, dealership_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  document public.adf_documents;
begin
  if not private.is_platform_admin() then
    perform private.refuse(403, 'forbidden', 'Cannot assign document: only a platform admin may');
  end if;
  document := private.document_for(assign_document.document_id);
  if document.dealership_id is not null then
    perform private.refuse(409, 'document_assigned', 'Cannot assign document: it belongs to a dealership already');
  end if;
  if not exists (select from public.dealerships as d where d.id = assign_document.dealership_id) then
    perform private.refuse(404, 'dealership_not_found', 'Cannot assign document: there is no such dealership');
  end if;
  if exists (select from public.adf_documents as d
    where d.dealership_id = assign_document.dealership_id and d.dedupe_key = document.dedupe_key) then
    perform private.refuse(409, 'document_known', 'Cannot assign document: that dealership has it already');
  end if;
  update public.adf_documents as d
  set dealership_id = assign_document.dealership_id, status = 'assigned', review_reason = null,
    reviewed_by = (select auth.uid()), reviewed_at = clock_timestamp()
  where d.id = document.id returning d.* into document;
  perform private.promise_ingest(document, 0);
end
$$;
comment on function public.assign_document is
  'Gives a document of an unknown recipient to a dealership and has it read. Definer: moves a row into a dealership, for platform admins.';

create function private.new_lead_key(out token text, out token_hash text)
language sql volatile security invoker set search_path = '' as $$
  select k.token, encode(sha256(convert_to(k.token, 'UTF8')), 'hex')
  from (select 'lead_' || encode(extensions.gen_random_bytes(20), 'hex') as token) as k
$$;
comment on function private.new_lead_key is 'A key of 160 random bits and what is kept of it.';

create function public.create_lead_address(dealership_id uuid, department text default 'sales') returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  made record := private.new_lead_key();
  kept public.lead_addresses;
  name text;
begin
  perform private.require_permission(create_lead_address.dealership_id, 'leads.manage');
  select 'leads-' || d.subdomain || case when create_lead_address.department = 'sales' then ''
    else '-' || create_lead_address.department end
  into name from public.dealerships as d where d.id = create_lead_address.dealership_id;
  if exists (select from public.lead_addresses as a where a.local_part = name) then
    name := name || '-' || encode(extensions.gen_random_bytes(3), 'hex');
  end if;
  insert into public.lead_addresses (dealership_id, department, local_part, token_hash, token_hint)
  values (create_lead_address.dealership_id, create_lead_address.department, name, made.token_hash, right(made.token, 4))
  returning * into kept;
  return jsonb_build_object('id', kept.id, 'local_part', kept.local_part, 'department', kept.department, 'token', made.token);
end
$$;
comment on function public.create_lead_address is
  'Makes a way in for leads (permission leads.manage); its key is in the answer and nowhere else. Definer: staff may not write keys.';

create function public.rotate_lead_key(lead_address_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = '' as $$
declare
  made record := private.new_lead_key();
  kept public.lead_addresses;
begin
  select a.* into kept from public.lead_addresses as a
  where a.id = rotate_lead_key.lead_address_id
    and a.dealership_id = any (private.dealerships_where('leads.manage')) for update;
  if kept.id is null then
    perform private.refuse(404, 'lead_address_not_found', 'Cannot change key: there is no such address, or it is not yours');
  end if;
  perform private.require_factor(kept.dealership_id);
  update public.lead_addresses as a set token_hash = made.token_hash, token_hint = right(made.token, 4) where a.id = kept.id;
  return jsonb_build_object('id', kept.id, 'token', made.token);
end
$$;
comment on function public.rotate_lead_key is
  'Gives an address of leads a new key at once (permission leads.manage). Definer: staff may not write keys.';

revoke execute on function private.document_for, private.new_lead_key, public.retry_document, public.accept_document,
  public.discard_document, public.assign_document, public.create_lead_address, public.rotate_lead_key
  from public, anon, authenticated;
grant execute on function public.retry_document, public.accept_document, public.discard_document, public.assign_document,
  public.create_lead_address, public.rotate_lead_key to authenticated;
