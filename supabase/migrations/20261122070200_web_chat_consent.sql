-- A ticked box counts only for the words that the dealership shows now; and a family or an office behind one
-- address may start 60 chats an hour instead of 20.

create or replace function public.admit_web_visitor(public_key text, origin text, ip_hash text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  perform private.open_widget(admit_web_visitor.public_key, admit_web_visitor.origin);
  perform private.limit_web_chat('start', admit_web_visitor.ip_hash, 60, 3600);
end
$$;

create or replace function private.keep_web_consent(
  thread public.conversations, session public.web_chat_sessions, phone text, consent_shown text
) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if phone is null or consent_shown is null then
    return;
  end if;
  if consent_shown is distinct from (
    select w.consent_text from public.web_chat_widgets as w where w.dealership_id = session.dealership_id)
  then
    perform private.refuse(409, 'consent_changed', 'Cannot keep consent: the words have changed since they were shown');
  end if;
  -- An opt-out by text came from the phone itself; a form that anybody can fill in does not take it back.
  if (private.current_consent(thread.dealership_id, 'sms', phone)).status is not distinct from 'revoked' then
    perform private.system_line(thread, 'Ticked the box for texts, but this number has opted out', 'consent_not_taken');
    return;
  end if;
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, evidence)
  values (thread.dealership_id, thread.customer_id, 'sms', phone, 'granted', 'web_form',
    jsonb_build_object('text', consent_shown, 'web_chat_session_id', session.id, 'page_url', session.page_url,
      'ip_hash', session.ip_hash, 'conversation_id', thread.id));
  perform private.system_line(thread, 'Ticked the box: may be texted at ' || phone, 'consent_given');
end
$$;
