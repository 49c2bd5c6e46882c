-- A mail that begins a conversation or follows up is advertising by law: it says who sends it, from where, and how to
-- stop it. Replaces private.send_address, which now answers that footer too.

create or replace function private.send_address(message public.messages, thread public.conversations) returns jsonb
language plpgsql stable security invoker set search_path = '' as $$
declare
  mailbox public.mailboxes;
  dealership public.dealerships;
  reply_to text;
  is_marketing boolean := coalesce((message.metadata ->> 'marketing')::boolean, false);
begin
  if thread.channel <> 'email' then
    return jsonb_build_object('channel', thread.channel, 'to', thread.customer_address) || coalesce((
      select jsonb_build_object('from', n.e164, 'messaging_service_sid', n.messaging_service_sid,
        'account_sid', n.account_sid)
      from public.phone_numbers as n where n.id = thread.phone_number_id), '{}');
  end if;
  mailbox := private.mailbox_of(thread.dealership_id, thread.id);
  select d.* into dealership from public.dealerships as d where d.id = thread.dealership_id;
  reply_to := replace(mailbox.address, '@', '+' || replace(thread.id::text, '-', '') || '@');
  return jsonb_build_object('channel', 'email', 'to', thread.customer_address, 'from', mailbox.address,
    'from_name', coalesce(mailbox.display_name, dealership.name), 'reply_to', reply_to,
    'subject', coalesce(message.subject, ''), 'mail_id', message.mail_id,
    'in_reply_to', (
      select m.mail_id from public.messages as m
      where m.conversation_id = thread.id and m.direction = 'inbound' and m.mail_id is not null and m.id < message.id
      order by m.id desc limit 1),
    'references', (
      select coalesce(jsonb_agg(r.mail_id order by r.id), '[]')
      from (select m.id, m.mail_id from public.messages as m
        where m.conversation_id = thread.id and m.mail_id is not null and m.id < message.id
        order by m.id desc limit 15) as r),
    'list_unsubscribe', case when is_marketing then '<mailto:' || reply_to || '?subject=unsubscribe>' end,
    'footer', case when is_marketing then
      concat_ws(', ', dealership.name, dealership.address_line, dealership.city,
        nullif(concat_ws(' ', dealership.region, dealership.postal_code), ''))
      || E'\nNo more of these mails? Answer with the word unsubscribe.' end);
end
$$;
