-- What looks at where a thread's customer is reached, where there may be two addresses: a message goes to the address
-- it was written for, an opt-out said at one address ends them all, and what a provider says of a message is about the
-- address that one went to.

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
    and (private.current_consent(thread.dealership_id, thread.channel, a.address)).status = 'granted'
$$;
