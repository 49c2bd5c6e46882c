-- The life of a document of leads: stored once, read, its leads recorded in one transaction. A document whose reader
-- died is read again.

create function private.require_lead_key(token_hash text) returns public.lead_addresses
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  address public.lead_addresses;
begin
  update public.lead_addresses as a set last_used_at = now()
  where a.token_hash = require_lead_key.token_hash and a.is_active
  returning a.* into address;
  if address.id is null then
    perform private.refuse(401, 'lead_key_unknown', 'Cannot take the lead: no address of leads has this key');
  end if;
  if not private.take_token('adf', address.id::text, 120, 60) then
    perform private.refuse(429, 'too_many_requests', 'Cannot take the lead: more than 120 a minute, try again later');
  end if;
  return address;
end
$$;
comment on function private.require_lead_key is
  'The active address that a key belongs to; refuses an unknown key, and more than 120 documents a minute.';

create function private.promise_ingest(document public.adf_documents, delay_ms int) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if document.dealership_id is null then
    return;
  end if;
  update private.jobs as j
  set run_at = least(j.run_at, now() + promise_ingest.delay_ms * interval '1 millisecond'), attempts = 0
  where j.fifo_key = 'document:' || document.id::text and j.status = 'ready';
  if found then
    perform private.wake_job_runner();
    return;
  end if;
  perform private.enqueue_job(document.dealership_id, 'ingest_document', jsonb_build_object('document_id', document.id),
    'document:' || document.id::text, promise_ingest.delay_ms);
end
$$;
comment on function private.promise_ingest is
  'Promises that a document is read even if whoever stored it dies; one without a dealership waits for a person.';

create function private.adf_answer(document public.adf_documents, outcome text) returns jsonb
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
comment on function private.adf_answer is 'What the doors and the worker are told about a document.';

create function public.receive_document(document jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  address public.lead_addresses;
  kept public.adf_documents;
  bytes bytea := decode(receive_document.document ->> 'raw', 'base64');
  mailbox text := lower(split_part(receive_document.document ->> 'recipient', '@', 1));
  key text := coalesce(left(receive_document.document ->> 'message_id', 500),
    encode(sha256(bytes), 'hex')) || case when (receive_document.document ->> 'place')::int > 0
      then '#' || (receive_document.document ->> 'place') else '' end;
begin
  if receive_document.document ->> 'token_hash' is not null then
    address := private.require_lead_key(receive_document.document ->> 'token_hash');
  else
    -- `leads-oak+cars@…` is `leads-oak`: senders add what they like behind a plus.
    select a.* into address from public.lead_addresses as a
    where a.local_part = split_part(mailbox, '+', 1) and a.is_active;
  end if;
  insert into public.adf_documents as d (dealership_id, lead_address_id, door, department, recipient, sender_domain,
    dedupe_key, content_type, filename, raw, mail_path, mail_type, status, review_reason)
  values (address.dealership_id, address.id, receive_document.document ->> 'door', coalesce(address.department, 'sales'),
    left(receive_document.document ->> 'recipient', 320), left(receive_document.document ->> 'sender_domain', 255), key,
    left(receive_document.document ->> 'content_type', 200), left(receive_document.document ->> 'filename', 255), bytes,
    receive_document.document -> 'mail' ->> 'path', left(receive_document.document -> 'mail' ->> 'content_type', 300),
    case when address.id is null then 'needs_review' else 'received' end,
    case when address.id is null then 'unknown_recipient' end)
  on conflict on constraint adf_documents_dedupe_key do update set times_received = d.times_received + 1
  returning d.* into kept;
  if kept.times_received > 1 then
    return private.adf_answer(kept, 'duplicate');
  end if;
  -- Whoever stored it reads it at once; this is for when they do not come to it.
  perform private.promise_ingest(kept, 15000);
  return private.adf_answer(kept, 'stored');
end
$$;
comment on function public.receive_document is
  'Stores one document of leads {door, raw (base64), token_hash | recipient, message_id, place, content_type, filename, '
  'sender_domain} once: {outcome: stored | duplicate, document_id, dealership_id, status, timezone, country, department, …}. '
  'Only the key or the envelope recipient says whose it is; unknown: kept without a dealership.';

create function public.load_document(document_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select private.adf_answer(d, 'stored') || jsonb_build_object(
    'raw', case when d.fixed_text is null then encode(d.raw, 'base64') end, 'fixed_text', d.fixed_text)
  from public.adf_documents as d where d.id = load_document.document_id
$$;
comment on function public.load_document is 'One document for its reader: what is known of it, and its bytes or its corrected text.';

create function private.record_document_leads(document public.adf_documents) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  item record;
  answer jsonb;
  settled text;
begin
  for item in
    select l.one as lead, l.place - 1 as position
    from jsonb_array_elements(document.leads) with ordinality as l (one, place)
    where (l.one -> 'customer' ->> 'full_name' is not null
        or jsonb_array_length(l.one -> 'customer' -> 'emails') > 0
        or exists (select from jsonb_array_elements(l.one -> 'customer' -> 'phones') as p (one)
          where p.one ->> 'e164' is not null and p.one ->> 'kind' <> 'fax')
        or jsonb_array_length(l.one -> 'co_buyers') > 0)
      and not exists (select from public.adf_document_leads as k
        where k.document_id = document.id and k.position = l.place - 1)
    order by l.place
  loop
    answer := public.record_lead(document.dealership_id,
      item.lead || jsonb_build_object('document_id', document.id,
        'raw_ref', jsonb_build_object('kind', 'adf_document', 'id', document.id)));
    insert into public.adf_document_leads (dealership_id, document_id, position, lead_id, outcome)
    values (document.dealership_id, document.id, item.position, (answer ->> 'lead_id')::uuid, answer ->> 'outcome');
  end loop;
  select case when bool_or(k.outcome = 'created') then 'created'
      when bool_or(k.outcome in ('updated', 'credited')) then 'updated'
      when count(*) > 0 then 'duplicate' end
  into settled from public.adf_document_leads as k where k.document_id = document.id;
  return settled;
end
$$;
comment on function private.record_document_leads is
  'Records the leads of a document that somebody can be reached by, each place once; says what the document did.';

create function public.settle_document(document_id uuid, parsed jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  document public.adf_documents;
  settled text;
  reason text := settle_document.parsed ->> 'review_reason';
begin
  select d.* into document from public.adf_documents as d where d.id = settle_document.document_id for update;
  if document.id is null then
    perform private.refuse(404, 'document_not_found', 'Cannot settle document: there is none by that id');
  end if;
  if document.status not in ('received', 'parsed', 'assigned') and document.dealership_id is not null then
    return private.adf_answer(document, 'known');
  end if;
  update public.adf_documents as d
  set leads = coalesce(settle_document.parsed -> 'leads', '[]'), format = settle_document.parsed ->> 'format',
    warnings = coalesce(settle_document.parsed -> 'warnings', '[]'),
    source = coalesce(settle_document.parsed -> 'leads' -> 0 ->> 'source', d.source),
    status = case when d.dealership_id is null then d.status else 'parsed' end
  where d.id = document.id returning d.* into document;
  if document.dealership_id is null then
    return private.adf_answer(document, 'held');
  end if;
  -- One prospect that nobody can reach does not hold back the others of its document.
  if reason is null or reason = 'nothing_reachable' then
    settled := private.record_document_leads(document);
  end if;
  update public.adf_documents as d
  set status = case when reason is null and settled is not null then settled else 'needs_review' end,
    review_reason = case when reason is null and settled is not null then null else coalesce(reason, 'no_prospect') end,
    settled_at = now()
  where d.id = document.id returning d.* into document;
  return private.adf_answer(document, 'settled');
end
$$;
comment on function public.settle_document is
  'Takes what was read from a document {verdict, review_reason, format, leads, warnings} and records its leads in this '
  'one transaction; a document that is settled already is left alone.';

create function public.hold_document(document_id uuid, reason text) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.adf_documents as d set status = 'needs_review', review_reason = hold_document.reason, settled_at = now()
  where d.id = hold_document.document_id and d.status in ('received', 'parsed', 'assigned')
$$;
comment on function public.hold_document is 'Hands a document that cannot be recorded to a person, with the reason.';

-- A job that died for good, or that a restore of the database lost, leaves its document waiting.
create function private.redrive_documents() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  document public.adf_documents;
begin
  for document in
    select d.* from public.adf_documents as d
    where d.status in ('received', 'parsed', 'assigned') and d.received_at < now() - interval '2 minutes'
      and not exists (select from private.jobs as j
        where j.fifo_key = 'document:' || d.id::text and j.status in ('ready', 'leased'))
    order by d.received_at for update skip locked limit 100
  loop
    update public.adf_documents as d
    set times_driven = d.times_driven + 1,
      status = case when d.times_driven >= 3 then 'needs_review' else d.status end,
      review_reason = case when d.times_driven >= 3 then 'reader_failed' end
    where d.id = document.id;
    if document.times_driven < 3 then
      perform private.promise_ingest(document, 0);
    end if;
  end loop;
end
$$;
comment on function private.redrive_documents is
  'Cron tick: a document that waits without a job gets one, three times at most, then a person. Definer: runs as cron.';
select cron.schedule('redrive-documents', '30 seconds', 'select private.redrive_documents()');

revoke execute on function private.require_lead_key, private.promise_ingest, private.adf_answer, private.record_document_leads,
  private.redrive_documents, public.receive_document, public.load_document, public.settle_document, public.hold_document
  from public, anon, authenticated;
grant execute on function private.require_lead_key, private.promise_ingest, private.adf_answer, private.record_document_leads,
  public.receive_document, public.load_document, public.settle_document, public.hold_document to service_role;
