-- E-mail as a channel: a dealership's mailboxes, one conversation for each shopper's address, what a mail needs beyond
-- a text (subject, Message-ID), every mail that came in with its original, and the bucket that keeps the originals.

create table public.mailboxes (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  address text not null unique check (address = lower(address) and address ~ '^[^@+\s]+@[^@\s]+\.[^@\s]+$'),
  display_name text check (length(display_name) between 1 and 120),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  unique (dealership_id, id)
);
comment on table public.mailboxes is
  'One address that belongs to one dealership; mail to it, with or without a +tag, is that dealership''s.';
comment on column public.mailboxes.display_name is 'The name shoppers see as sender; the dealership''s own when null.';
create index mailboxes_dealership_idx on public.mailboxes (dealership_id);
create constraint trigger mailboxes_80_audit after insert or update or delete on public.mailboxes
  deferrable initially deferred for each row execute function private.tg_audit();

alter table public.conversations
  add column mailbox_id uuid,
  add constraint conversations_mailbox_fkey foreign key (dealership_id, mailbox_id)
    references public.mailboxes (dealership_id, id) on delete restrict;
comment on column public.conversations.mailbox_id is
  'The mailbox this shopper last wrote to, which answers them; null before they ever wrote: the dealership''s first one.';
create unique index conversations_email_key on public.conversations (dealership_id, customer_address)
  where channel = 'email';
create index conversations_mailbox_idx on public.conversations (dealership_id, mailbox_id) where mailbox_id is not null;

alter table public.messages
  add column subject text constraint messages_subject_length check (length(subject) <= 500),
  add column mail_id text constraint messages_mail_id_length check (length(mail_id) between 3 and 500);
comment on column public.messages.subject is 'Subject of an e-mail.';
comment on column public.messages.mail_id is 'Message-ID header of an e-mail, ours or theirs, with its angle brackets.';
create unique index messages_mail_key on public.messages (dealership_id, mail_id) where mail_id is not null;
grant select (subject, mail_id) on public.messages to authenticated;

create table public.inbound_emails (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  mailbox_id uuid not null,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  mail_id text,
  from_address text not null check (length(from_address) <= 320),
  to_address text not null check (length(to_address) <= 320),
  source text not null check (source in ('sendgrid', 'http', 'imap')),
  content_type text not null,
  storage_path text not null,
  size_bytes int not null,
  status text not null default 'received' check (status in ('received', 'message', 'automatic', 'lead', 'ignored')),
  message_id bigint,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  unique (mailbox_id, digest),
  foreign key (dealership_id, mailbox_id) references public.mailboxes (dealership_id, id) on delete cascade
);
comment on table public.inbound_emails is
  'One mail as it came in: where its original is kept, and what it became. Written before anything is read from it.';
comment on column public.inbound_emails.digest is 'SHA-256 over Message-ID and body: a repeat of the same mail is no second one.';
create index inbound_emails_recent_idx on public.inbound_emails (dealership_id, id desc);
create index inbound_emails_mailbox_idx on public.inbound_emails (dealership_id, mailbox_id);

alter table public.quarantined_messages drop constraint quarantined_messages_provider_check;
alter table public.quarantined_messages add constraint quarantined_messages_provider_check
  check (provider in ('twilio', 'email'));

-- Originals: the service alone writes and reads them; a path is <dealership_id>/<digest> or quarantine/<digest>.
insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values ('mails', 'mails', false, 36700160, null)
on conflict (id) do nothing;

alter table public.mailboxes enable row level security;
alter table public.mailboxes force row level security;
alter table public.inbound_emails enable row level security;
alter table public.inbound_emails force row level security;
revoke all on public.mailboxes, public.inbound_emails from anon, authenticated, service_role;
grant select on public.mailboxes to authenticated;
grant select (id, dealership_id, mailbox_id, mail_id, from_address, to_address, source, size_bytes, status, message_id,
  received_at, processed_at) on public.inbound_emails to authenticated;
grant select, insert, update on public.mailboxes, public.inbound_emails to service_role;
create policy mailboxes_select_staff on public.mailboxes for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy inbound_emails_select_staff on public.inbound_emails for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('jobs.read'))::uuid[]));

-- Ours get their Message-ID and subject as they are written, so that every attempt to send is the same mail.
create function private.tg_outbound_mail() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  sender text := (private.mailbox_of(new.dealership_id, new.conversation_id)).address;
  subject_before text := (
    select m.subject from public.messages as m
    where m.conversation_id = new.conversation_id and m.subject <> '' order by m.id desc limit 1);
begin
  new.mail_id := coalesce(new.mail_id,
    '<' || new.id::text || '.' || gen_random_uuid()::text || '@' || coalesce(split_part(sender, '@', 2), 'mail.invalid') || '>');
  new.subject := coalesce(new.subject, left(case
    when subject_before is null then
      (select 'Your question to ' || d.name from public.dealerships as d where d.id = new.dealership_id)
    when subject_before ~* '^\s*(re|aw|sv|rv|res)\s*:' then subject_before
    else 'Re: ' || subject_before end, 500));
  return new;
end
$$;
comment on function private.tg_outbound_mail is
  'Gives a mail of ours its Message-ID and subject. Definer: whoever queues a message may not read all of the thread.';

create function private.mailbox_of(dealership_id uuid, conversation_id uuid) returns public.mailboxes
language sql stable security invoker set search_path = '' as $$
  select b from public.mailboxes as b
  where b.dealership_id = mailbox_of.dealership_id and b.is_active
  order by b.id is not distinct from (
    select c.mailbox_id from public.conversations as c where c.id = mailbox_of.conversation_id) desc, b.created_at, b.id
  limit 1
$$;
comment on function private.mailbox_of is
  'The mailbox that answers a conversation: the one its shopper wrote to, else the dealership''s first, else null.';
create trigger messages_10_outbound_mail before insert on public.messages
  for each row when (new.channel = 'email' and new.direction = 'outbound')
  execute function private.tg_outbound_mail();

create or replace function private.send_address(message public.messages, thread public.conversations) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  mailbox public.mailboxes;
  dealership public.dealerships;
  reply_to text;
  is_marketing boolean := coalesce((message.metadata ->> 'marketing')::boolean, false);
begin
  if thread.channel <> 'email' then
    return jsonb_build_object('channel', thread.channel, 'to', thread.customer_address) || coalesce((
      select jsonb_build_object('from', n.e164, 'messaging_service_sid', n.messaging_service_sid,
        'account_sid', n.account_sid)
      from public.phone_numbers as n where n.id = thread.phone_number_id), '{}');
  end if;
  mailbox := private.mailbox_of(thread.dealership_id, thread.id);
  select d.* into dealership from public.dealerships as d where d.id = thread.dealership_id;
  reply_to := replace(mailbox.address, '@', '+' || replace(coalesce(thread.address_of, thread.id)::text, '-', '') || '@');
  return jsonb_build_object('channel', 'email', 'to', thread.customer_address, 'from', mailbox.address,
    'from_name', coalesce(mailbox.display_name, dealership.name), 'reply_to', reply_to,
    'subject', coalesce(message.subject, ''), 'mail_id', message.mail_id,
    'in_reply_to', (
      select m.mail_id from public.messages as m
      where m.conversation_id = thread.id and m.direction = 'inbound' and m.mail_id is not null and m.id < message.id
      order by m.id desc limit 1),
    'references', (
      select coalesce(jsonb_agg(r.mail_id order by r.id), '[]')
      from (select m.id, m.mail_id from public.messages as m
        where m.conversation_id = thread.id and m.mail_id is not null and m.id < message.id
        order by m.id desc limit 15) as r),
    'list_unsubscribe', case when is_marketing then '<mailto:' || reply_to || '?subject=unsubscribe>' end,
    'unsubscribe_token', case when is_marketing then private.unsubscribe_token(coalesce(thread.address_of, thread.id)) end,
    'footer', case when is_marketing then
      concat_ws(', ', dealership.name, dealership.address_line, dealership.city,
        nullif(concat_ws(' ', dealership.region, dealership.postal_code), ''))
      || E'\nNo more of these mails? Answer with the word unsubscribe.' end);
end
$$;

revoke execute on function private.mailbox_of, private.tg_outbound_mail from public, anon, authenticated;
grant execute on function private.mailbox_of to service_role;
