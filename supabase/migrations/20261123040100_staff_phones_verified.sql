-- A number for texts to a colleague was taken as written, so a typing error, or somebody's bad joke, sent what happens
-- at a dealership to a stranger. Now a number counts once its owner has typed the code that was texted to it; until
-- then it waits here, and staff_phones holds verified numbers alone.

create table private.phone_codes (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null unique references auth.users on delete cascade,
  dealership_id uuid references public.dealerships on delete cascade,
  phone text not null constraint phone_codes_phone_form check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  status text not null default 'queued' check (status in ('queued', 'sending', 'sent', 'failed')),
  lease_token uuid,
  error_message text check (length(error_message) <= 300),
  code_hash text,
  tries int not null default 0,
  expires_at timestamptz not null default now() + interval '10 minutes',
  created_at timestamptz not null default now()
);
comment on table private.phone_codes is
  'One number that waits for its owner to type the code texted to it; only the hash of the code is kept.';
create index phone_codes_dealership_idx on private.phone_codes (dealership_id);
alter table private.phone_codes enable row level security;
alter table private.phone_codes force row level security;
grant select, update on private.phone_codes to service_role;

-- What was never verified waits for a code like any other number.
insert into private.phone_codes (user_id, phone, status, expires_at)
select s.user_id, s.phone, 'failed', now() from public.staff_phones as s;
delete from public.staff_phones;
alter table public.staff_phones add column verified_at timestamptz not null default now();
comment on table public.staff_phones is
  'The number at which one person wants notifications as texts; they have typed a code that was texted to it.';
drop policy staff_phones_insert_own on public.staff_phones;
drop policy staff_phones_update_own on public.staff_phones;
drop policy staff_phones_delete_own on public.staff_phones;
revoke insert, update, delete on public.staff_phones from authenticated;
revoke insert (phone), update (phone) on public.staff_phones from authenticated;

create function private.phone_code_hash(user_id uuid, phone text, code text) returns text
language sql immutable security invoker set search_path = '' as $$
  select encode(sha256(convert_to(phone_code_hash.user_id::text || ':' || phone_code_hash.phone || ':' ||
    regexp_replace(phone_code_hash.code, '[^0-9]', '', 'g'), 'UTF8')), 'hex')
$$;
comment on function private.phone_code_hash is
  'What is kept of a code that was texted. Six digits can be guessed from it, so it is worth nothing after ten minutes.';

create function private.audit_own_phone(deed text) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  request_headers jsonb := nullif(current_setting('request.headers', true), '')::jsonb;
  place record;
  entry public.audit_logs;
begin
  for place in
    select m.dealership_id from public.memberships as m
    where m.user_id = (select auth.uid()) and m.is_active order by m.dealership_id
  loop
    entry.dealership_id := place.dealership_id;
    entry.actor_id := (select auth.uid());
    entry.actor_role := coalesce((select auth.role()), session_user);
    entry.action := 'update';
    entry.table_name := 'staff_phones';
    entry.record_id := (select auth.uid())::text;
    entry.new_values := jsonb_build_object('deed', audit_own_phone.deed);
    entry.request_id := request_headers ->> 'x-request-id';
    entry.ip_address := split_part(request_headers ->> 'x-forwarded-for', ',', 1);
    entry.user_agent := left(request_headers ->> 'user-agent', 300);
    entry.occurred_at := now();
    perform private.append_audit(entry);
  end loop;
end
$$;
comment on function private.audit_own_phone is
  'Notes in the log of each dealership of the caller what they did to their number, without the number. Definer: '
  'nobody may write the log directly.';

create function public.own_phone() returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'verified', (select s.phone from public.staff_phones as s where s.user_id = (select auth.uid())),
    'pending', (select c.phone from private.phone_codes as c where c.user_id = (select auth.uid())),
    'state', (select case when c.status = 'failed' then 'failed'
        when c.expires_at < now() or c.tries >= 5 then 'expired' else c.status end
      from private.phone_codes as c where c.user_id = (select auth.uid())))
$$;
comment on function public.own_phone is
  'The caller''s number for texts, and the one that waits for its code. Definer: nobody reads the hashes.';

create function public.request_phone_code(dealership_id uuid, phone text) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  caller constant uuid := (select auth.uid());
  request uuid;
begin
  -- The api role reads the dealership, but not its members.
  perform private.require_permission(request_phone_code.dealership_id, 'members.read');
  if coalesce(request_phone_code.phone, '') !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse(400, 'invalid_phone', 'Cannot send code: this is not a phone number');
  end if;
  if not exists (select from public.phone_numbers as n
    where n.dealership_id = request_phone_code.dealership_id and n.is_active) then
    perform private.refuse(409, 'no_number', 'Cannot send code: the dealership has no number to text from');
  end if;
  if (private.current_consent(request_phone_code.dealership_id, 'sms', request_phone_code.phone)).status
    is not distinct from 'revoked'
  then
    perform private.refuse(409, 'number_opted_out',
      'Cannot send code: this number asked for no more texts, text START from it first');
  end if;
  -- By person, by the number that gets them and by dealership: nobody texts strangers, or makes costs, with this.
  if not private.take_token('phone_code.person', caller::text, 5, 3600)
    or not private.take_token('phone_code.phone', request_phone_code.phone, 5, 86400)
    or not private.take_token('phone_code.dealership', request_phone_code.dealership_id::text, 50, 86400)
  then
    perform private.refuse(429, 'too_many_requests', 'Cannot go on: too much in a short time, try again later');
  end if;
  delete from private.phone_codes as c where c.user_id = caller;
  insert into private.phone_codes (user_id, dealership_id, phone)
  values (caller, request_phone_code.dealership_id, request_phone_code.phone)
  returning id into request;
  perform private.enqueue_job(request_phone_code.dealership_id, 'notify_person',
    jsonb_build_object('phone_code_id', request), 'phone_code:' || request::text);
  perform private.audit_own_phone('asked for a code to a number');
end
$$;
comment on function public.request_phone_code is
  'Texts a code to a number that the caller wants notifications at; an earlier code counts no more. Definer: nobody '
  'writes codes directly.';

create function public.claim_phone_code(phone_code_id uuid, job_id bigint, lease_token uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  waiting private.phone_codes;
  our_number public.phone_numbers;
  random_bytes constant bytea := extensions.gen_random_bytes(4);
  code text;
begin
  if not exists (select from private.jobs as j where j.id = claim_phone_code.job_id
    and j.lease_token = claim_phone_code.lease_token and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select c.* into waiting from private.phone_codes as c where c.id = claim_phone_code.phone_code_id for update;
  -- A code leaves once: whoever gets none asks for another, which is a row of its own.
  if waiting.id is null or waiting.status <> 'queued' or waiting.expires_at < now() then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(waiting.status, 'gone'));
  end if;
  select n.* into our_number from public.phone_numbers as n
  where n.dealership_id = waiting.dealership_id and n.is_active order by n.created_at limit 1;
  code := lpad((((get_byte(random_bytes, 0)::bigint << 24) + (get_byte(random_bytes, 1) << 16)
    + (get_byte(random_bytes, 2) << 8) + get_byte(random_bytes, 3)) % 1000000)::text, 6, '0');
  update private.phone_codes as c
  set status = 'sending', lease_token = claim_phone_code.lease_token, expires_at = now() + interval '10 minutes',
    code_hash = private.phone_code_hash(waiting.user_id, waiting.phone, code)
  where c.id = waiting.id;
  return jsonb_build_object('decision', 'send', 'reason', null, 'code', code, 'to', waiting.phone,
    'from', our_number.e164, 'messaging_service_sid', our_number.messaging_service_sid,
    'account_sid', our_number.account_sid,
    'dealership_name', (select d.name from public.dealerships as d where d.id = waiting.dealership_id));
end
$$;
comment on function public.claim_phone_code is
  'Makes the code of one request and hands it out once: {decision: send|done, code, to, …}. The code is stored nowhere.';

create function public.record_phone_code(phone_code_id uuid, lease_token uuid, outcome text, error text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
declare
  left_status text;
begin
  update private.phone_codes as c
  set status = case record_phone_code.outcome when 'sent' then 'sent' else 'failed' end,
    error_message = left(record_phone_code.error, 300)
  where c.id = record_phone_code.phone_code_id and c.lease_token = record_phone_code.lease_token
    and c.status = 'sending'
  returning c.status into left_status;
  return jsonb_build_object('status', coalesce(left_status, 'lost'));
end
$$;
comment on function public.record_phone_code is
  'Writes down whether a code could be texted; only the lease''s holder may.';

create function public.verify_phone(code text) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller constant uuid := (select auth.uid());
  waiting private.phone_codes;
begin
  -- One try at a time, so that many at once cannot pass the limit.
  select c.* into waiting from private.phone_codes as c where c.user_id = caller for update;
  if waiting.id is null or waiting.code_hash is null or waiting.expires_at < now() or waiting.tries >= 5 then
    return 'expired';
  end if;
  if waiting.code_hash <> private.phone_code_hash(caller, waiting.phone, coalesce(verify_phone.code, '')) then
    update private.phone_codes as c set tries = c.tries + 1 where c.id = waiting.id;
    return case when waiting.tries + 1 >= 5 then 'expired' else 'wrong' end;
  end if;
  delete from private.phone_codes as c where c.id = waiting.id;
  insert into public.staff_phones (user_id, phone) values (caller, waiting.phone)
  on conflict (user_id) do update set phone = excluded.phone, verified_at = now();
  perform private.audit_own_phone('verified a number');
  return 'verified';
end
$$;
comment on function public.verify_phone is
  'Takes a number once its code is typed: verified, wrong, or expired (too late, or the fifth wrong try). Definer: '
  'nobody reads the hashes or writes numbers directly.';

create function public.forget_phone() returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from private.phone_codes as c where c.user_id = (select auth.uid());
  delete from public.staff_phones as s where s.user_id = (select auth.uid());
  if found then
    perform private.audit_own_phone('took a number away');
  end if;
end
$$;
comment on function public.forget_phone is
  'Takes the caller''s number away, and one that waits. Definer: nobody writes numbers directly.';

revoke execute on function private.phone_code_hash, private.audit_own_phone, public.own_phone,
  public.request_phone_code, public.claim_phone_code, public.record_phone_code, public.verify_phone, public.forget_phone
  from public, anon, authenticated;
grant execute on function public.own_phone, public.request_phone_code, public.verify_phone, public.forget_phone
  to authenticated;
grant execute on function private.phone_code_hash, public.claim_phone_code, public.record_phone_code to service_role;
