-- What the CRM gets of a lead: our ADF, the original as it came, or both. The original of a mail is the mail with all
-- its parts; of a posted document, the document.

alter table public.dealerships add column crm_gets text not null default 'adf'
  constraint dealerships_crm_gets_known check (crm_gets in ('adf', 'original', 'both'));
comment on column public.dealerships.crm_gets is
  'What is mailed to crm_email: our ADF, the original document or mail, or both. What has no original goes as ADF.';
grant update (crm_gets) on public.dealerships to authenticated;

alter table public.adf_documents
  add column mail_path text constraint adf_documents_mail_path_length check (length(mail_path) <= 300),
  add column mail_type text constraint adf_documents_mail_type_length check (length(mail_type) <= 300);
comment on column public.adf_documents.mail_path is 'Where the bucket mails keeps the whole mail that the document came in.';
comment on column public.adf_documents.mail_type is 'Content type of the kept mail: raw MIME, or the form that its door got.';

alter table public.lead_exports
  add column form text not null default 'adf' constraint lead_exports_form_known check (form in ('adf', 'original')),
  add column document_id uuid,
  add constraint lead_exports_document_fkey foreign key (dealership_id, document_id)
    references public.adf_documents (dealership_id, id) on delete set null (document_id);
comment on column public.lead_exports.form is 'Our ADF, or the original document or mail unchanged.';
create index lead_exports_document_idx on public.lead_exports (dealership_id, document_id) where document_id is not null;

create function private.original_key(document public.adf_documents) returns text
language sql immutable security invoker set search_path = '' as $$
  select 'original:' || coalesce(document.mail_path, document.id::text)
$$;
comment on function private.original_key is 'Several documents of one mail are one original.';

create function private.tg_forward_original() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  sent public.lead_exports;
begin
  insert into public.lead_exports (dealership_id, lead_id, to_address, reason, form, document_id, dedupe_key, written_at)
  select new.dealership_id, new.lead_id, d.crm_email, 'new_lead', 'original', o.id, private.original_key(o), now()
  from public.dealerships as d join public.adf_documents as o on o.dealership_id = d.id
  where d.id = new.dealership_id and o.id = new.document_id and d.crm_email is not null
    and d.crm_gets in ('original', 'both')
  on conflict on constraint lead_exports_dedupe_key do nothing returning * into sent;
  if sent.id is not null then
    perform private.enqueue_mail(sent.dealership_id, sent.to_address, 'lead_original',
      jsonb_build_object('document_id', sent.document_id), 'export:' || sent.id::text);
  end if;
  return null;
end
$$;
comment on function private.tg_forward_original is
  'Promises that the original of a lead goes to the CRM, once. Definer: writes for the system.';
create trigger adf_document_leads_70_forward after insert on public.adf_document_leads for each row
  when (new.outcome <> 'duplicate') execute function private.tg_forward_original();

create function private.tg_check_crm_address() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if public.find_mailboxes(array[new.crm_email]) <> '[]' then
    perform private.refuse(409, 'crm_address_ours', 'Cannot save the CRM address: mail to it comes back here');
  end if;
  return new;
end
$$;
comment on function private.tg_check_crm_address is
  'A lead that is mailed to an address of ours would go round for ever. Definer: staff may not look up mailboxes.';
create trigger dealerships_30_check_crm_address before update of crm_email on public.dealerships for each row
  when (new.crm_email is not null and new.crm_email is distinct from old.crm_email)
  execute function private.tg_check_crm_address();

create function public.load_original(document_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('raw', encode(d.raw, 'base64'), 'content_type', d.content_type, 'filename', d.filename,
    'mail_path', d.mail_path, 'mail_type', d.mail_type)
  from public.adf_documents as d where d.id = load_original.document_id
$$;
comment on function public.load_original is
  'A document as it came, whatever people corrected since, and where its whole mail is kept.';

drop function public.exports_of_lead(uuid);
create function public.exports_of_lead(lead_id uuid)
returns table (id uuid, to_address text, reason text, form text, status text, error_message text, created_at timestamptz)
language plpgsql stable security definer set search_path = '' as $$
begin
  return query
  select e.id, e.to_address, e.reason, e.form, coalesce(m.status, 'writing'), m.error_message, e.created_at
  from public.lead_exports as e
  left join public.outbound_mails as m
    on m.dealership_id = e.dealership_id and m.dedupe_key = 'export:' || e.id::text
  where e.dealership_id = any (private.dealerships_where('leads.manage'))
    and (e.lead_id = exports_of_lead.lead_id or e.form = 'original' and exists (
      select from public.adf_document_leads as k
      join public.adf_documents as d on d.dealership_id = k.dealership_id and d.id = k.document_id
      where k.dealership_id = e.dealership_id and k.lead_id = exports_of_lead.lead_id
        and e.dedupe_key = private.original_key(d)))
  order by e.created_at desc limit 20;
end
$$;
comment on function public.exports_of_lead is
  'The sendings of a lead to the CRM, also its original''s, and whether each arrived (permission leads.manage). '
  'Definer: reads the mails they became.';

revoke execute on function private.original_key, private.tg_forward_original, private.tg_check_crm_address,
  public.load_original, public.exports_of_lead from public, anon, authenticated;
grant execute on function public.exports_of_lead to authenticated;
grant execute on function public.load_original to service_role;
