-- Realtime as hosted: messages are rows, kept for three days, in partitions. The server that
-- delivers them reads the publication. Hosted partitions by day; by month is enough here.
create table realtime.messages (
  topic text not null,
  extension text not null,
  payload jsonb,
  event text,
  private boolean default false,
  updated_at timestamp not null default now(),
  inserted_at timestamp not null default now(),
  id uuid not null default gen_random_uuid(),
  binary_payload bytea,
  primary key (id, inserted_at)
) partition by range (inserted_at);
alter table realtime.messages owner to supabase_realtime_admin;
alter table realtime.messages enable row level security;
grant select, insert, update on realtime.messages to postgres, anon, authenticated, service_role;
grant all on realtime.messages to postgres, dashboard_user;
create index messages_inserted_at_topic_idx on realtime.messages (inserted_at desc, topic)
  where extension = 'broadcast' and private is true;
comment on table realtime.messages is 'A row is one message sent to the subscribers of a topic.';

create function realtime.maintain_partitions() returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  month date;
begin
  for month in
    select generate_series(
      date_trunc('month', now()), date_trunc('month', now()) + interval '2 months', '1 month')
  loop
    if to_regclass(format('realtime.messages_%s', to_char(month, 'YYYY_MM'))) is null then
      execute format(
        'create table realtime.messages_%s partition of realtime.messages for values from (%L) to (%L)',
        to_char(month, 'YYYY_MM'), month, month + interval '1 month');
      execute format('alter table realtime.messages_%s owner to supabase_realtime_admin',
        to_char(month, 'YYYY_MM'));
      execute format('alter table realtime.messages_%s enable row level security',
        to_char(month, 'YYYY_MM'));
    end if;
  end loop;
  delete from realtime.messages where inserted_at < now() - interval '3 days';
end
$$;
revoke all on function realtime.maintain_partitions() from public;
comment on function realtime.maintain_partitions is
  'Makes room for this month and the next two, and forgets messages older than three days.';
select realtime.maintain_partitions();

-- Via the root, so that a reader of the stream sees one table whatever the month.
create publication supabase_realtime_messages_publication
  for table realtime.messages
  with (publish = 'insert', publish_via_partition_root = true);

create function realtime.topic() returns text
language sql stable as $$
  select nullif(current_setting('realtime.topic', true), '')::text
$$;
comment on function realtime.topic is 'The topic a channel policy is being asked about.';

-- Like hosted, never fails its caller: a message that cannot be stored is a warning.
create function realtime.send(
  payload jsonb, event text, topic text, private boolean default true
) returns void
language plpgsql volatile as $$
declare
  message_id uuid := gen_random_uuid();
begin
  begin
    perform set_config('realtime.topic', send.topic, true);
    insert into realtime.messages (id, payload, event, topic, private, extension)
    values (
      message_id,
      case
        when send.payload ? 'id' then send.payload
        else jsonb_set(send.payload, '{id}', to_jsonb(message_id))
      end,
      send.event, send.topic, send.private, 'broadcast');
  exception when others then
    raise warning 'ErrorSendingBroadcastMessage: %', sqlerrm;
  end;
end
$$;
comment on function realtime.send is 'Sends one message to the subscribers of a topic.';

create function realtime.broadcast_changes(
  topic_name text, event_name text, operation text, table_name text, table_schema text,
  new record, old record, level text default 'ROW'
) returns void
language plpgsql volatile as $$
begin
  if level = 'STATEMENT' then
    raise exception 'function can only be triggered for each row, not for each statement';
  end if;
  if operation not in ('INSERT', 'UPDATE', 'DELETE') then
    raise exception 'Unexpected operation type: %', operation;
  end if;
  perform realtime.send(
    jsonb_build_object(
      'old_record', old, 'record', new, 'operation', operation,
      'table', table_name, 'schema', table_schema),
    event_name, topic_name);
exception when others then
  raise exception 'Failed to process the row: %', sqlerrm;
end
$$;
comment on function realtime.broadcast_changes is 'Broadcasts one row change; for triggers.';
