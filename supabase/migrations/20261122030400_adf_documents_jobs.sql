-- A document has at most one job that waits: reading it again hurries that one instead of queueing behind it, and a
-- document that is settled needs none.

grant execute on function private.wake_job_runner to service_role;

create function private.tg_document_settled() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update private.jobs as j set status = 'done', finished_at = now(), result = '{"outcome": "read by its door"}'
  where j.fifo_key = 'document:' || new.id::text and j.status = 'ready';
  return null;
end
$$;
comment on function private.tg_document_settled is 'Takes back the promise to read a document that has been read.';
revoke execute on function private.tg_document_settled from public, anon, authenticated;
create trigger adf_documents_50_settled after update of status on public.adf_documents
  for each row when (old.status in ('received', 'parsed', 'assigned')
    and new.status not in ('received', 'parsed', 'assigned'))
  execute function private.tg_document_settled();
