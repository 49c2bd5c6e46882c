-- The tables and functions of pg_net. The local scheduler sends the requests; channel net_request
-- tells it that there are some. Unlogged as upstream: a crash forgets them.
create schema net;

create domain net.http_method as text check (value ~* '^(get|post|delete)$');

create unlogged table net.http_request_queue (
  id bigserial primary key,
  method net.http_method not null,
  url text not null,
  headers jsonb,
  body bytea,
  timeout_milliseconds integer not null
);

create unlogged table net._http_response (
  id bigint,
  status_code integer,
  content_type text,
  headers jsonb,
  content text,
  timed_out boolean,
  error_msg text,
  created timestamptz not null default now()
);
create index on net._http_response (created);
create index on net._http_response (id);

create function net.tg_request_queued() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  perform pg_notify('net_request', '');
  return null;
end
$$;
create trigger http_request_queue_01_queued
  after insert on net.http_request_queue
  for each statement execute function net.tg_request_queued();

create function net._urlencode_string(string varchar) returns text
language sql immutable strict set search_path = '' as $$
  select coalesce(string_agg(
    case
      when octet_length(letter) = 1 and letter ~ '[A-Za-z0-9_.~-]' then letter
      else upper(regexp_replace(
        encode(convert_to(letter, 'UTF8'), 'hex'), '(..)', '%\1', 'g'))
    end, '' order by place), '')
  from regexp_split_to_table(string, '') with ordinality as letters (letter, place)
$$;

create function net._url_with_params(url text, params jsonb) returns text
language sql immutable set search_path = '' as $$
  select url || coalesce(
    case when strpos(url, '?') > 0 then '&' else '?' end
      || string_agg(net._urlencode_string(key) || '=' || net._urlencode_string(value), '&'), '')
  from jsonb_each_text(coalesce(params, '{}'))
$$;

create function net.http_get(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint
language sql volatile strict security definer set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, timeout_milliseconds)
  values (
    'GET', net._url_with_params(http_get.url, params), http_get.headers,
    http_get.timeout_milliseconds)
  returning id
$$;

create function net.http_post(
  url text,
  body jsonb default '{}'::jsonb,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{"Content-Type": "application/json"}'::jsonb,
  timeout_milliseconds integer default 5000
) returns bigint
language plpgsql volatile security definer set search_path = '' as $$
declare
  content_type text;
  request_id bigint;
begin
  select header.value into content_type
  from jsonb_each_text(coalesce(http_post.headers, '{}')) as header
  where lower(header.key) = 'content-type'
  limit 1;

  if content_type is null then
    http_post.headers :=
      coalesce(http_post.headers, '{}') || '{"Content-Type": "application/json"}'::jsonb;
  elsif content_type <> 'application/json' then
    raise exception 'Content-Type header must be "application/json"';
  end if;

  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (
    'POST', net._url_with_params(http_post.url, params), http_post.headers,
    convert_to(http_post.body::text, 'UTF8'), http_post.timeout_milliseconds)
  returning id into request_id;
  return request_id;
end
$$;

create function net.http_delete(
  url text,
  params jsonb default '{}'::jsonb,
  headers jsonb default '{}'::jsonb,
  timeout_milliseconds integer default 5000,
  body jsonb default null
) returns bigint
language sql volatile security definer set search_path = '' as $$
  insert into net.http_request_queue (method, url, headers, body, timeout_milliseconds)
  values (
    'DELETE', net._url_with_params(http_delete.url, params), http_delete.headers,
    convert_to(http_delete.body::text, 'UTF8'), http_delete.timeout_milliseconds)
  returning id
$$;

-- As hosted grants them: open to the API roles, which cannot reach the schema through REST.
grant usage on schema net to postgres, anon, authenticated, service_role;
grant all on all tables in schema net to postgres with grant option;
grant all on all sequences in schema net to postgres with grant option;
grant all on all functions in schema net to postgres with grant option;
