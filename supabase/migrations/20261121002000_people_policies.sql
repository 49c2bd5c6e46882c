-- Who may see and change people: grants, policies, second factor, and the calls for inviting and helping.

revoke all on public.invitations, public.teams, public.team_members, public.duty_shifts, public.support_grants
  from anon, authenticated, service_role;
grant select on public.invitations, public.teams, public.team_members, public.duty_shifts, public.support_grants
  to authenticated, service_role;
grant insert (dealership_id, email, role, expires_at), update (revoked_at) on public.invitations to authenticated;
grant insert (dealership_id, name), update (name), delete on public.teams to authenticated;
grant insert (dealership_id, team_id, membership_id), delete on public.team_members to authenticated;
grant insert (dealership_id, membership_id, weekday, starts_at, ends_at),
  update (weekday, starts_at, ends_at), delete on public.duty_shifts to authenticated;
grant insert (dealership_id, user_id, permissions, reason, expires_at), update (revoked_at)
  on public.support_grants to authenticated;
grant insert, update on public.invitations to service_role;

create policy invitations_select_admin on public.invitations for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));
create policy invitations_insert_admin on public.invitations for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));
create policy invitations_update_admin on public.invitations for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));

create policy teams_select_staff on public.teams for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.read'))::uuid[]));
create policy teams_insert_manager on public.teams for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]));
create policy teams_update_manager on public.teams for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]));
create policy teams_delete_admin on public.teams for delete to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));
create policy team_members_select_staff on public.team_members for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.read'))::uuid[]));
create policy team_members_insert_manager on public.team_members for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]));
create policy team_members_delete_admin on public.team_members for delete to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));

create policy duty_shifts_select_staff on public.duty_shifts for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.read'))::uuid[]));
create policy duty_shifts_insert_manager on public.duty_shifts for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]));
create policy duty_shifts_update_manager on public.duty_shifts for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('teams.manage'))::uuid[]));
create policy duty_shifts_delete_admin on public.duty_shifts for delete to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));

create policy support_grants_select_admin on public.support_grants for select to authenticated
  using (user_id = (select auth.uid())
    or dealership_id = any ((select private.dealerships_where('support.grant'))::uuid[]));
create policy support_grants_insert_admin on public.support_grants for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('support.grant'))::uuid[]));
create policy support_grants_update_admin on public.support_grants for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('support.grant'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('support.grant'))::uuid[]));

-- Second factor: restrictive policies bind on top of every permissive one.
create policy dealerships_update_mfa on public.dealerships as restrictive for update to authenticated
  using (not id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy memberships_insert_mfa on public.memberships as restrictive for insert to authenticated
  with check (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy memberships_update_mfa on public.memberships as restrictive for update to authenticated
  using (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy invitations_insert_mfa on public.invitations as restrictive for insert to authenticated
  with check (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy invitations_update_mfa on public.invitations as restrictive for update to authenticated
  using (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy support_grants_insert_mfa on public.support_grants as restrictive for insert to authenticated
  with check (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));
create policy audit_logs_select_mfa on public.audit_logs as restrictive for select to authenticated
  using (not dealership_id = any ((select private.dealerships_lacking_mfa())::uuid[]));

create function public.accept_invitations() returns setof public.memberships
language plpgsql volatile security definer set search_path = '' as $$
declare
  verified_email text := (
    select lower(u.email) from auth.users as u
    where u.id = (select auth.uid()) and u.email_confirmed_at is not null);
begin
  if verified_email is null then
    perform private.refuse(403, 'email_not_verified', 'Cannot accept invitations: your e-mail address is not verified');
  end if;
  return query
    with taken as (
      update public.invitations as i set accepted_at = now()
      where i.email = verified_email and i.accepted_at is null and i.revoked_at is null and i.expires_at > now()
      returning i.dealership_id, i.role
    )
    insert into public.memberships as m (dealership_id, user_id, role)
    select t.dealership_id, (select auth.uid()), t.role from taken as t
    on conflict (user_id, dealership_id) do update set role = excluded.role, is_active = true
    returning m.*;
end
$$;
comment on function public.accept_invitations is
  'Turns the open invitations of the caller''s verified address into memberships and returns these. Definer: only it '
  'may make a membership for somebody who is not yet a member.';

create function private.on_duty(dealership_id uuid, at timestamptz) returns uuid[]
language sql stable security definer set search_path = '' as $$
  select coalesce(array_agg(distinct m.user_id), '{}')
  from public.duty_shifts as s
  join public.memberships as m on m.id = s.membership_id and m.is_active
  join public.dealerships as d on d.id = s.dealership_id
  where s.dealership_id = on_duty.dealership_id
    and extract(dow from on_duty.at at time zone d.timezone) = s.weekday
    and (on_duty.at at time zone d.timezone)::time >= s.starts_at
    and (on_duty.at at time zone d.timezone)::time < s.ends_at
$$;
comment on function private.on_duty is 'The people whose shift covers an instant, in the dealership''s zone. Definer: reads all shifts.';

revoke execute on function public.accept_invitations, private.dealerships_lacking_mfa, private.on_duty,
  private.tg_keep_an_admin from public, anon, authenticated;
grant execute on function public.accept_invitations to authenticated;
grant execute on function private.dealerships_lacking_mfa to authenticated;
grant execute on function private.on_duty to service_role;
