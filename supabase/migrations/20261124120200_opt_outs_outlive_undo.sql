-- An opt-out that a merge wrote is taken back by its undo. What a shopper, their carrier or the button of a mail
-- says while it stands is an opt-out of its own, which outlives the undo, so it is written also where one stands.

create function private.has_opted_out(dealership_id uuid, channel text, address text) returns boolean
language sql stable security invoker set search_path = '' as $$
  select coalesce(c.status = 'revoked' and not c.evidence ? 'replaces', false)
  from private.current_consent(has_opted_out.dealership_id, has_opted_out.channel, has_opted_out.address) as c
$$;
comment on function private.has_opted_out is
  'Whether an address has opted out by itself, not only by being merged with one that has.';
revoke execute on function private.has_opted_out from public, anon, authenticated;
grant execute on function private.has_opted_out to service_role;

-- Written also where only a merge had written an opt-out.
create or replace function private.record_consent(
  thread public.conversations, status text, method text, message_id bigint, evidence jsonb
) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, message_id, evidence)
  values (thread.dealership_id, thread.customer_id, thread.channel, thread.customer_address,
    record_consent.status, record_consent.method, record_consent.message_id, record_consent.evidence);
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, message_id, evidence)
  select thread.dealership_id, thread.customer_id, thread.channel, a.address, 'revoked', record_consent.method,
    record_consent.message_id, record_consent.evidence || jsonb_build_object('said_at', thread.customer_address)
  from private.addresses_of(thread) as a (address)
  where record_consent.status = 'revoked' and thread.address_of is not null and a.address <> thread.customer_address
    and (private.current_consent(thread.dealership_id, thread.channel, a.address)).id is not null
    and not private.has_opted_out(thread.dealership_id, thread.channel, a.address)
$$;
