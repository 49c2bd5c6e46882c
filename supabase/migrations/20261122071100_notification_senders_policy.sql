-- What became of texts and pushes is for those who look after the queue; nobody else reads it, their own included.

drop policy notification_deliveries_select_staff on public.notification_deliveries;
create policy notification_deliveries_select_staff on public.notification_deliveries for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('jobs.read'))::uuid[]));
