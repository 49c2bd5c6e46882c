-- Who texts, chats or mails because of a car becomes a lead, too. The message that shows the wish, or the visit that is
-- booked, leaves a promise; a timer makes the lead, because a lead locks its customer before its conversation and whoever
-- stores an answer holds the conversation already.

alter table public.dealerships add column leads_from_conversations boolean not null default true;
comment on column public.dealerships.leads_from_conversations is
  'Whether a conversation becomes a lead by itself once its shopper shows a wish to buy.';
grant update (leads_from_conversations) on public.dealerships to authenticated;

create table private.lead_wishes (
  conversation_id uuid primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  message_id bigint,
  lead_id uuid,
  try_at timestamptz not null default now(),
  foreign key (dealership_id, conversation_id) references public.conversations (dealership_id, id) on delete cascade
);
comment on table private.lead_wishes is 'One conversation whose shopper showed a wish to buy, until its lead stands.';
comment on column private.lead_wishes.message_id is 'What showed it; null for a visit that was booked.';
comment on column private.lead_wishes.lead_id is 'The lead that was made; an answer that left meanwhile is noted on it.';
create index lead_wishes_conversation_idx on private.lead_wishes (dealership_id, conversation_id);
create index lead_wishes_due_idx on private.lead_wishes (try_at);
alter table private.lead_wishes enable row level security;
alter table private.lead_wishes force row level security;
revoke all on private.lead_wishes from anon, authenticated, service_role;

create function private.shows_wish(intents jsonb) returns boolean
language sql immutable security invoker set search_path = '' as $$
  select coalesce(bool_or(i.one ->> 'name' = any (array['availability', 'buy', 'cheaper', 'compare', 'details',
      'fewer_miles', 'finance', 'hold', 'negotiation', 'newer', 'overview', 'photos', 'price', 'price_drop', 'search',
      'similar', 'trade_in', 'visit']) and (i.one ->> 'confidence')::numeric >= 0.7), false)
    and not coalesce(bool_or(i.one ->> 'name' = any (array['abuse', 'bought', 'injection', 'legal', 'wrong_number'])), false)
  from jsonb_array_elements(case when jsonb_typeof(intents) = 'array' then intents else '[]' end) as i (one)
$$;
comment on function private.shows_wish is
  'Whether what was understood of a message is a wish to buy, surely enough, and not the words of somebody else.';

create function private.tg_promise_lead() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into private.lead_wishes (conversation_id, dealership_id, message_id)
  select c.id, c.dealership_id, case when tg_table_name = 'messages' then (to_jsonb(new) ->> 'id')::bigint end
  from public.conversations as c
  where c.dealership_id = new.dealership_id and c.id = new.conversation_id
    and not exists (select from public.leads as l where l.dealership_id = c.dealership_id
      and l.customer_id = c.customer_id and l.status not in ('sold', 'lost') and l.conversation_id is not null)
  on conflict (conversation_id) do nothing;
  return null;
end
$$;
comment on function private.tg_promise_lead is
  'Promises a lead of a conversation whose customer has none. Definer: nobody writes promises directly.';
create trigger messages_60_promise_lead after update of intents on public.messages
  for each row when (new.author = 'customer' and new.intents is distinct from old.intents
    and private.shows_wish(new.intents))
  execute function private.tg_promise_lead();
create trigger appointments_60_promise_lead after insert on public.appointments
  for each row when (new.conversation_id is not null and new.lead_id is null and new.kind in ('test_drive', 'appraisal'))
  execute function private.tg_promise_lead();

create function private.is_no_lead(thread public.conversations) returns boolean
language sql stable security invoker set search_path = '' as $$
  select thread.status = 'archived'
    or not exists (select from public.dealerships as d where d.id = thread.dealership_id and d.leads_from_conversations)
    or exists (select from public.customers as u where u.id = thread.customer_id and u.blocked_at is not null)
    or coalesce((private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status, '')
      = 'revoked'
    or exists (select from public.messages as m where m.conversation_id = thread.id and m.author = 'customer'
      and m.created_at > now() - interval '30 days' and m.intents @> '[{"name": "wrong_number"}]')
    -- Who has just bought asks about the payments, and who was given up on says goodbye.
    or exists (select from public.leads as l where l.dealership_id = thread.dealership_id
      and l.customer_id = thread.customer_id
      and l.closed_at > now() - case l.status when 'sold' then interval '30 days' else interval '1 day' end)
$$;
comment on function private.is_no_lead is
  'Whether a conversation must not become a lead by itself: switched off, blocked, opted out, a wrong number, or its '
  'shopper''s last lead was over just now.';

create function private.start_follow_up(lead public.leads) returns void
language sql volatile security definer set search_path = '' as $$
  insert into public.sequence_runs (dealership_id, sequence_id, lead_id, customer_id, next_run_at)
  select s.dealership_id, s.id, lead.id, lead.customer_id, now() + t.wait_minutes * interval '1 minute'
  from public.sequences as s
  join lateral (select p.wait_minutes from public.sequence_steps as p
    where p.sequence_id = s.id and p.is_active order by p.position limit 1) as t on true
  where s.dealership_id = lead.dealership_id and s.is_active and s.starts_by_itself
    and not exists (select from public.conversations as c
      where c.dealership_id = lead.dealership_id and c.customer_id = lead.customer_id and c.owner = 'human')
  on conflict (lead_id) where status = 'running' do nothing
$$;
comment on function private.start_follow_up is
  'Puts an answered lead on the follow-up that starts by itself, if there is one. Definer: nobody writes runs directly.';

create function private.unit_of_talk(conversation_id uuid, since timestamptz) returns uuid
language sql stable security invoker set search_path = '' as $$
  select v.id
  from (
    select m.dealership_id, m.metadata -> 'vehicle_ids' ->> 0 as named from public.messages as m
    where m.conversation_id = unit_of_talk.conversation_id and m.author = 'ai' and m.direction = 'outbound'
      and m.created_at >= unit_of_talk.since and jsonb_array_length(
        case when jsonb_typeof(m.metadata -> 'vehicle_ids') = 'array' then m.metadata -> 'vehicle_ids' else '[]' end) = 1
    order by m.id desc limit 1) as said
  join public.vehicles as v on v.dealership_id = said.dealership_id and v.id::text = said.named
$$;
comment on function private.unit_of_talk is 'The unit that the AI''s last answer about a single one was about.';

create function private.lead_of_talk(thread public.conversations, message_id bigint, lead_source_id uuid)
returns public.leads
language plpgsql stable security invoker set search_path = '' as $$
declare
  made public.leads;
  said public.messages;
begin
  select m.* into said from public.messages as m where m.conversation_id = thread.id and m.id = lead_of_talk.message_id;
  made := private.lead_from_talk(made, thread);
  made.received_at := coalesce(made.received_at, said.created_at, now());
  made.dealership_id := thread.dealership_id;
  made.lead_source_id := lead_of_talk.lead_source_id;
  made.customer_id := thread.customer_id;
  made.vehicle_id := coalesce(thread.vehicle_id, private.unit_of_talk(thread.id, made.received_at));
  made.department := 'sales';
  made.type := case when thread.intents <@ array['trade_in', 'appraisal'] and thread.intents <> '{}' then 'trade'
    when thread.intents = array['finance'] then 'finance' else 'sales' end;
  made.inquiry := nullif(btrim(left(said.content, 4000)), '');
  made.interest := case when made.vehicle_id is null then left(made.inquiry, 2000) end;
  if thread.owner = 'human' and thread.assigned_to = any (private.members_with(thread.dealership_id, 'leads.write')) then
    made.assigned_to := thread.assigned_to;
    made.routing_reason := 'Has the conversation';
  end if;
  return made;
end
$$;
comment on function private.lead_of_talk is
  'The lead that a conversation is: since when, how soon answered, the words that showed the wish, and whose it is.';

create function private.make_lead_of_talk(wish private.lead_wishes) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  lead public.leads;
  source public.lead_sources;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(wish.dealership_id));
  select o.* into thread from public.conversations as c
  join public.conversations as o on o.dealership_id = c.dealership_id and o.id = coalesce(c.merged_into, c.id)
  where c.id = wish.conversation_id;
  -- As when a document brings a lead: one at a time for each shopper.
  perform from public.customers as u where u.id = thread.customer_id and u.merged_into is null for no key update;
  if not found then
    raise exception 'Cannot make lead: its customer was merged meanwhile';
  end if;
  select l.* into lead from public.leads as l
  where l.dealership_id = thread.dealership_id and l.customer_id = thread.customer_id and l.status not in ('sold', 'lost')
  order by l.received_at desc limit 1;
  if lead.id is null and not private.is_no_lead(thread) then
    source := private.keep_own_source(thread.dealership_id,
      case thread.channel when 'sms' then 'Text' when 'email' then 'E-mail' when 'web' then 'Web chat' else 'Phone' end);
    lead := private.store_lead(private.lead_of_talk(thread, wish.message_id, source.id), source,
      jsonb_build_object('raw_ref', jsonb_build_object('kind', 'conversation', 'id', thread.id)));
    if lead.first_response_author = 'ai' then
      perform private.start_follow_up(lead);
    end if;
    perform private.join_visits(lead);
    -- Who came by or called to book a visit waits for no message.
    update public.leads as l set unanswered_because = 'logged_by_staff', answer_due_at = null
    where l.id = lead.id and wish.message_id is null
      and (select t.received_at from private.talk_behind_lead(thread) as t) is null;
    update private.lead_wishes as w set lead_id = lead.id, try_at = now() + interval '1 minute'
    where w.conversation_id = wish.conversation_id;
    return;
  end if;
  update public.leads as l set conversation_id = thread.id where l.id = lead.id and l.conversation_id is null;
  delete from private.lead_wishes as w where w.conversation_id = wish.conversation_id;
end
$$;
comment on function private.make_lead_of_talk is
  'Keeps one promise: the conversation''s lead, or its link to the open lead of the same shopper.';

create function private.join_visits(lead public.leads) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update public.appointments as a set lead_id = lead.id
  where a.dealership_id = lead.dealership_id and a.customer_id = lead.customer_id and a.lead_id is null
    and a.kind <> 'service' and a.status in ('unconfirmed', 'confirmed') and a.ends_at > now();
  if found then
    update public.leads as l set status = 'appointment' where l.id = lead.id and l.status in ('new', 'working');
  end if;
end
$$;
comment on function private.join_visits is 'Gives a lead the visits that were booked before it was one.';

create function private.note_answer_of_talk(wish private.lead_wishes) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  update public.leads as l
  set first_response_at = r.at, first_response_author = r.author,
    status = case when l.status = 'new' then 'working' else l.status end
  from (
    select coalesce(m.sent_at, m.created_at) as at, m.author, m.created_at from public.messages as m
    join public.leads as o on o.id = wish.lead_id and o.conversation_id = m.conversation_id
    where m.direction = 'outbound' and m.author in ('ai', 'staff')
      and m.delivery_status in ('sent', 'delivered', 'read') and m.created_at >= o.received_at
    order by m.id limit 1) as r
  where l.id = wish.lead_id and l.first_response_at is null;
  update public.leads as l set vehicle_id = private.unit_of_talk(l.conversation_id, l.received_at), interest = null
  where l.id = wish.lead_id and l.vehicle_id is null
    and private.unit_of_talk(l.conversation_id, l.received_at) is not null;
  delete from private.lead_wishes as w where w.conversation_id = wish.conversation_id;
end
$$;
comment on function private.note_answer_of_talk is
  'Notes an answer that left in the moment in which its lead was made, and ends the promise.';

-- Whoever holds a shopper or a conversation for longer goes first.
create function private.make_leads_of_talks() returns int
language plpgsql volatile security definer set search_path = '' set lock_timeout = '500ms' as $$
declare
  wish private.lead_wishes;
  began constant timestamptz := clock_timestamp();
  kept int := 0;
begin
  for wish in
    select w.* from private.lead_wishes as w where w.try_at <= now()
    order by w.try_at limit 50 for update skip locked
  loop
    exit when clock_timestamp() > began + interval '3 seconds';
    begin
      if wish.lead_id is null then
        perform private.make_lead_of_talk(wish);
      else
        perform private.note_answer_of_talk(wish);
      end if;
      kept := kept + 1;
    exception when others then
      -- One that cannot be kept now must not hold up the rest; it is tried again.
      if sqlstate not in ('55P03', '40P01') then
        raise warning 'Cannot make lead of conversation %: %', wish.conversation_id, sqlerrm;
      end if;
      update private.lead_wishes as w
      set try_at = now() + case when sqlstate in ('55P03', '40P01') then interval '5 seconds' else interval '10 minutes' end
      where w.conversation_id = wish.conversation_id;
    end;
  end loop;
  return kept;
end
$$;
comment on function private.make_leads_of_talks is
  'Cron tick: makes the leads that conversations promise, each by itself. Definer: works for the system.';
select cron.schedule('make-leads-of-talks', '10 seconds', 'select private.make_leads_of_talks()');

revoke execute on function private.shows_wish, private.tg_promise_lead, private.is_no_lead, private.start_follow_up,
  private.unit_of_talk, private.lead_of_talk, private.make_lead_of_talk, private.join_visits, private.note_answer_of_talk,
  private.make_leads_of_talks from public, anon, authenticated;
grant execute on function private.shows_wish, private.start_follow_up to service_role;
