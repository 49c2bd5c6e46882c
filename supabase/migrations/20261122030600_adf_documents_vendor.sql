-- A document names the dealership it is meant for. That never decides where it goes, but staff are told when it names
-- another one: adf_answer gains the dealership's name, which the reader compares.

create or replace function private.adf_answer(document public.adf_documents, outcome text) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('document_id', document.id, 'dealership_id', document.dealership_id,
    'outcome', adf_answer.outcome, 'status', document.status, 'review_reason', document.review_reason,
    'department', document.department, 'received_at', document.received_at, 'sender_domain', document.sender_domain,
    'content_type', document.content_type, 'dealership_name', d.name,
    'timezone', coalesce(d.timezone, 'UTC'), 'country', coalesce(d.country, 'US'),
    'lead_ids', coalesce((
      select jsonb_agg(l.lead_id order by l.position) from public.adf_document_leads as l
      where l.document_id = document.id), '[]'))
  from (values (true)) as one (row) left join public.dealerships as d on d.id = document.dealership_id
$$;
