-- Mailboxes that stay where they are: a job reads them by IMAP every minute. The password lies in Vault; a mail is
-- marked as seen only after it is kept. Also: an answer to a mail without a subject gets one of its own.

create table public.mailbox_polls (
  mailbox_id uuid primary key,
  dealership_id uuid not null,
  host text not null check (host = lower(host) and host ~ '^[a-z0-9.:-]{1,253}$'),
  port int not null default 993 check (port between 1 and 65535),
  username text not null check (length(username) between 1 and 254),
  folder text not null default 'INBOX' check (length(folder) between 1 and 200),
  secret_id uuid not null,
  is_enabled boolean not null default true,
  uid_validity bigint,
  last_uid bigint,
  last_polled_at timestamptz,
  last_error text check (length(last_error) <= 300),
  created_at timestamptz not null default now(),
  foreign key (dealership_id, mailbox_id) references public.mailboxes (dealership_id, id) on delete cascade
);
comment on table public.mailbox_polls is 'How one mailbox is read by IMAP, how far it was read, and what went wrong last.';
comment on column public.mailbox_polls.secret_id is 'The password''s row in Vault.';
comment on column public.mailbox_polls.uid_validity is 'The server''s numbering that last_uid belongs to; another one starts with what is unseen.';
create index mailbox_polls_dealership_idx on public.mailbox_polls (dealership_id, mailbox_id);
create constraint trigger mailbox_polls_80_audit after insert or update of host, port, username, folder, is_enabled or delete
  on public.mailbox_polls
  deferrable initially deferred for each row execute function private.tg_audit('secret_id', 'uid_validity', 'last_uid', 'last_polled_at', 'last_error');

alter table public.mailbox_polls enable row level security;
alter table public.mailbox_polls force row level security;
revoke all on public.mailbox_polls from anon, authenticated, service_role;
grant select (mailbox_id, dealership_id, host, port, username, folder, is_enabled, last_polled_at, last_error, created_at)
  on public.mailbox_polls to authenticated;
grant select, update on public.mailbox_polls to service_role;
create policy mailbox_polls_select_staff on public.mailbox_polls for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));

create function private.tg_forget_mailbox_secret() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from vault.secrets as s where s.id = old.secret_id;
  return null;
end
$$;
comment on function private.tg_forget_mailbox_secret is
  'The password goes with the settings. Definer: Vault belongs to the owner.';
create trigger mailbox_polls_60_forget_secret after delete on public.mailbox_polls
  for each row execute function private.tg_forget_mailbox_secret();

create function public.save_mailbox_poll(
  mailbox_id uuid, host text, username text, password text default null, port int default 993,
  folder text default 'INBOX', is_enabled boolean default true
) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  mailbox public.mailboxes;
  kept public.mailbox_polls;
  known uuid;
begin
  select b.* into mailbox from public.mailboxes as b
  where b.id = save_mailbox_poll.mailbox_id
    and b.dealership_id = any (private.dealerships_where('dealership.update'));
  if mailbox.id is null then
    perform private.refuse(404, 'mailbox_not_found', 'Cannot save mailbox: it does not exist or is not yours');
  end if;
  perform private.require_factor(mailbox.dealership_id);
  select p.* into kept from public.mailbox_polls as p where p.mailbox_id = mailbox.id for update;
  known := kept.secret_id;
  if coalesce(save_mailbox_poll.password, '') = '' and (kept.host, kept.port, kept.username) is distinct from
    (lower(btrim(save_mailbox_poll.host)), save_mailbox_poll.port, save_mailbox_poll.username)
  then
    perform private.refuse(400, 'password_missing', 'Cannot save mailbox: the password is missing');
  end if;
  if known is null then
    known := vault.create_secret(save_mailbox_poll.password, 'mailbox_' || mailbox.id::text);
  elsif coalesce(save_mailbox_poll.password, '') <> '' then
    perform vault.update_secret(known, save_mailbox_poll.password);
  end if;
  insert into public.mailbox_polls as p (mailbox_id, dealership_id, host, port, username, folder, secret_id, is_enabled)
  values (mailbox.id, mailbox.dealership_id, lower(btrim(save_mailbox_poll.host)), save_mailbox_poll.port,
    save_mailbox_poll.username, save_mailbox_poll.folder, known, save_mailbox_poll.is_enabled)
  on conflict (mailbox_id) do update set host = excluded.host, port = excluded.port, username = excluded.username,
    folder = excluded.folder, is_enabled = excluded.is_enabled,
    -- Another server or folder numbers its mails anew.
    uid_validity = case when (p.host, p.username, p.folder) is distinct from
      (excluded.host, excluded.username, excluded.folder) then null else p.uid_validity end,
    last_error = null;
end
$$;
comment on function public.save_mailbox_poll is
  'Says how a mailbox is read by IMAP (permission dealership.update); without a password the kept one stays, for the '
  'same host, port and user alone. Definer: staff may not write these settings directly, and the password goes to Vault.';

create function private.mailbox_password(secret_id uuid) returns text
language sql stable security definer set search_path = '' as $$
  select s.decrypted_secret from vault.decrypted_secrets as s where s.id = mailbox_password.secret_id
$$;
comment on function private.mailbox_password is 'One password out of Vault, for the poller alone. Definer: only it may read Vault.';

create function public.load_mailbox_poll(mailbox_id uuid, lease_token uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('mailbox_id', p.mailbox_id, 'address', b.address, 'host', p.host, 'port', p.port,
    'username', p.username, 'folder', p.folder, 'uid_validity', p.uid_validity, 'last_uid', p.last_uid,
    'password', private.mailbox_password(p.secret_id))
  from public.mailbox_polls as p
  join public.mailboxes as b on b.dealership_id = p.dealership_id and b.id = p.mailbox_id
  where p.mailbox_id = load_mailbox_poll.mailbox_id and p.is_enabled and b.is_active
    and private.holds_lease(load_mailbox_poll.lease_token, 'poll_mailbox')
$$;
comment on function public.load_mailbox_poll is 'What the poller needs of one mailbox, for the holder of its job alone; null when it is off.';

create function public.record_mailbox_poll(
  mailbox_id uuid, uid_validity bigint default null, last_uid bigint default null, error text default null
) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.mailbox_polls as p
  set uid_validity = coalesce(record_mailbox_poll.uid_validity, p.uid_validity),
    last_uid = case
      when record_mailbox_poll.uid_validity is null then p.last_uid
      when record_mailbox_poll.uid_validity is distinct from p.uid_validity then record_mailbox_poll.last_uid
      else greatest(p.last_uid, record_mailbox_poll.last_uid) end,
    last_polled_at = now(), last_error = left(record_mailbox_poll.error, 300)
  where p.mailbox_id = record_mailbox_poll.mailbox_id
$$;
comment on function public.record_mailbox_poll is 'Notes how far a mailbox was read, or why it could not be.';

create function private.promise_mailbox_polls() returns void
language sql volatile security definer set search_path = '' as $$
  select private.enqueue_job(p.dealership_id, 'poll_mailbox', jsonb_build_object('mailbox_id', p.mailbox_id),
    'poll:' || p.mailbox_id::text)
  from public.mailbox_polls as p
  join public.mailboxes as b on b.dealership_id = p.dealership_id and b.id = p.mailbox_id and b.is_active
  where p.is_enabled and not exists (
    select from private.jobs as j
    where j.fifo_key = 'poll:' || p.mailbox_id::text and j.status in ('ready', 'leased'))
$$;
comment on function private.promise_mailbox_polls is
  'Cron tick: one open job for each mailbox that is read by IMAP. Definer: works for the system.';
select cron.schedule('poll-mailboxes', '* * * * *', 'select private.promise_mailbox_polls()');

revoke execute on function public.save_mailbox_poll, private.mailbox_password, public.load_mailbox_poll,
  public.record_mailbox_poll, private.promise_mailbox_polls, private.tg_forget_mailbox_secret
  from public, anon, authenticated;
grant execute on function public.save_mailbox_poll to authenticated;
grant execute on function private.mailbox_password, public.load_mailbox_poll, public.record_mailbox_poll to service_role;
