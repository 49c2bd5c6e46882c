-- Mail in. The door and the IMAP poller keep the original first (find_mailboxes, store_inbound_email); a job then reads
-- it and receive_email turns it into a message, in one transaction with everything that follows.

create function public.find_mailboxes(addresses text[]) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with named as materialized (
    select distinct regexp_replace(lower(btrim(a.one)), '\+[^@]*@', '@') as address
    from unnest(find_mailboxes.addresses[1:50]) as a (one))
  select coalesce(jsonb_agg(f.one order by f.one ->> 'address'), '[]')
  from (
    select jsonb_build_object('kind', 'mailbox', 'mailbox_id', b.id, 'dealership_id', b.dealership_id,
      'address', b.address) as one
    from named join public.mailboxes as b on b.address = named.address and b.is_active
    union all
    select jsonb_build_object('kind', 'leads', 'mailbox_id', null, 'dealership_id', a.dealership_id,
      'address', named.address)
    from named join public.lead_addresses as a on a.local_part = split_part(named.address, '@', 1) and a.is_active
    where not exists (select from public.mailboxes as b where b.address = named.address)
  ) as f
$$;
comment on function public.find_mailboxes is
  'Whose the envelope recipients are, a +tag apart: [{kind: mailbox | leads, mailbox_id, dealership_id, address}].';

create function public.store_inbound_email(mailbox_id uuid, email jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  mailbox public.mailboxes;
  stored_id bigint;
begin
  select b.* into mailbox from public.mailboxes as b where b.id = store_inbound_email.mailbox_id;
  insert into public.inbound_emails (dealership_id, mailbox_id, digest, mail_id, from_address, to_address, source,
    content_type, storage_path, size_bytes)
  values (mailbox.dealership_id, mailbox.id, email ->> 'digest', left(email ->> 'mail_id', 500),
    left(lower(email ->> 'from_address'), 320), left(lower(email ->> 'to_address'), 320), email ->> 'source',
    email ->> 'content_type', email ->> 'storage_path', (email ->> 'size_bytes')::int)
  on conflict (mailbox_id, digest) do nothing
  returning id into stored_id;
  if stored_id is null then
    return jsonb_build_object('outcome', 'duplicate');
  end if;
  perform private.enqueue_job(mailbox.dealership_id, 'receive_email',
    jsonb_build_object('inbound_email_id', stored_id),
    'email:' || mailbox.id::text || ':' || md5(lower(email ->> 'from_address')));
  return jsonb_build_object('outcome', 'stored', 'inbound_email_id', stored_id);
end
$$;
comment on function public.store_inbound_email is
  'Notes one mail whose original is kept, once per digest, and promises its reading, in order per sender: '
  '{outcome: stored|duplicate, inbound_email_id}.';

create function public.quarantine_email(email jsonb) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into public.quarantined_messages (provider, provider_account, provider_message_id, from_address, to_address,
    reason, raw)
  values ('email', 'email', email ->> 'digest', left(coalesce(email ->> 'from_address', ''), 320),
    left(coalesce(email ->> 'to_address', ''), 320), 'unknown_mailbox', quarantine_email.email)
  on conflict (provider_account, provider_message_id) do nothing
$$;
comment on function public.quarantine_email is 'Keeps aside a mail to an address that is nobody''s, with the place of its original.';

create function public.load_inbound_email(inbound_email_id bigint) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('id', e.id, 'dealership_id', e.dealership_id, 'mailbox_id', e.mailbox_id,
    'mailbox_address', b.address, 'status', e.status, 'storage_path', e.storage_path, 'content_type', e.content_type,
    'from_address', e.from_address, 'to_address', e.to_address, 'received_at', e.received_at,
    'lead_recipient', (
      select a.local_part || '@' || split_part(b.address, '@', 2) from public.lead_addresses as a
      where a.dealership_id = e.dealership_id and a.is_active
      order by a.department = 'sales' desc, a.created_at, a.id limit 1))
  from public.inbound_emails as e
  join public.mailboxes as b on b.dealership_id = e.dealership_id and b.id = e.mailbox_id
  where e.id = load_inbound_email.inbound_email_id
$$;
comment on function public.load_inbound_email is 'One kept mail for the job that reads it.';

create function public.settle_inbound_email(inbound_email_id bigint, status text) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.inbound_emails as e
  set status = settle_inbound_email.status, processed_at = coalesce(e.processed_at, now())
  where e.id = settle_inbound_email.inbound_email_id
$$;
comment on function public.settle_inbound_email is 'Notes what a kept mail became when it became no message: lead or ignored.';

-- A thread is known by what a mail answers, by our own token or by its sender; the sender then says which address of a
-- merged one it came from.
create function private.thread_of_email(mailbox public.mailboxes, mail jsonb, may_begin boolean)
returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  thread public.conversations;
  thread_id uuid;
  sender text := mail ->> 'from_address';
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(mailbox.dealership_id));
  select m.conversation_id into thread_id from public.messages as m
  where m.dealership_id = mailbox.dealership_id and m.channel = 'email'
    and m.mail_id = any (array(select jsonb_array_elements_text(mail -> 'answers')))
  order by m.id desc limit 1;
  if thread_id is null and mail ->> 'token' ~ '^[0-9a-f]{32}$' then
    thread_id := (mail ->> 'token')::uuid;
  end if;
  if thread_id is not null then
    thread_id := (
      select coalesce(c.merged_into, c.id) from public.conversations as c
      where c.id = thread_id and c.dealership_id = mailbox.dealership_id and c.channel = 'email');
    if thread_id is not null then
      thread := private.reached_thread(thread_id, sender, null, false);
    end if;
  end if;
  if thread.id is null then
    thread := private.merged_thread(mailbox.dealership_id, 'email', sender, null, false);
  end if;
  if thread.id is null then
    select c.* into thread from public.conversations as c
    where c.dealership_id = mailbox.dealership_id and c.channel = 'email' and c.customer_address = sender
      and c.merged_into is null and c.address_of is null
    for update;
  end if;
  if thread.id is null and may_begin then
    person := private.customer_of_email(mailbox.dealership_id, sender, mail ->> 'from_name');
    insert into public.conversations as c (dealership_id, customer_id, channel, mailbox_id, customer_address)
    values (mailbox.dealership_id, person, 'email', mailbox.id, sender)
    on conflict (dealership_id, customer_address) where channel = 'email' do update set mailbox_id = mailbox.id
    returning c.* into thread;
    if thread.merged_into is not null then
      thread := private.reached_thread(thread.merged_into, sender, null, true);
    end if;
  elsif thread.id is not null and may_begin then
    update public.conversations as c
    set mailbox_id = mailbox.id, status = case when c.status in ('closed', 'archived') then 'active' else c.status end,
      closed_at = null
    where c.id = thread.id returning c.* into thread;
  end if;
  return thread;
end
$$;
comment on function private.thread_of_email is
  'The locked conversation of one mail: by the Message-IDs it answers, by the token of its recipient, by its sender; '
  'may_begin makes one and opens a closed one.';

create function private.customer_of_email(dealership_id uuid, address text, full_name text) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  person uuid;
begin
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = customer_of_email.dealership_id and i.kind = 'email' and i.value = address;
  if person is not null then
    return person;
  end if;
  -- Two first mails at once: the identity's unique key decides, the loser takes the winner's customer.
  insert into public.customers (dealership_id, full_name)
  values (dealership_id, left(nullif(btrim(full_name), ''), 120)) returning id into person;
  insert into public.customer_identities as i (dealership_id, customer_id, kind, value)
  values (customer_of_email.dealership_id, person, 'email', address)
  on conflict on constraint customer_identities_dealership_id_kind_value_key do nothing;
  if not found then
    select i.customer_id into person from public.customer_identities as i
    where i.dealership_id = customer_of_email.dealership_id and i.kind = 'email' and i.value = address;
  end if;
  return person;
end
$$;
comment on function private.customer_of_email is 'The customer with an e-mail address, made when there is none.';

create function public.open_email_thread(inbound_email_id bigint, mail jsonb) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
declare
  mailbox public.mailboxes := (select b from public.mailboxes as b
    join public.inbound_emails as e on e.mailbox_id = b.id where e.id = open_email_thread.inbound_email_id);
begin
  return (private.thread_of_email(mailbox, mail, true)).id;
end
$$;
comment on function public.open_email_thread is
  'The conversation a mail will go to, so that its attachments can be kept in that conversation''s folder first.';

-- A machine that answers a machine has no end: this many answers in an hour, then a person looks.
create function private.mail_loop(conversation_id uuid) returns boolean
language sql stable security invoker set search_path = '' as $$
  select count(*) >= 8 from public.messages as m
  where m.conversation_id = mail_loop.conversation_id and m.author = 'ai' and m.created_at > now() - interval '1 hour'
    and m.delivery_status <> 'blocked'
$$;
comment on function private.mail_loop is 'Whether the AI has answered so often within the hour that a machine may be at the other end.';

create function public.receive_email(inbound_email_id bigint, mail jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  kept public.inbound_emails;
  mailbox public.mailboxes;
  thread public.conversations;
  stored public.messages;
  automatic boolean := coalesce((mail ->> 'is_automatic')::boolean, false);
  from_owner boolean;
  loops boolean;
begin
  select e.* into kept from public.inbound_emails as e where e.id = inbound_email_id for update;
  if kept.id is null or kept.status <> 'received' then
    return jsonb_build_object('outcome', 'duplicate', 'message_id', kept.message_id);
  end if;
  select b.* into mailbox from public.mailboxes as b where b.id = kept.mailbox_id;
  thread := private.thread_of_email(mailbox, mail, not automatic);
  if automatic then
    if thread.id is not null then
      perform private.system_line(thread, left(mail ->> 'content', 2000), 'automatic_mail');
    end if;
    if mail ->> 'bounced' is not null then
      perform private.record_bounce(thread, lower(mail ->> 'bounced'), 'bounce', left(mail ->> 'content', 300));
    end if;
    perform public.settle_inbound_email(kept.id, case when thread.id is null then 'ignored' else 'automatic' end);
    return jsonb_build_object('outcome', case when thread.id is null then 'ignored' else 'automatic' end,
      'conversation_id', thread.id);
  end if;

  insert into public.messages as m (dealership_id, conversation_id, direction, author, channel, kind, content, media,
    subject, mail_id, provider, provider_account, provider_message_id, delivery_status)
  values (thread.dealership_id, thread.id, 'inbound', 'customer', 'email',
    case when mail ->> 'content' = '' then 'media' else 'text' end, mail ->> 'content',
    coalesce(mail -> 'media', '[]'), left(mail ->> 'subject', 500),
    case when not exists (select from public.messages as o
      where o.dealership_id = thread.dealership_id and o.mail_id = mail ->> 'mail_id') then mail ->> 'mail_id' end,
    'sendgrid', 'inbound:' || kept.mailbox_id::text, kept.digest, 'received')
  returning * into stored;
  update public.inbound_emails as e
  set status = 'message', message_id = stored.id, processed_at = now() where e.id = kept.id;

  -- Whoever else writes into the thread cannot speak about the consent of its owner for certain.
  from_owner := thread.customer_address = mail ->> 'from_address';
  loops := private.mail_loop(thread.id);
  perform private.after_inbound(thread, stored.id,
    case when from_owner then mail ->> 'keyword' end,
    case when from_owner then mail ->> 'opt_out' when mail ->> 'opt_out' = 'certain' or mail ->> 'keyword' = 'stop'
      then 'possible' else 'none' end, not loops);
  if loops then
    perform private.step_back(thread.id, 'reply_limit', null);
  end if;
  return jsonb_build_object('outcome', 'stored', 'message_id', stored.id, 'conversation_id', thread.id);
end
$$;
comment on function public.receive_email is
  'Turns one kept mail into a message, once: customer, thread, message, consent and the promise of a reply in one '
  'transaction. Mail that a machine wrote becomes a line of its thread and is never answered. '
  '{outcome: stored|automatic|ignored|duplicate, message_id, conversation_id}.';

create function private.record_bounce(thread public.conversations, address text, reason text, detail text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
begin
  if thread.id is null or record_bounce.address is null
    or record_bounce.address not in (select a from private.addresses_of(thread) as a) then
    return;
  end if;
  insert into public.suppressions as s (dealership_id, channel, address, reason, detail)
  values (thread.dealership_id, 'email', record_bounce.address, record_bounce.reason, left(record_bounce.detail, 300))
  on conflict (dealership_id, channel, address) do nothing;
  if found then
    perform private.system_line(thread, case record_bounce.reason
      when 'spam_report' then 'Reported as spam: no more mail goes to this address'
      when 'unsubscribe' then 'Unsubscribed: no more mail goes to this address'
      else 'Mail to this address bounced: no more mail goes there' end, 'suppressed');
  end if;
end
$$;
comment on function private.record_bounce is
  'Takes the thread''s own address off the mail and says so in the thread, once; a word about any other address counts for nothing.';

revoke execute on function public.find_mailboxes, public.store_inbound_email, public.quarantine_email,
  public.load_inbound_email, public.settle_inbound_email, private.thread_of_email, private.customer_of_email,
  public.open_email_thread, private.mail_loop, public.receive_email, private.record_bounce
  from public, anon, authenticated;
grant execute on function public.find_mailboxes, public.store_inbound_email, public.quarantine_email,
  public.load_inbound_email, public.settle_inbound_email, private.thread_of_email, private.customer_of_email,
  public.open_email_thread, private.mail_loop, public.receive_email, private.record_bounce to service_role;
