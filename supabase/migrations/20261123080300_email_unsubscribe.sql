-- One click in the mail program ends advertising mail (RFC 8058): each such mail names an https address with a token
-- of its thread, signed with a key that only the database knows. Replaces private.send_address, which now hands that
-- token to the sender; everything else in it is as before.

create table private.unsubscribe_keys (
  id bigint generated always as identity primary key,
  secret bytea not null,
  created_at timestamptz not null default now()
);
comment on table private.unsubscribe_keys is
  'A key that signs unsubscribe tokens: the newest signs, each one kept still verifies, so that old mails keep working.';
alter table private.unsubscribe_keys enable row level security;
alter table private.unsubscribe_keys force row level security;
revoke all on private.unsubscribe_keys from anon, authenticated, service_role;
insert into private.unsubscribe_keys (secret) values (extensions.gen_random_bytes(32));

create function private.unsubscribe_token(conversation_id uuid) returns text
language plpgsql stable security definer set search_path = '' as $$
declare
  subject constant text := replace(unsubscribe_token.conversation_id::text, '-', '');
begin
  return (
    select subject || '.' || encode(extensions.hmac(convert_to(subject, 'UTF8'), k.secret, 'sha256'), 'hex')
    from private.unsubscribe_keys as k order by k.id desc limit 1);
end
$$;
comment on function private.unsubscribe_token is
  'Names one thread to the unsubscribe door, signed. Definer: nobody reads the keys.';

create function private.unsubscribed_thread(token text) returns uuid
language plpgsql stable security definer set search_path = '' as $$
declare
  subject constant text := split_part(unsubscribed_thread.token, '.', 1);
begin
  if unsubscribed_thread.token is null or unsubscribed_thread.token !~ '^[0-9a-f]{32}\.[0-9a-f]{64}$' then
    return null;
  end if;
  return (
    select subject::uuid where exists (
      select from private.unsubscribe_keys as k
      where encode(extensions.hmac(convert_to(subject, 'UTF8'), k.secret, 'sha256'), 'hex')
        = split_part(unsubscribed_thread.token, '.', 2)));
end
$$;
comment on function private.unsubscribed_thread is
  'The thread a token names, or null when we did not sign it. Definer: nobody reads the keys.';

create function public.unsubscribe_mail(token text) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = private.unsubscribed_thread(unsubscribe_mail.token) and c.channel = 'email' for no key update;
  if thread.id is null then
    return 'unknown';
  end if;
  if (private.current_consent(thread.dealership_id, 'email', thread.customer_address)).status
    is distinct from 'revoked'
  then
    perform private.record_consent(thread, 'revoked', 'web_form', null, '{"by": "one_click_unsubscribe"}');
    perform private.system_line(thread, 'Opted out of e-mail', 'opted_out');
  end if;
  return 'unsubscribed';
end
$$;
comment on function public.unsubscribe_mail is
  'Takes back the consent to mail of the address a signed token names, as a mail that says unsubscribe does; a second '
  'time changes nothing. Answers unsubscribed, or unknown for a token that is not ours.';

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
  reply_to := replace(mailbox.address, '@', '+' || replace(thread.id::text, '-', '') || '@');
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
    'unsubscribe_token', case when is_marketing then private.unsubscribe_token(thread.id) end,
    'footer', case when is_marketing then
      concat_ws(', ', dealership.name, dealership.address_line, dealership.city,
        nullif(concat_ws(' ', dealership.region, dealership.postal_code), ''))
      || E'\nNo more of these mails? Answer with the word unsubscribe.' end);
end
$$;

revoke execute on function private.unsubscribe_token, private.unsubscribed_thread, public.unsubscribe_mail
  from public, anon, authenticated;
grant execute on function private.unsubscribe_token, private.unsubscribed_thread, public.unsubscribe_mail
  to service_role;
