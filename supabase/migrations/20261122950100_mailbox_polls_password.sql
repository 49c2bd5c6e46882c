-- A kept password goes to the server it was typed for: whoever names another host, port or user types it again, or the
-- poller would hand it to a server of their choice. Replaces public.save_mailbox_poll.

create or replace function public.save_mailbox_poll(
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
