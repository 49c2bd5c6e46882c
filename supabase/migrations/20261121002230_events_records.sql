-- Events about other things than conversations name the record; conversation events keep their shape.

alter table public.events add column record_id uuid;
comment on column public.events.record_id is
  'The row an event is about when it is no conversation: a lead, an appointment.';

create function private.emit_event(
  dealership_id uuid, kind text, conversation_id uuid, message_id bigint, record_id uuid
) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  next_seq bigint;
begin
  update private.event_counters as c set last_seq = c.last_seq + 1
  where c.dealership_id = emit_event.dealership_id
  returning c.last_seq into next_seq;
  if not found then
    return; -- the dealership is being deleted
  end if;
  insert into public.events (dealership_id, seq, kind, conversation_id, message_id, record_id)
  values (emit_event.dealership_id, next_seq, emit_event.kind, emit_event.conversation_id, emit_event.message_id,
    emit_event.record_id);
  perform private.broadcast_event(emit_event.dealership_id, emit_event.conversation_id,
    jsonb_build_object('v', 1, 'seq', next_seq, 'kind', emit_event.kind,
      'conversation_id', emit_event.conversation_id, 'message_id', emit_event.message_id, 'at', now())
    || case when emit_event.record_id is null then '{}'
      else jsonb_build_object('record_id', emit_event.record_id) end);
end
$$;
comment on function private.emit_event(uuid, text, uuid, bigint, uuid) is
  'Numbers one event, keeps it and broadcasts its thin form. Definer: nobody writes events or counters directly.';

-- Arguments: the kind's noun. Fires deferred, so the counter is locked only while committing.
create function private.tg_record_event() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.emit_event(new.dealership_id,
    tg_argv[0] || case when tg_op = 'INSERT' then '.created' else '.updated' end,
    new.conversation_id, null, new.id);
  return null;
end
$$;
comment on function private.tg_record_event is
  'Tells that a record was made or changed; its argument is the noun. Definer: emit_event is for triggers alone.';
revoke execute on function private.emit_event(uuid, text, uuid, bigint, uuid), private.tg_record_event from public;
