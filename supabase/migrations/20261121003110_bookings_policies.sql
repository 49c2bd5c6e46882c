-- Who sees the calendar and who sets it up. Appointments are written by the booking calls alone.

insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'appointments.read'), ('manager', 'appointments.read'), ('user', 'appointments.read'),
  ('api', 'appointments.read'), ('dealership_admin', 'appointments.write'), ('manager', 'appointments.write'),
  ('user', 'appointments.write'), ('dealership_admin', 'bookings.manage'), ('manager', 'bookings.manage');

revoke all on public.booking_rules, public.resources, public.appointments from anon, authenticated, service_role;
grant select on public.booking_rules, public.resources, public.appointments to authenticated, service_role;
grant insert, update on public.resources to service_role;
grant update (department, duration_minutes, slot_minutes, buffer_before_minutes, buffer_after_minutes,
  minimum_notice_minutes, horizon_days, needs_resource, is_active) on public.booking_rules to authenticated;
grant insert (dealership_id, kind, name, appointment_kinds, user_id, vehicle_id),
  update (name, appointment_kinds, user_id, vehicle_id, is_active) on public.resources to authenticated;

create policy booking_rules_select_staff on public.booking_rules for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('appointments.read'))::uuid[]));
create policy booking_rules_update_manager on public.booking_rules for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('bookings.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('bookings.manage'))::uuid[]));
create policy resources_select_staff on public.resources for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('appointments.read'))::uuid[]));
create policy resources_insert_manager on public.resources for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('bookings.manage'))::uuid[]));
create policy resources_update_manager on public.resources for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('bookings.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('bookings.manage'))::uuid[]));
create policy appointments_select_staff on public.appointments for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('appointments.read'))::uuid[]));
