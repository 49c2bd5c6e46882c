-- Staff go on with a customer on another channel, as after a text that cannot be delivered: the conversation there is
-- found or begun, from one that they may write in.

create function public.open_conversation(conversation_id uuid, channel text) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  thread public.conversations := private.thread_for_staff(open_conversation.conversation_id);
  reach record;
  sender uuid;
  opened public.conversations;
begin
  if coalesce(open_conversation.channel, '') not in ('sms', 'email') then
    perform private.refuse(400, 'invalid_channel', 'Cannot open conversation: channel is sms or email');
  end if;
  select i.value as address, s.consent into reach
  from public.customer_identities as i
  cross join lateral (
    select (private.current_consent(thread.dealership_id, open_conversation.channel, i.value)).status as consent) as s
  where i.dealership_id = thread.dealership_id and i.customer_id = thread.customer_id
    and i.kind = case open_conversation.channel when 'sms' then 'phone' else 'email' end
  order by s.consent is not distinct from 'granted' desc, i.created_at
  limit 1;
  if reach.address is null then
    perform private.refuse(409, 'no_address', 'Cannot open conversation: no address of this customer is known there');
  end if;
  if reach.consent is distinct from 'granted' then
    perform private.refuse(409, 'no_consent', 'Cannot open conversation: this customer has not agreed to it');
  end if;
  if open_conversation.channel = 'sms' then
    select n.id into sender from public.phone_numbers as n
    where n.dealership_id = thread.dealership_id and n.is_active order by n.created_at, n.id limit 1;
    if sender is null then
      perform private.refuse(409, 'no_sender', 'Cannot open conversation: the dealership has no number to text from');
    end if;
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, phone_number_id, customer_address)
  select thread.dealership_id, thread.customer_id, open_conversation.channel, sender, reach.address
  where not exists (select from public.conversations as o
    where o.dealership_id = thread.dealership_id and o.customer_id = thread.customer_id
      and o.channel = open_conversation.channel and o.customer_address = reach.address)
  on conflict do nothing
  returning c.* into opened;
  if opened.id is not null then
    perform private.assign_to_caller(opened);
    return opened.id;
  end if;
  return (
    select coalesce(o.merged_into, o.id) from public.conversations as o
    where o.dealership_id = thread.dealership_id and o.channel = open_conversation.channel
      and o.customer_address = reach.address
    order by o.last_message_at desc limit 1);
end
$$;
comment on function public.open_conversation is
  'The conversation with the same customer on another channel, begun for the caller when there is none. Refused without '
  'an address or without consent there. Definer: staff may not write these tables directly.';
revoke execute on function public.open_conversation from public, anon;
grant execute on function public.open_conversation to authenticated;
