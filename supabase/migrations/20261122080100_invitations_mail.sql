-- An invitation is mailed: the row promises the mail, and the worker has Supabase Auth send it.

create function private.tg_promise_invitation() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.enqueue_job(new.dealership_id, 'send_invitation',
    jsonb_build_object('invitation_id', new.id), 'invitation:' || new.id);
  return null;
end
$$;
comment on function private.tg_promise_invitation is
  'Promises the mail of a new invitation. Definer: nobody writes the queue directly.';
create trigger invitations_50_promise_mail after insert on public.invitations
  for each row execute function private.tg_promise_invitation();

create function private.has_account(email text) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from auth.users as u where lower(u.email) = has_account.email and u.email_confirmed_at is not null)
$$;
comment on function private.has_account is
  'Whether somebody signs in with an address. Definer: accounts belong to Supabase Auth.';

create function public.load_invitation(invitation_id uuid) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('email', i.email, 'dealership_name', d.name, 'has_account', private.has_account(i.email))
  from public.invitations as i
  join public.dealerships as d on d.id = i.dealership_id
  where i.id = load_invitation.invitation_id
    and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
$$;
comment on function public.load_invitation is 'An open invitation as its mail needs it, for the worker alone.';

revoke execute on function public.load_invitation, private.has_account, private.tg_promise_invitation
  from public, anon, authenticated;
grant execute on function public.load_invitation, private.has_account to service_role;
