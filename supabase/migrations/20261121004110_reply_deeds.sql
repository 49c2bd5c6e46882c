-- What a reply may do for its own customer beside booking, under the same proof: the conversation's reply job.

create function public.opt_out_for_customer(conversation_id uuid, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
  said bigint := (select max(m.id) from public.messages as m
    where m.conversation_id = thread.id and m.author = 'customer');
begin
  perform private.record_consent(thread, 'revoked', 'free_language', said, '{"read_by": "model"}');
  perform private.system_line(thread, 'Opted out of texts', 'opted_out');
  return jsonb_build_object('done', true);
end
$$;
comment on function public.opt_out_for_customer is
  'Writes the customer''s wish for no more messages into the ledger; nothing is sent after it.';

create function public.update_customer_for_reply(
  conversation_id uuid, full_name text, preferred_language text, lease_token uuid
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations := private.replying_thread(conversation_id, lease_token);
begin
  -- A name that staff or the shopper gave before stays; a stated language replaces the old one.
  update public.customers as u
  set full_name = coalesce(nullif(u.full_name, ''), nullif(btrim(left(update_customer_for_reply.full_name, 80)), '')),
    preferred_language = coalesce(
      substring(update_customer_for_reply.preferred_language from '^[a-z]{2}$'), u.preferred_language)
  where u.dealership_id = thread.dealership_id and u.id = thread.customer_id
    and (update_customer_for_reply.preferred_language is not null or nullif(u.full_name, '') is null);
  return jsonb_build_object('done', found);
end
$$;
comment on function public.update_customer_for_reply is
  'Keeps what the customer said about their own name (when none is known) and language.';

revoke execute on function public.opt_out_for_customer, public.update_customer_for_reply
  from public, anon, authenticated;
grant execute on function public.opt_out_for_customer, public.update_customer_for_reply to service_role;
