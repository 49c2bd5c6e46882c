-- One click in the mail program ends advertising mail (RFC 8058): each such mail names an https address with a token
-- of its thread, signed with a key that only the database knows. private.send_address hands that token to
-- the sender.

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
  subject constant uuid := private.unsubscribed_thread(unsubscribe_mail.token);
  thread public.conversations;
begin
  select c.* into thread from public.conversations as c
  where c.id = coalesce((select o.merged_into from public.conversations as o where o.id = subject), subject)
    and c.channel = 'email' for no key update;
  thread := private.addressed(thread, subject);
  if thread.id is null then
    return 'unknown';
  end if;
  if not private.has_opted_out(thread.dealership_id, 'email', thread.customer_address) then
    perform private.record_consent(thread, 'revoked', 'web_form', null, '{"by": "one_click_unsubscribe"}');
    perform private.system_line(thread, 'Opted out of e-mail', 'opted_out');
  end if;
  return 'unsubscribed';
end
$$;
comment on function public.unsubscribe_mail is
  'Takes back the consent to mail of the address a signed token names, as a mail that says unsubscribe does; a second '
  'time changes nothing. Answers unsubscribed, or unknown for a token that is not ours.';

revoke execute on function private.unsubscribe_token, private.unsubscribed_thread, public.unsubscribe_mail
  from public, anon, authenticated;
grant execute on function private.unsubscribe_token, private.unsubscribed_thread, public.unsubscribe_mail
  to service_role;
