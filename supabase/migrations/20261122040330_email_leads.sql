-- Mail and leads: the door learns which recipients are addresses of leads, and a document of leads that came to an
-- ordinary mailbox goes to the dealership's own address of leads. Replaces two functions of the mail door.

create or replace function public.find_mailboxes(addresses text[]) returns jsonb
language sql stable security invoker set search_path = '' as $$
  with named as materialized (
    select distinct regexp_replace(lower(btrim(a.one)), '\+[^@]*@', '@') as address
    from unnest(find_mailboxes.addresses[1:50]) as a (one))
  select coalesce(jsonb_agg(f.one order by f.one ->> 'address'), '[]')
  from (
    select jsonb_build_object('kind', 'mailbox', 'mailbox_id', b.id, 'dealership_id', b.dealership_id,
      'address', b.address) as one
    from named join public.mailboxes as b on b.address = named.address and b.is_active
    union all
    select jsonb_build_object('kind', 'leads', 'mailbox_id', null, 'dealership_id', a.dealership_id,
      'address', named.address)
    from named join public.lead_addresses as a on a.local_part = split_part(named.address, '@', 1) and a.is_active
    where not exists (select from public.mailboxes as b where b.address = named.address)
  ) as f
$$;
comment on function public.find_mailboxes is
  'Whose the envelope recipients are, a +tag apart: [{kind: mailbox | leads, mailbox_id, dealership_id, address}].';

create or replace function public.load_inbound_email(inbound_email_id bigint) returns jsonb
language sql stable security invoker set search_path = '' as $$
  select jsonb_build_object('id', e.id, 'dealership_id', e.dealership_id, 'mailbox_id', e.mailbox_id,
    'mailbox_address', b.address, 'status', e.status, 'storage_path', e.storage_path, 'content_type', e.content_type,
    'from_address', e.from_address, 'to_address', e.to_address, 'received_at', e.received_at,
    'lead_recipient', (
      select a.local_part || '@' || split_part(b.address, '@', 2) from public.lead_addresses as a
      where a.dealership_id = e.dealership_id and a.is_active
      order by a.department = 'sales' desc, a.created_at, a.id limit 1))
  from public.inbound_emails as e
  join public.mailboxes as b on b.dealership_id = e.dealership_id and b.id = e.mailbox_id
  where e.id = load_inbound_email.inbound_email_id
$$;
