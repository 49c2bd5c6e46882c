-- The one send gate. Every message that leaves is claimed here, in the transaction that evaluates the rules,
-- under the conversation's row lock: a take-over, an opt-out or a kill switch is either seen or comes later.

create function private.send_refusal(message public.messages, thread public.conversations) returns text
language plpgsql stable security invoker set search_path = '' as $$
declare
  consent text := (
    private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).status;
begin
  if message.direction <> 'outbound' then
    return 'internal';
  end if;
  if consent is distinct from 'granted' then
    return case when consent = 'revoked' then 'opted_out' else 'no_consent' end;
  end if;
  if message.author <> 'ai' then
    return null;
  end if;
  if not (select d.ai_enabled from public.dealerships as d where d.id = thread.dealership_id) then
    return 'ai_off';
  end if;
  if thread.ai_paused then
    return 'ai_paused';
  end if;
  if thread.owner = 'human' or thread.owner = 'waiting_human' and not message.is_handover_notice then
    return 'taken_over';
  end if;
  if thread.status in ('closed', 'archived') then
    return 'closed';
  end if;
  if exists (
    select from public.messages as m
    where m.conversation_id = thread.id and m.direction = 'outbound' and m.id <> message.id
      and m.id > message.id - 1000 and m.created_at > message.created_at - interval '10 minutes'
      and m.content = message.content
      and m.delivery_status in ('sending', 'sent', 'delivered', 'read', 'unknown'))
  then
    return 'duplicate';
  end if;
  return null;
end
$$;
comment on function private.send_refusal is
  'Why this message must not leave now, or null. Consent binds everyone; the other rules bind the AI.';

create function public.claim_send(
  message_id bigint, job_id bigint, lease_token uuid, confirmed_unsent boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  thread public.conversations;
  refusal text;
  our_number public.phone_numbers;
  verify boolean;
begin
  if not exists (select from private.jobs as j where j.id = job_id and j.lease_token = claim_send.lease_token
    and j.status = 'leased' and j.lease_until > now()) then
    return jsonb_build_object('decision', 'done', 'reason', 'lease_lost');
  end if;
  select c.* into thread from public.conversations as c
  where c.id = (select m.conversation_id from public.messages as m where m.id = message_id) for update;
  select m.* into target from public.messages as m where m.id = message_id for update;
  if target.id is null or target.delivery_status not in ('queued', 'deferred', 'sending') then
    return jsonb_build_object('decision', 'done', 'reason', coalesce(target.delivery_status, 'gone'));
  end if;
  -- Sending without our having recorded an answer: an earlier worker may have got through to the provider.
  -- Only the lease that was told to look may say that nothing was found.
  verify := target.delivery_status = 'sending'
    and not (confirmed_unsent and target.lease_token is not distinct from claim_send.lease_token);
  if not verify then
    refusal := private.send_refusal(target, thread);
    if refusal is not null then
      update public.messages as m
      set delivery_status = 'blocked', error_class = refusal, error_message = 'Held by the send gate'
      where m.id = target.id;
      return jsonb_build_object('decision', 'blocked', 'reason', refusal);
    end if;
  end if;
  update public.messages as m
  set delivery_status = 'sending', lease_token = claim_send.lease_token,
    first_claimed_at = coalesce(m.first_claimed_at, now()),
    consent_id = coalesce(m.consent_id,
      (private.current_consent(thread.dealership_id, thread.channel, thread.customer_address)).id)
  where m.id = target.id
  returning m.* into target;
  select n.* into our_number from public.phone_numbers as n where n.id = thread.phone_number_id;
  return jsonb_build_object(
    'decision', case when verify then 'verify' else 'send' end, 'reason', null, 'run_at', null,
    'to', thread.customer_address, 'from', our_number.e164,
    'messaging_service_sid', our_number.messaging_service_sid, 'account_sid', our_number.account_sid,
    'content', target.content, 'media', target.media, 'first_claimed_at', target.first_claimed_at,
    'attempt', (select j.attempts from private.jobs as j where j.id = job_id));
end
$$;
comment on function public.claim_send is
  'The send gate: {decision: send|verify|blocked|done, …}. verify: an earlier claim may have sent it, so look at the '
  'provider first and come back with confirmed_unsent, or record what was found. Every claim cites a consent row.';

create function public.record_send(
  message_id bigint, lease_token uuid, outcome text, provider_message_id text default null,
  segments int default null, error_code text default null, error_class text default null,
  error_message text default null, account_sid text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_variable
declare
  target public.messages;
  heard text := case outcome
    when 'accepted' then 'sent'
    when 'rejected' then case when error_class in ('rate_limit', 'transient', 'auth') then 'queued' else 'failed' end
    else 'sending' end;
begin
  if record_send.error_class = 'opted_out' then
    -- The opt-out writes to the thread: thread before message, as in the gate, or the two deadlock.
    perform from public.conversations as c
    where c.id = (select m.conversation_id from public.messages as m where m.id = message_id) for update;
  end if;
  select m.* into target from public.messages as m
  where m.id = message_id and m.lease_token = record_send.lease_token for update;
  if target.id is null then
    return jsonb_build_object('status', 'lost');
  end if;
  update public.messages as m
  set delivery_status = case
      when heard = 'queued' and m.delivery_status = 'sending' and m.provider_message_id is null then 'queued'
      when private.delivery_rank(heard) > private.delivery_rank(m.delivery_status) then heard
      else m.delivery_status end,
    provider = case when outcome = 'accepted' then 'twilio' else m.provider end,
    provider_account = case when outcome = 'accepted'
      then coalesce(record_send.account_sid, m.provider_account) else m.provider_account end,
    provider_message_id = coalesce(m.provider_message_id, record_send.provider_message_id),
    segments = coalesce(record_send.segments, m.segments),
    error_code = case when outcome = 'accepted' then m.error_code else record_send.error_code end,
    error_class = case when outcome = 'accepted' then m.error_class else record_send.error_class end,
    error_message = case when outcome = 'accepted' then m.error_message else left(record_send.error_message, 300) end,
    sent_at = case when outcome = 'accepted' then coalesce(m.sent_at, now()) else m.sent_at end,
    failed_at = case when heard = 'failed' then now() else m.failed_at end
  where m.id = target.id
  returning m.* into target;
  if record_send.error_class = 'opted_out' then
    perform private.carrier_opt_out(target);
  end if;
  return jsonb_build_object('status', target.delivery_status);
end
$$;
comment on function public.record_send is
  'Writes down what the provider said of one claimed send; only the token''s holder may. {status} is the delivery '
  'status after it: sent, queued (will be tried again), sending (unknown, will be verified), failed, or lost.';

-- What staff see when the queue gives up: the thread says so and waits for a person.
create or replace function private.job_is_dead(job private.jobs) returns void
language plpgsql volatile security invoker set search_path = '' as $$
declare
  thread uuid;
begin
  if job.kind = 'reply_with_ai' then
    perform private.step_back((job.payload ->> 'conversation_id')::uuid, 'ai_failed', null);
  elsif job.kind = 'send_message' then
    perform from public.conversations as c
    where c.id = (select m.conversation_id from public.messages as m
      where m.id = (job.payload ->> 'message_id')::bigint) for update;
    update public.messages as m
    set delivery_status = case when m.delivery_status = 'sending' then 'unknown' else 'failed' end,
      error_class = coalesce(m.error_class, 'gave_up'),
      error_message = coalesce(m.error_message, left(job.last_error, 300)), failed_at = now()
    where m.id = (job.payload ->> 'message_id')::bigint
      and m.delivery_status in ('queued', 'deferred', 'sending')
    returning m.conversation_id into thread;
    if thread is not null then
      perform private.step_back(thread, 'send_failed', null);
    end if;
  end if;
end
$$;
comment on function private.job_is_dead is 'Makes a job that ran out of attempts visible where staff look.';

revoke execute on function public.claim_send, public.record_send, private.send_refusal, private.job_is_dead
  from public, anon, authenticated;
grant execute on function public.claim_send, public.record_send, private.send_refusal, private.job_is_dead
  to service_role;
