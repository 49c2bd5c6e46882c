-- Who may see the tenant root and its people: the one helper that every policy asks, and its first policies.

create function private.is_platform_admin() returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
  return exists (select from private.platform_admins as a where a.user_id = (select auth.uid()));
end
$$;
comment on function private.is_platform_admin is
  'True for a super_admin. Definer: the list itself is readable by nobody.';

-- One query: with three calls in it a statement pays 32 instead of 21 microseconds, and policies ask it twice.
create function private.dealerships_where(permission text) returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
declare
  me constant uuid := auth.uid();
begin
  return array(
    select m.dealership_id
    from public.memberships as m
    join public.role_permissions as p on p.role = m.role
    where m.user_id = me and m.is_active and p.permission = dealerships_where.permission
    union all
    select g.dealership_id
    from public.support_grants as g
    where g.user_id = me and g.revoked_at is null
      and g.starts_at <= now() and g.expires_at > now()
      and dealerships_where.permission = any (g.permissions)
    union all
    select d.id from public.dealerships as d
    where exists (select from private.platform_admins as a where a.user_id = me)
  );
end
$$;
comment on function private.dealerships_where is
  'The dealerships in which the caller holds a permission now. Definer: it must read memberships past their own policies.';

create function private.require_permission(dealership_id uuid, permission text) returns void
language plpgsql stable security definer set search_path = '' as $$
begin
  if dealership_id is null or not dealership_id = any (private.dealerships_where(permission)) then
    perform private.refuse(403, 'forbidden', 'Cannot do this: your role lacks ' || permission);
  end if;
  if private.is_administrative(permission) then
    perform private.require_factor(dealership_id);
  end if;
end
$$;
comment on function private.require_permission is 'Refuses with 403 unless the caller holds the permission there.';

create function private.colleagues() returns uuid[]
language plpgsql stable security definer set search_path = '' as $$
begin
  return array(
    select m.user_id from public.memberships as m
    where m.dealership_id = any (private.dealerships_where('members.read'))
  ) || (select auth.uid());
end
$$;
comment on function private.colleagues is 'The people whose profile the caller may see: those of their dealerships, and themself.';

revoke execute on all functions in schema private from public;
grant execute on function private.is_platform_admin, private.dealerships_where, private.require_permission,
  private.colleagues to authenticated, service_role;
grant execute on function private.refuse to authenticated, service_role;

revoke all on public.dealerships, public.business_hours, public.business_holidays, public.profiles,
  public.role_permissions, public.memberships from anon, authenticated, service_role;
grant select on public.dealerships, public.business_hours, public.business_holidays, public.profiles,
  public.role_permissions, public.memberships to authenticated, service_role;
grant insert, update, delete on public.dealerships, public.business_hours, public.business_holidays,
  public.memberships to service_role;
grant insert, update on public.profiles to service_role;
grant update (name, contact_email, contact_phone, logo_url, primary_color, secondary_color, timezone,
  address_line, city, region, postal_code, ai_enabled, reply_debounce_ms, ai_config, agent_config)
  on public.dealerships to authenticated;
grant insert (dealership_id, department, weekday, opens_at, closes_at),
  update (department, weekday, opens_at, closes_at), delete on public.business_hours to authenticated;
grant insert (dealership_id, on_date, name, opens_at, closes_at),
  update (on_date, name, opens_at, closes_at), delete on public.business_holidays to authenticated;
grant update (full_name) on public.profiles to authenticated;
grant insert (dealership_id, user_id, role, is_active), update (role, is_active)
  on public.memberships to authenticated;

create policy dealerships_select_staff on public.dealerships for select to authenticated
  using (id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy dealerships_update_admin on public.dealerships for update to authenticated
  using (id = any ((select private.dealerships_where('dealership.update'))::uuid[]))
  with check (id = any ((select private.dealerships_where('dealership.update'))::uuid[]));

create policy business_hours_select_staff on public.business_hours for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy business_hours_insert_admin on public.business_hours for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy business_hours_update_admin on public.business_hours for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy business_hours_delete_admin on public.business_hours for delete to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));

create policy business_holidays_select_staff on public.business_holidays for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.read'))::uuid[]));
create policy business_holidays_insert_admin on public.business_holidays for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy business_holidays_update_admin on public.business_holidays for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));
create policy business_holidays_delete_admin on public.business_holidays for delete to authenticated
  using (dealership_id = any ((select private.dealerships_where('dealership.update'))::uuid[]));

create policy profiles_select_colleagues on public.profiles for select to authenticated
  using (id = any ((select private.colleagues())::uuid[]));
create policy profiles_update_own on public.profiles for update to authenticated
  using (id = (select auth.uid())) with check (id = (select auth.uid()));

create policy role_permissions_select_all on public.role_permissions for select to authenticated
  using (true);

create policy memberships_select_staff on public.memberships for select to authenticated
  using (user_id = (select auth.uid())
    or dealership_id = any ((select private.dealerships_where('members.read'))::uuid[]));
create policy memberships_insert_admin on public.memberships for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));
create policy memberships_update_admin on public.memberships for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('members.manage'))::uuid[]));
