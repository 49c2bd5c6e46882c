-- The calls that the web-chat door makes for a visitor. Each is one transaction; the door has proven who the visitor
-- is before it calls, so visitor_id is a fact here. Only the service may call them.

create function private.open_widget(public_key text, origin text) returns public.web_chat_widgets
language plpgsql stable security invoker set search_path = '' as $$
declare
  widget public.web_chat_widgets;
begin
  select w.* into widget from public.web_chat_widgets as w where w.public_key = open_widget.public_key and w.is_enabled;
  if widget.dealership_id is null then
    perform private.refuse(404, 'widget_not_found', 'Cannot open chat: there is no such widget or it is off');
  end if;
  if cardinality(widget.allowed_origins) > 0 and not coalesce(origin = any (widget.allowed_origins), false) then
    perform private.refuse(403, 'site_not_allowed', 'Cannot open chat: this site may not show it');
  end if;
  return widget;
end
$$;
comment on function private.open_widget is 'The widget of a key if it is on and this site may show it; else a refusal.';

create function private.limit_web_chat(bucket text, subject text, per_window int, window_seconds int) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if not private.take_token('web_chat.' || bucket, coalesce(subject, 'unknown'), per_window, window_seconds) then
    perform private.refuse(429, 'too_many_requests', 'Cannot go on: too much in a short time, try again later');
  end if;
end
$$;
comment on function private.limit_web_chat is 'Refuses what a visitor or an address does too often.';

create function private.session_of(visitor_id uuid, dealership_id uuid) returns public.web_chat_sessions
language plpgsql volatile security invoker set search_path = '' as $$
declare
  found_session public.web_chat_sessions;
begin
  select s.* into found_session from public.web_chat_sessions as s
  where s.visitor_id = session_of.visitor_id and s.dealership_id = session_of.dealership_id and s.expires_at > now()
  for update;
  if found_session.id is null then
    perform private.refuse(401, 'session_expired', 'Cannot go on: the chat has ended');
  end if;
  return found_session;
end
$$;
comment on function private.session_of is 'The locked live session of a visitor at a dealership; else 401.';

create function private.vehicle_of_page(dealership_id uuid, reference text) returns public.vehicles
language sql stable security invoker set search_path = '' as $$
  select v from public.vehicles as v
  where v.dealership_id = vehicle_of_page.dealership_id and v.status = 'available'
    and (v.vin = upper(reference) or v.stock_number = upper(reference) or v.stock_number = reference)
  order by v.vin = upper(reference) desc limit 1
$$;
comment on function private.vehicle_of_page is 'The vehicle on offer that a page names by VIN or stock number.';

create function public.open_web_chat(
  public_key text, origin text, ip_hash text, vehicle text default null, visitor_id uuid default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  thread public.conversations;
  known public.web_chat_sessions;
  offered public.vehicles := private.vehicle_of_page(widget.dealership_id, vehicle);
begin
  perform private.limit_web_chat('open', ip_hash, 120, 60);
  select s.* into known from public.web_chat_sessions as s
  where s.visitor_id = open_web_chat.visitor_id and s.dealership_id = widget.dealership_id and s.expires_at > now();
  select c.* into thread from public.conversations as c where c.id = coalesce(
    (select o.merged_into from public.conversations as o where o.id = known.conversation_id), known.conversation_id);
  return (
    select jsonb_build_object(
      'dealership', jsonb_build_object('id', d.id, 'name', d.name, 'logo_url', d.logo_url,
        'primary_color', d.primary_color, 'timezone', d.timezone),
      'ai_name', (select p.name from public.personas as p
        where p.dealership_id = d.id and p.is_default and p.is_active),
      'is_ai_on', d.ai_enabled and not coalesce('web' = any (d.ai_paused_channels), false),
      'greeting', widget.greeting, 'consent_text', widget.consent_text,
      'is_open', private.is_open(d.id, now()),
      'closes_at', (select to_char(upper(s) at time zone d.timezone, 'HH24:MI')
        from unnest(private.business_spans(d.id, (now() at time zone d.timezone)::date)) as s where s @> now()),
      'opens_at', private.next_opening(d.id, now()),
      'vehicle', case when offered.id is not null then jsonb_build_object(
        'label', concat_ws(' ', offered.year, offered.make, offered.model, offered.trim),
        'stock_number', offered.stock_number, 'price_cents', offered.price_cents,
        'mileage', offered.mileage, 'body_style', offered.body_style, 'model', offered.model,
        'ext_color', offered.ext_color, 'image_url', offered.images -> 0 ->> 'url') end,
      'session', case when known.id is not null then jsonb_build_object(
        'owner', private.web_chat_owner(thread), 'is_identified', known.claimed <> '{}') end)
    from public.dealerships as d where d.id = widget.dealership_id);
end
$$;
comment on function public.open_web_chat is
  'What the widget shows before anybody has spoken, and the visitor''s session if there is one; writes nothing.';

create function public.admit_web_visitor(public_key text, origin text, ip_hash text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  perform private.open_widget(admit_web_visitor.public_key, admit_web_visitor.origin);
  perform private.limit_web_chat('start', admit_web_visitor.ip_hash, 60, 3600);
end
$$;
comment on function public.admit_web_visitor is 'Asked before a visitor is made: the widget is on, the site may show it, the address is within its limit.';

create function public.start_web_chat(
  public_key text, origin text, visitor_id uuid, ip_hash text, page_url text default null, vehicle text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  started public.web_chat_sessions;
begin
  insert into public.web_chat_sessions as s (dealership_id, visitor_id, vehicle_id, page_url, ip_hash)
  values (widget.dealership_id, visitor_id, (private.vehicle_of_page(widget.dealership_id, vehicle)).id,
    left(page_url, 500), ip_hash)
  on conflict on constraint web_chat_sessions_visitor_id_dealership_id_key do update
  set vehicle_id = coalesce(excluded.vehicle_id, s.vehicle_id), page_url = excluded.page_url, last_seen_at = now(),
    -- Whoever comes back after the session ran out starts a new conversation.
    conversation_id = case when s.expires_at > now() then s.conversation_id end,
    expires_at = now() + interval '30 days'
  returning s.* into started;
  return jsonb_build_object('session_id', started.id);
end
$$;
comment on function public.start_web_chat is 'Opens the visitor''s session at the widget''s dealership, or goes on with it.';

create function private.thread_of_web(session public.web_chat_sessions) returns public.conversations
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  address text := session.visitor_id::text;
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(session.dealership_id));
  thread := private.merged_thread(session.dealership_id, 'web', address, null, true);
  if thread.id is not null then
    return thread;
  end if;
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = session.dealership_id and i.kind = 'visitor' and i.value = address;
  if person is null then
    insert into public.customers (dealership_id) values (session.dealership_id) returning id into person;
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (session.dealership_id, person, 'visitor', address);
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, customer_address, vehicle_id)
  values (session.dealership_id, person, 'web', address, session.vehicle_id)
  on conflict (dealership_id, customer_address) where channel = 'web'
  do update set
    status = case when c.status in ('closed', 'archived') and c.merged_into is null then 'active' else c.status end,
    closed_at = case when c.merged_into is not null then c.closed_at end,
    vehicle_id = coalesce(excluded.vehicle_id, c.vehicle_id)
  returning c.* into thread;
  return case when thread.merged_into is null then thread
    else private.reached_thread(thread.merged_into, address, null, true) end;
end
$$;
comment on function private.thread_of_web is
  'The locked conversation of one visitor; a closed one opens again. The caller holds the session''s lock.';

create function public.ask_web_person(public_key text, origin text, visitor_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  session public.web_chat_sessions := private.session_of(visitor_id, widget.dealership_id);
  thread public.conversations := private.thread_of_web(session);
begin
  perform private.limit_web_chat('person', visitor_id::text, 10, 3600);
  update public.web_chat_sessions as s set conversation_id = thread.id, last_seen_at = now() where s.id = session.id;
  perform private.step_back(thread.id, 'asked_for_person', null);
  return private.web_chat_owner((select c from public.conversations as c where c.id = thread.id));
end
$$;
comment on function public.ask_web_person is 'The visitor''s one tap for a person: the AI steps back and staff are called.';

create function public.identify_web_visitor(
  public_key text, origin text, visitor_id uuid, person jsonb, consent_shown text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  widget public.web_chat_widgets := private.open_widget(public_key, origin);
  session public.web_chat_sessions := private.session_of(visitor_id, widget.dealership_id);
  thread public.conversations := private.thread_of_web(session);
  address record;
begin
  perform private.limit_web_chat('identify', visitor_id::text, 10, 3600);
  update public.web_chat_sessions as s
  set conversation_id = thread.id, claimed = s.claimed || person, last_seen_at = now() where s.id = session.id;
  update public.customers as c set full_name = left(person ->> 'full_name', 120)
  where c.dealership_id = thread.dealership_id and c.id = thread.customer_id and c.full_name is null
    and nullif(person ->> 'full_name', '') is not null;
  for address in
    select k.kind, k.value from (values ('phone', person ->> 'phone'), ('email', lower(person ->> 'email'))) as k (kind, value)
    where k.value is not null
  loop
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (thread.dealership_id, thread.customer_id, address.kind, address.value)
    on conflict (dealership_id, kind, value) do nothing;
    -- Anybody can type anybody's number: another customer's record is for staff to merge, never for the visitor to claim.
    if exists (select from public.customer_identities as i where i.dealership_id = thread.dealership_id
      and i.kind = address.kind and i.value = address.value and i.customer_id <> thread.customer_id)
    then
      perform private.system_line(thread, 'Gave the ' || case address.kind when 'phone' then 'number ' else 'address ' end
        || address.value || ', which another customer has: merge them if they are the same person', 'identity_claimed');
    end if;
  end loop;
  perform private.keep_web_consent(thread, session, person ->> 'phone', consent_shown);
  return jsonb_build_object('is_identified', true);
end
$$;
comment on function public.identify_web_visitor is
  'Keeps what a visitor says of themselves {full_name, phone (E.164), email}. An address that nobody has becomes '
  'theirs; one that another customer has stays there, and staff are told.';

create function private.keep_web_consent(
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
comment on function private.keep_web_consent is 'Writes a ticked box into the ledger with the exact words beside it.';

create function public.see_web_visitor(visitor_id uuid) returns void
language sql volatile security invoker set search_path = '' as $$
  update public.web_chat_sessions as s set last_seen_at = now()
  where s.visitor_id = see_web_visitor.visitor_id and s.expires_at > now()
$$;
comment on function public.see_web_visitor is 'Notes that the visitor has the chat open.';

-- The AI has begun to write, or has stopped without a word.
create function private.tg_web_writing() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.tell_visitor(new.dealership_id, (new.payload ->> 'conversation_id')::uuid,
    jsonb_build_object('v', 1, 'kind', 'writing', 'is_writing', new.status = 'leased'));
  return null;
end
$$;
comment on function private.tg_web_writing is
  'Shows a visitor the typing dots while a reply is being written. Definer: broadcasts; for other channels there is '
  'nobody to tell.';
create trigger jobs_92_web_writing after update of status on private.jobs for each row
  when (new.kind = 'reply_with_ai' and old.status is distinct from new.status)
  execute function private.tg_web_writing();

revoke execute on function private.open_widget, private.limit_web_chat, private.session_of,
  private.vehicle_of_page, private.thread_of_web, private.keep_web_consent, public.open_web_chat,
  public.admit_web_visitor, public.start_web_chat, public.ask_web_person, public.identify_web_visitor,
  public.see_web_visitor from public, anon, authenticated;
grant execute on function private.open_widget, private.limit_web_chat, private.session_of,
  private.vehicle_of_page, private.thread_of_web, private.keep_web_consent, public.open_web_chat,
  public.admit_web_visitor, public.start_web_chat, public.ask_web_person, public.identify_web_visitor,
  public.see_web_visitor to service_role;
