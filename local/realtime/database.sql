-- Answers which extensions ('broadcast', 'presence') a token may read or write on a private topic.
-- The policies of realtime.messages decide, asked as the hosted server asks them: probe rows, the
-- token's role and claims, then a select or an insert, all of it rolled back. The inner block is
-- that rollback: its rows and settings go, plpgsql variables stay. One call, one round trip.
-- No search_path is set here, because policies run with the one of the session.
create or replace function realtime.allowed_extensions(
  topic text, claims text, headers text, wanted text, with_presence boolean
) returns setof text
language plpgsql volatile security invoker as $$
declare
  extensions text[] := case when with_presence then '{broadcast,presence}' else '{broadcast}' end;
  extension text;
  probes uuid[];
  allowed text[] := '{}';
begin
  begin
    if allowed_extensions.wanted = 'read' then
      select pg_catalog.array_agg(pg_catalog.gen_random_uuid()) into probes
      from pg_catalog.unnest(extensions);
      insert into realtime.messages (id, topic, extension)
      select probe.id, allowed_extensions.topic, probe.extension
      from unnest(probes, extensions) as probe (id, extension);
    end if;

    perform
      pg_catalog.set_config('realtime.topic', allowed_extensions.topic, true),
      pg_catalog.set_config('request.jwt.claims', allowed_extensions.claims, true),
      pg_catalog.set_config('request.jwt.claim.sub', coalesce(claims::jsonb ->> 'sub', ''), true),
      pg_catalog.set_config('request.jwt.claim.role', claims::jsonb ->> 'role', true),
      pg_catalog.set_config('request.headers', allowed_extensions.headers, true),
      pg_catalog.set_config('role', claims::jsonb ->> 'role', true);

    if allowed_extensions.wanted = 'read' then
      select coalesce(pg_catalog.array_agg(m.extension), '{}') into allowed
      from realtime.messages as m
      where m.id = any (probes);
    else
      foreach extension in array extensions loop
        begin
          insert into realtime.messages (topic, extension)
          values (allowed_extensions.topic, extension);
          allowed := allowed || extension;
        exception
          when insufficient_privilege then null;
        end;
      end loop;
    end if;

    raise exception using errcode = 'RT000', message = 'rolled back on purpose';
  exception
    when sqlstate 'RT000' then null;
  end;

  return query select pg_catalog.unnest(allowed);
end
$$;
comment on function realtime.allowed_extensions is
  'Tells the local realtime server what a token may do on a private topic.';
revoke execute on function realtime.allowed_extensions from public, anon, authenticated;

do $$
begin
  if not exists (
    select from pg_catalog.pg_publication as p
    where p.pubname = 'supabase_realtime_messages_publication'
  ) then
    create publication supabase_realtime_messages_publication
      for table realtime.messages with (publish_via_partition_root = true);
  end if;
end
$$;
