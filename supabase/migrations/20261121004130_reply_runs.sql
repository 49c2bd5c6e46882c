-- Why this reply: what each run of the AI called, found, threw away and cost, kept with the message.

create function private.keep_reply_run(
  thread public.conversations, answers_through bigint, message_id bigint, outcome text, reply jsonb
) returns void
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if thread.id is null then
    return;
  end if;
  update public.messages as m
  set metadata = m.metadata || jsonb_build_object('run', coalesce(reply -> 'run', '{}') || jsonb_build_object(
    'outcome', keep_reply_run.outcome, 'fallback', reply -> 'fallback', 'model', reply -> 'model'))
  where m.dealership_id = thread.dealership_id
    and m.id = coalesce(keep_reply_run.message_id, keep_reply_run.answers_through);
end
$$;
comment on function private.keep_reply_run is
  'Keeps how a reply came about: model calls with tokens, cost and milliseconds, tools, rejected drafts, verdicts.';

create function public.ai_budget_allows(dealership_id uuid) returns boolean
language plpgsql stable security invoker set search_path = '' as $$
begin
  return true;
end
$$;
comment on function public.ai_budget_allows is 'Whether the dealership may still spend money on a model; asked before each call.';

revoke execute on function private.keep_reply_run, public.ai_budget_allows from public, anon, authenticated;
grant execute on function private.keep_reply_run, public.ai_budget_allows to service_role;
