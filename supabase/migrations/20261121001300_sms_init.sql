-- Texts in: stored once in one transaction with everything that follows from them; what is not ours is kept aside.

create table public.quarantined_messages (
  id bigint generated always as identity primary key,
  provider text not null check (provider in ('twilio')),
  provider_account text not null,
  provider_message_id text not null,
  from_address text not null,
  to_address text not null,
  reason text not null,
  raw jsonb not null,
  received_at timestamptz not null default now(),
  resolved_at timestamptz,
  unique (provider_account, provider_message_id)
);
comment on table public.quarantined_messages is
  'One message that reached us but belongs to no dealership; kept whole for a platform admin to place.';

create table public.webhook_refusals (
  door text not null check (door ~ '^[a-z-]{1,40}$'),
  reason text not null check (reason ~ '^[a-z_]{1,40}$'),
  on_hour timestamptz not null default date_trunc('hour', now()),
  refused_count bigint not null default 0,
  primary key (door, reason, on_hour)
);
comment on table public.webhook_refusals is 'How often a door turned a caller away in one hour, and why.';

alter table public.quarantined_messages enable row level security;
alter table public.quarantined_messages force row level security;
alter table public.webhook_refusals enable row level security;
alter table public.webhook_refusals force row level security;
revoke all on public.quarantined_messages, public.webhook_refusals from anon, authenticated, service_role;
grant select on public.quarantined_messages, public.webhook_refusals to authenticated;
grant select, insert, update on public.quarantined_messages, public.webhook_refusals to service_role;
create policy quarantined_messages_select_platform on public.quarantined_messages for select to authenticated
  using ((select private.is_platform_admin()));
create policy webhook_refusals_select_platform on public.webhook_refusals for select to authenticated
  using ((select private.is_platform_admin()));

create function public.count_refusal(door text, reason text) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into public.webhook_refusals as r (door, reason, refused_count)
  values (count_refusal.door, count_refusal.reason, 1)
  on conflict on constraint webhook_refusals_pkey do update set refused_count = r.refused_count + 1
$$;
comment on function public.count_refusal is 'Counts one caller that a door turned away, per hour.';

create function private.system_line(conversation public.conversations, sentence text, code text) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  insert into public.messages (dealership_id, conversation_id, direction, author, channel, kind, content,
    delivery_status, metadata)
  values (conversation.dealership_id, conversation.id, 'internal', 'system', conversation.channel, 'system',
    system_line.sentence, 'none', jsonb_build_object('code', system_line.code));
end
$$;
comment on function private.system_line is 'Writes one thin line into the thread that says what the system did.';

-- What comes up while a thread waits joins its dossier; a weightier reason takes the place of a lighter one.
create function private.step_back(conversation_id uuid, reason text, summary jsonb) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread public.conversations;
  told jsonb := coalesce(step_back.summary, case step_back.reason
    when 'possible_opt_out' then '{"wants": "May want no more messages"}'::jsonb
    when 'asked_for_person' then '{"wants": "To talk with a person"}' end);
begin
  update public.conversations as c
  set owner = 'waiting_human', status = 'escalated', assigned_to = null,
    handover_reason = step_back.reason, handover_summary = told,
    escalated_at = now(), waiting_since = coalesce(c.waiting_since, now())
  where c.id = step_back.conversation_id and c.owner = 'ai' and c.status not in ('closed', 'archived')
  returning c.* into thread;
  if found then
    perform private.system_line(thread, 'The AI stepped back: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
    return;
  end if;
  update public.conversations as c
  set handover_reason = case
      -- A question in between is no reason to forget the call.
      when c.handover_reason = 'call_request' and private.leaves_ai_room(step_back.reason) then c.handover_reason
      else step_back.reason end,
    handover_summary = coalesce(c.handover_summary, '{}') || jsonb_strip_nulls(jsonb_build_object(
      'wants', private.joined_lines(c.handover_summary ->> 'wants', told ->> 'wants'),
      'brings', private.joined_lines(c.handover_summary ->> 'brings', told ->> 'brings'),
      'blocked_by', private.joined_lines(c.handover_summary ->> 'blocked_by', told ->> 'blocked_by')))
  where c.id = step_back.conversation_id and c.owner = 'waiting_human'
    and (c.handover_reason = 'call_request' or private.leaves_ai_room(c.handover_reason))
  returning c.* into thread;
  if not found then
    return;
  end if;
  -- What is added for a call that waits anyway is in the summary; a line for each would only fill the thread.
  if step_back.reason <> 'call_request' or told ->> 'wants' is not null then
    perform private.system_line(thread, 'Also waits for the team: ' || replace(step_back.reason, '_', ' '),
      'handed_over');
  end if;
end
$$;
comment on function private.step_back is
  'Hands an open AI-owned conversation to staff with a reason and a dossier; in a closed one nobody waits.';

-- Finds or makes the customer and the one thread of this address pair; a closed thread opens again.
create function private.thread_of_sms(
  number public.phone_numbers, from_number text, out thread public.conversations
)
language plpgsql volatile security invoker set search_path = '' as $$
declare
  person uuid;
begin
  perform pg_advisory_xact_lock_shared(private.merge_turn(number.dealership_id));
  select c.* into thread from public.conversations as c
  where c.dealership_id = number.dealership_id and c.phone_number_id = number.id
    and c.customer_address = from_number and c.channel = 'sms' and c.merged_into is null and c.address_of is null
  for no key update;
  if thread.status not in ('closed', 'archived') and thread.closed_at is null then
    return;
  end if;
  if thread.id is null then
    thread := private.merged_thread(number.dealership_id, 'sms', from_number, number.id, true);
  end if;
  if thread.address_of is not null then
    return;
  end if;
  select i.customer_id into person from public.customer_identities as i
  where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
  if person is null then
    -- Two first texts at once: the identity's unique key decides, the loser takes the winner's customer.
    insert into public.customers (dealership_id) values (number.dealership_id) returning id into person;
    insert into public.customer_identities (dealership_id, customer_id, kind, value)
    values (number.dealership_id, person, 'phone', from_number)
    on conflict (dealership_id, kind, value) do nothing;
    if not found then
      select i.customer_id into person from public.customer_identities as i
      where i.dealership_id = number.dealership_id and i.kind = 'phone' and i.value = from_number;
    end if;
  end if;
  insert into public.conversations as c (dealership_id, customer_id, channel, phone_number_id, customer_address)
  values (number.dealership_id, person, 'sms', number.id, from_number)
  on conflict (dealership_id, phone_number_id, customer_address) where channel = 'sms'
  do update set
    status = case when c.status in ('closed', 'archived') and c.merged_into is null then 'active' else c.status end,
    closed_at = case when c.merged_into is not null then c.closed_at end
  returning c.* into thread;
  if thread.merged_into is not null then
    thread := private.reached_thread(thread.merged_into, from_number, number.id, true);
  end if;
end
$$;
comment on function private.thread_of_sms is 'The locked conversation of one shopper''s number with one of ours.';

create function private.record_consent(
  thread public.conversations, status text, method text, message_id bigint, evidence jsonb
) returns void
language sql volatile security invoker set search_path = '' as $$
  insert into public.consents (dealership_id, customer_id, channel, address, status, method, message_id, evidence)
  values (thread.dealership_id, thread.customer_id, thread.channel, thread.customer_address,
    record_consent.status, record_consent.method, record_consent.message_id, record_consent.evidence)
$$;
comment on function private.record_consent is
  'Appends one statement of consent for the thread''s address; an opt-out holds for every address of merged threads.';

-- plpgsql, here and in system_line, keeps its plan between calls; SQL would plan on each text in and out.
create function private.current_consent(dealership_id uuid, channel text, address text) returns public.consents
language plpgsql stable security invoker set search_path = '' as $$
begin
  return (
    select c from public.consents as c
    where c.dealership_id = current_consent.dealership_id and c.channel = current_consent.channel
      and c.address = current_consent.address
    order by c.id desc limit 1);
end
$$;
comment on function private.current_consent is 'The newest ledger row for an address, which is the one that counts.';

-- Only a web chat has somebody to show the dots to, so the job says by which channel the reply will go. A job from
-- before this says nothing and is asked about as before.
create function private.promise_reply(thread public.conversations) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  window_ms int := (select d.reply_debounce_ms from public.dealerships as d where d.id = thread.dealership_id);
  key text := 'reply:' || thread.id::text;
begin
  update private.jobs as j
  set run_at = least(
    now() + window_ms * interval '1 millisecond',
    j.created_at + 4 * window_ms * interval '1 millisecond')
  where j.fifo_key = key and j.status = 'ready' and j.attempts = 0;
  if not found then
    perform private.enqueue_job(thread.dealership_id, 'reply_with_ai',
      jsonb_build_object('conversation_id', thread.id, 'channel', thread.channel), key, window_ms);
  end if;
end
$$;
comment on function private.promise_reply is 'Promises one AI reply after the debounce window of the dealership.';

revoke execute on function public.count_refusal, private.system_line, private.step_back,
  private.thread_of_sms, private.record_consent, private.current_consent, private.promise_reply
  from public, anon, authenticated;
grant execute on function public.count_refusal, private.system_line, private.step_back,
  private.thread_of_sms, private.record_consent, private.current_consent, private.promise_reply
  to service_role;
