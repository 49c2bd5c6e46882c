-- One scheduled message that cannot become a message must not hold up everybody else's: the tick holds that one, tells
-- its author and goes on. Replaces private.send_due_messages, which gave up the whole tick with the first fault.

create or replace function private.send_due_messages() returns int
language plpgsql volatile security definer set search_path = '' as $$
declare
  due public.scheduled_messages;
  sent int := 0;
begin
  for due in
    select s.* from public.scheduled_messages as s
    where s.status = 'waiting' and s.send_at <= now() order by s.dealership_id, s.conversation_id, s.id limit 200
  loop
    begin
      perform private.send_scheduled(due.id);
      sent := sent + 1;
    exception
      when deadlock_detected or serialization_failure or lock_not_available then
        -- It is as it was: the next tick tries again.
        raise warning 'Cannot send scheduled message % yet: %', due.id, sqlerrm;
      when others then
        raise warning 'Cannot send scheduled message %: %', due.id, sqlerrm;
        update public.scheduled_messages as s set status = 'held', held_because = 'not_sendable', decided_at = now()
        where s.id = due.id and s.status = 'waiting';
        perform private.notify(due.dealership_id, array[due.author_user_id], 'message.held',
          'A scheduled message waits for you: not sendable', '/conversations/' || due.conversation_id::text,
          'held:' || due.id::text);
    end;
  end loop;
  return sent;
end
$$;
