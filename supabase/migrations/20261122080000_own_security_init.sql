-- What a person may see and end of their own sessions, and recovery codes for a lost second factor. Supabase Auth has
-- neither for people themselves, so both stand here on its tables.

create table private.recovery_codes (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  code_hash text not null,
  used_at timestamptz,
  created_at timestamptz not null default now(),
  constraint recovery_codes_user_code_key unique (user_id, code_hash)
);
comment on table private.recovery_codes is
  'One code that stands in once for a person''s lost authenticator app; only its hash is kept.';
alter table private.recovery_codes enable row level security;
alter table private.recovery_codes force row level security;

create table private.recovery_tries (
  id bigint generated always as identity primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  tried_at timestamptz not null default now()
);
comment on table private.recovery_tries is 'One wrong recovery code; too many in a short time lock the way in.';
create index recovery_tries_user_idx on private.recovery_tries (user_id, tried_at);
alter table private.recovery_tries enable row level security;
alter table private.recovery_tries force row level security;

create function private.recovery_code_hash(user_id uuid, code text) returns text
language sql immutable security invoker set search_path = '' as $$
  select encode(sha256(convert_to(recovery_code_hash.user_id::text || ':' ||
    regexp_replace(lower(recovery_code_hash.code), '[^a-z0-9]', '', 'g'), 'UTF8')), 'hex')
$$;
comment on function private.recovery_code_hash is
  'What is kept of a recovery code; spaces, dashes and capitals do not count. A code has 50 random bits.';

create function private.audit_own_factor(deed text) returns void
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
    entry.table_name := 'recovery_codes';
    entry.record_id := (select auth.uid())::text;
    entry.new_values := jsonb_build_object('deed', audit_own_factor.deed);
    entry.request_id := request_headers ->> 'x-request-id';
    entry.ip_address := split_part(request_headers ->> 'x-forwarded-for', ',', 1);
    entry.user_agent := left(request_headers ->> 'user-agent', 300);
    entry.occurred_at := now();
    perform private.append_audit(entry);
  end loop;
end
$$;
comment on function private.audit_own_factor is
  'Notes in the log of each dealership of the caller what they did to their second factor. Definer: nobody may write '
  'the log directly.';

create function public.make_recovery_codes() returns setof text
language plpgsql volatile security definer set search_path = '' as $$
declare
  letters constant text := 'abcdefghijkmnpqrstuvwxyz23456789';
  random_bytes bytea;
  code text;
begin
  if coalesce((select auth.jwt()) ->> 'aal', 'aal1') <> 'aal2' then
    perform private.refuse(403, 'second_factor_needed', 'Cannot make recovery codes: this needs your second factor');
  end if;
  delete from private.recovery_codes as c where c.user_id = (select auth.uid());
  for number in 1..10 loop
    random_bytes := extensions.gen_random_bytes(10);
    code := '';
    for place in 0..9 loop
      code := code || substr(letters, (get_byte(random_bytes, place) & 31) + 1, 1);
      if place = 4 then
        code := code || '-';
      end if;
    end loop;
    insert into private.recovery_codes (user_id, code_hash)
    values ((select auth.uid()), private.recovery_code_hash((select auth.uid()), code));
    return next code;
  end loop;
  perform private.audit_own_factor('new recovery codes');
end
$$;
comment on function public.make_recovery_codes is
  'Replaces the caller''s recovery codes and answers the new ones, this once. Definer: nobody reads the hashes.';

create function public.count_recovery_codes() returns int
language sql stable security definer set search_path = '' as $$
  select count(*)::int from private.recovery_codes as c where c.user_id = (select auth.uid()) and c.used_at is null
$$;
comment on function public.count_recovery_codes is
  'How many recovery codes the caller has left. Definer: nobody reads the hashes.';

create function public.use_recovery_code(code text) returns boolean
language plpgsql volatile security definer set search_path = '' as $$
declare
  caller constant uuid := (select auth.uid());
begin
  -- One try at a time, so that many at once cannot pass the limit.
  perform from auth.users as u where u.id = caller for update;
  if (select count(*) from private.recovery_tries as t
    where t.user_id = caller and t.tried_at > now() - interval '15 minutes') >= 5
  then
    perform private.refuse(429, 'too_many_requests', 'Cannot use recovery code: too many tries, wait 15 minutes');
  end if;
  update private.recovery_codes as c set used_at = now()
  where c.user_id = caller and c.used_at is null
    and c.code_hash = private.recovery_code_hash(caller, use_recovery_code.code);
  if not found then
    insert into private.recovery_tries (user_id) values (caller);
    return false;
  end if;
  delete from auth.mfa_factors as f where f.user_id = caller;
  perform private.audit_own_factor('lost second factor, used a recovery code');
  return true;
end
$$;
comment on function public.use_recovery_code is
  'Takes the caller''s second factors away against one unused code; false for a wrong one. Definer: factors belong to '
  'Supabase Auth, and the hashes are nobody''s to read.';

create function public.own_sessions()
returns table (id uuid, created_at timestamptz, seen_at timestamptz, user_agent text, ip text, is_current boolean)
language sql stable security definer set search_path = '' as $$
  select s.id, s.created_at, coalesce(s.refreshed_at at time zone 'utc', s.updated_at, s.created_at), s.user_agent,
    host(s.ip), s.id::text = (select auth.jwt()) ->> 'session_id'
  from auth.sessions as s
  where s.user_id = (select auth.uid()) and (s.not_after is null or s.not_after > now())
  order by 3 desc
  limit 100
$$;
comment on function public.own_sessions is
  'The caller''s sessions, the one last used first. Definer: sessions belong to Supabase Auth.';

create function public.end_own_session(session_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  delete from auth.sessions as s where s.id = end_own_session.session_id and s.user_id = (select auth.uid());
  if not found then
    perform private.refuse(404, 'session_not_found', 'Cannot end session: it has ended already');
  end if;
end
$$;
comment on function public.end_own_session is
  'Ends one of the caller''s sessions: it cannot be renewed any more, and its last token runs out within the hour. '
  'Definer: sessions belong to Supabase Auth.';

revoke execute on function private.recovery_code_hash, private.audit_own_factor, public.make_recovery_codes,
  public.count_recovery_codes, public.use_recovery_code, public.own_sessions, public.end_own_session
  from public, anon, authenticated;
grant execute on function public.make_recovery_codes, public.count_recovery_codes, public.use_recovery_code,
  public.own_sessions, public.end_own_session to authenticated;
