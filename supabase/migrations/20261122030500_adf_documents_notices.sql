-- A document that waits for a person says so, once an hour and source: a portal that changed its form sends many.

create function private.tg_document_held() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.notify(new.dealership_id, private.members_with(new.dealership_id, 'leads.manage'),
    'lead.document_held', 'A lead from ' || coalesce(new.source, new.sender_domain, 'an unknown sender')
      || ' could not be read for sure', '/leads/' || new.id::text || '?as=documents',
    'document_held:' || coalesce(new.source, new.sender_domain, '') || to_char(now(), ':YYYYMMDDHH24'));
  return null;
end
$$;
comment on function private.tg_document_held is
  'Tells those who manage leads of a document that needs them. Definer: notify is for triggers and timers.';
revoke execute on function private.tg_document_held from public, anon, authenticated;
create trigger adf_documents_60_held after update of status on public.adf_documents
  for each row when (new.status = 'needs_review' and old.status <> 'needs_review' and new.dealership_id is not null)
  execute function private.tg_document_held();
