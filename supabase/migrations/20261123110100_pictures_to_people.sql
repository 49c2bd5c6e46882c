-- A picture without a word goes to a person: the AI sees no pictures, and a question about what is wanted would be a
-- poor answer to the photo of a car to trade in. after_inbound is replaced for that; everything else in it is as before.

create or replace function private.after_inbound(
  thread public.conversations, stored_id bigint, keyword text, opt_out text, may_answer boolean default true
) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  consent text := private.apply_inbound_consent(thread, stored_id, keyword, opt_out);
begin
  if opt_out = 'possible' then
    -- Whatever the AI had still to say, a handover notice included, waits for a person's word.
    update public.messages as m
    set delivery_status = 'blocked', error_class = 'possible_opt_out', error_message = 'Held by the send gate'
    where m.conversation_id = thread.id and m.author = 'ai' and m.delivery_status in ('queued', 'deferred');
    update public.messages as m set metadata = m.metadata || '{"possible_opt_out": true}'
    where m.conversation_id = thread.id and m.author = 'ai' and m.delivery_status = 'sending';
  end if;
  if opt_out = 'possible' and consent <> 'revoked' then
    perform private.step_back(thread.id, 'possible_opt_out', null);
  elsif consent = 'granted' and (thread.owner = 'ai' or private.ai_answers_after_hours(thread))
    and keyword is distinct from 'help' and may_answer then
    if exists (select from public.messages as m where m.id = stored_id and m.kind = 'media' and btrim(m.content) = '') then
      perform private.step_back(thread.id, 'photos',
        '{"wants": "To have a picture looked at", "brings": "A picture"}');
    else
      perform private.promise_reply(thread);
    end if;
  end if;
  return consent;
end
$$;
