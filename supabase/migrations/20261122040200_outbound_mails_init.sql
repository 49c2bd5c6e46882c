-- Mails that belong to no conversation: notices, alerts and digests for staff. Each is a row with its own delivery
-- truth, written and promised in the transaction of what it tells about. And the addresses no mail may go to.

create table public.suppressions (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  channel text not null check (channel in ('email')),
  address text not null check (length(address) between 3 and 254 and address = lower(address)),
  reason text not null check (reason in ('bounce', 'invalid', 'spam_report', 'unsubscribe', 'staff')),
  detail text check (length(detail) <= 300),
  message_id bigint,
  created_at timestamptz not null default now(),
  unique (dealership_id, channel, address)
);
comment on table public.suppressions is
  'One address that mail of this dealership no longer goes to: it bounced, complained or was taken off by staff.';

create table public.outbound_mails (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  to_address text not null check (length(to_address) between 3 and 254 and to_address = lower(to_address)),
  template text not null check (template ~ '^[a-z][a-z_]{2,39}$'),
  vars jsonb not null default '{}' check (jsonb_typeof(vars) = 'object'),
  dedupe_key text not null check (length(dedupe_key) between 1 and 200),
  status text not null default 'queued' check (status in
    ('queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'blocked')),
  error_code text,
  error_class text,
  error_message text,
  provider_message_id text,
  lease_token uuid,
  first_claimed_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  created_at timestamptz not null default now(),
  unique (dealership_id, dedupe_key)
);
comment on table public.outbound_mails is
  'One mail to one person that is no message of a conversation: a notice, an alert or a digest, and what became of it.';
comment on column public.outbound_mails.dedupe_key is 'What the mail is about; the same key is the same mail, sent once.';
create index outbound_mails_recent_idx on public.outbound_mails (dealership_id, id desc);

alter table public.suppressions enable row level security;
alter table public.suppressions force row level security;
alter table public.outbound_mails enable row level security;
alter table public.outbound_mails force row level security;
revoke all on public.suppressions, public.outbound_mails from anon, authenticated, service_role;
grant select on public.suppressions to authenticated;
grant select (id, dealership_id, to_address, template, status, error_code, error_class, error_message, sent_at,
  delivered_at, failed_at, created_at) on public.outbound_mails to authenticated;
grant select, insert, update on public.suppressions, public.outbound_mails to service_role;
create policy suppressions_select_staff on public.suppressions for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('customers.read'))::uuid[]));
create policy outbound_mails_select_staff on public.outbound_mails for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('jobs.read'))::uuid[]));

create function private.enqueue_mail(
  dealership_id uuid, to_address text, template text, vars jsonb, dedupe_key text
) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  mail_id bigint;
begin
  insert into public.outbound_mails (dealership_id, to_address, template, vars, dedupe_key)
  values (enqueue_mail.dealership_id, lower(btrim(enqueue_mail.to_address)), enqueue_mail.template,
    enqueue_mail.vars, enqueue_mail.dedupe_key)
  on conflict on constraint outbound_mails_dealership_id_dedupe_key_key do nothing
  returning id into mail_id;
  if mail_id is not null then
    perform private.enqueue_job(enqueue_mail.dealership_id, 'send_mail',
      jsonb_build_object('outbound_mail_id', mail_id), 'mail:' || mail_id::text);
  end if;
  return mail_id;
end
$$;
comment on function private.enqueue_mail is
  'Promises one mail to one address inside the caller''s transaction; null when this dedupe_key was mailed before. '
  'Templates and their vars: domain/mail_templates.ts. Definer: called by triggers and RPCs of staff.';

create function public.claim_mail(outbound_mail_id bigint, job_id bigint, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  mail public.outbound_mails;
  was_sending boolean;
begin
  if not exists (select from private.jobs as j where j.id = job_id and j.lease_token = claim_mail.lease_token
    and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select m.* into mail from public.outbound_mails as m where m.id = outbound_mail_id for update;
  if mail.id is null or mail.status not in ('queued', 'sending') then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(mail.status, 'gone'));
  end if;
  if exists (select from public.suppressions as s where s.dealership_id = mail.dealership_id
    and s.channel = 'email' and s.address = mail.to_address) then
    update public.outbound_mails as m
    set status = 'blocked', error_class = 'suppressed', error_message = 'Mail to this address bounced or was refused'
    where m.id = mail.id;
    return jsonb_build_object('decision', 'blocked', 'reason', 'suppressed');
  end if;
  was_sending := mail.status = 'sending';
  -- An earlier worker may have got through: two minutes are left for the provider's event to say so.
  if was_sending and mail.first_claimed_at > now() - interval '2 minutes' then
    return jsonb_build_object('decision', 'wait', 'reason', 'unconfirmed',
      'run_at', mail.first_claimed_at + interval '2 minutes');
  end if;
  update public.outbound_mails as m
  set status = 'sending', lease_token = claim_mail.lease_token,
    first_claimed_at = case when was_sending then now() else coalesce(m.first_claimed_at, now()) end
  where m.id = mail.id;
  return jsonb_build_object('decision', 'send', 'reason', null, 'to', mail.to_address, 'template', mail.template,
    'vars', mail.vars, 'dealership_name', (select d.name from public.dealerships as d where d.id = mail.dealership_id));
end
$$;
comment on function public.claim_mail is
  'Claims one queued mail for its job: {decision: send|wait|blocked|done, to, template, vars, dealership_name}.';

create function public.record_mail(
  outbound_mail_id bigint, lease_token uuid, outcome text, provider_message_id text default null,
  error_code text default null, error_class text default null, error_message text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  mail public.outbound_mails;
  heard text := case outcome
    when 'accepted' then 'sent'
    when 'rejected' then case when error_class in ('rate_limit', 'transient', 'auth') then 'queued' else 'failed' end
    else 'sending' end;
begin
  update public.outbound_mails as m
  set status = case
      when heard = 'queued' and m.status = 'sending' then 'queued'
      when private.delivery_rank(heard) > private.delivery_rank(m.status) then heard
      else m.status end,
    provider_message_id = coalesce(m.provider_message_id, record_mail.provider_message_id),
    error_code = case when outcome = 'accepted' then null else record_mail.error_code end,
    error_class = case when outcome = 'accepted' then null else record_mail.error_class end,
    error_message = case when outcome = 'accepted' then null else left(record_mail.error_message, 300) end,
    sent_at = case when outcome = 'accepted' then coalesce(m.sent_at, now()) else m.sent_at end,
    failed_at = case when heard = 'failed' then now() else m.failed_at end,
    first_claimed_at = case when heard = 'queued' then null else m.first_claimed_at end
  where m.id = outbound_mail_id and m.lease_token = record_mail.lease_token
  returning m.* into mail;
  return jsonb_build_object('status', coalesce(mail.status, 'lost'));
end
$$;
comment on function public.record_mail is
  'Writes down what the provider said of one claimed mail; only the token''s holder may. {status} is the state after it.';

create function public.lift_suppression(dealership_id uuid, address text) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.require_permission(dealership_id, 'customers.write');
  delete from public.suppressions as s
  where s.dealership_id = lift_suppression.dealership_id and s.channel = 'email'
    and s.address = lower(btrim(lift_suppression.address)) and s.reason in ('bounce', 'invalid', 'staff');
  if not found then
    perform private.refuse(409, 'not_suppressed',
      'Cannot write to this address again: it is not held back, or its owner asked for no more mail');
  end if;
end
$$;
comment on function public.lift_suppression is
  'Lets mail go to an address that bounced, once it was put right (permission customers.write); a complaint or '
  'unsubscription stays. Definer: staff may not write suppressions directly.';

revoke execute on function private.enqueue_mail, public.claim_mail, public.record_mail, public.lift_suppression
  from public, anon, authenticated;
grant execute on function private.enqueue_mail, public.claim_mail, public.record_mail to service_role;
grant execute on function public.lift_suppression to authenticated;
