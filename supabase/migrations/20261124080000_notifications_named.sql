-- News that something became one's own names the shopper: five lines that say "A lead was assigned to you"
-- tell nobody which to open first.

create function private.customer_called(customer_id uuid) returns text
language sql stable security invoker set search_path = '' as $$
  select coalesce((select u.full_name from public.customers as u where u.id = customer_called.customer_id), 'A shopper')
$$;
comment on function private.customer_called is 'What news calls a customer.';
revoke execute on function private.customer_called from public, anon, authenticated;
grant execute on function private.customer_called to service_role;
