-- Why this reply: what each run of the AI called, found, threw away and cost, kept with the message.

alter table public.ai_runs
  add column calls jsonb not null default '[]' constraint ai_runs_calls_array check (jsonb_typeof(calls) = 'array');
comment on column public.ai_runs.calls is
  'Each request to a model: [{model, outcome, tokens, cost_micros, ms}], those that failed included.';

create function private.keep_reply_run(
  thread public.conversations, answers_through bigint, message_id bigint, outcome text, reply jsonb
) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  told jsonb := case when jsonb_typeof(reply -> 'run') = 'object' then reply -> 'run' else '{}' end;
  run_id bigint;
begin
  if thread.id is null or reply ->> 'model' is null then
    return;
  end if;
  run_id := private.record_ai_run(thread, keep_reply_run.message_id, jsonb_build_object(
    'kind', 'reply', 'model', reply ->> 'model', 'outcome', keep_reply_run.outcome,
    'persona_version_id', (select p.current_version_id from public.personas as p
      where keep_reply_run.message_id is null and p.dealership_id = thread.dealership_id
        and p.id = (reply ->> 'persona_id')::uuid),
    'input_tokens', told -> 'tokens' -> 'input', 'output_tokens', told -> 'tokens' -> 'output',
    -- A millionth of a dollar is a hundred millionths of a cent.
    'cost_microcents', (told ->> 'cost_micros')::bigint * 100,
    'duration_ms', reply -> 'processing_time_ms', 'confidence', reply -> 'confidence',
    'fallback', reply ->> 'fallback', 'evidence', reply -> 'evidence',
    'verdicts', (select coalesce(jsonb_agg(jsonb_build_object('draft', r.nth, 'model', r.one -> 'model',
        'verdict', r.one -> 'faults', 'content', r.one -> 'content') order by r.nth), '[]')
      from jsonb_array_elements(coalesce(told -> 'rejected', '[]')) with ordinality as r (one, nth)),
    'tools', (select coalesce(jsonb_agg(jsonb_build_object('name', t.one -> 'name', 'duration_ms', t.one -> 'ms',
        'found', t.one ->> 'outcome') order by t.nth), '[]')
      from jsonb_array_elements(coalesce(told -> 'tools', '[]')) with ordinality as t (one, nth)),
    'error', case when reply ->> 'fallback' is not null then reply ->> 'fallback' end));
  update public.ai_runs as r set calls = coalesce(told -> 'calls', '[]') where r.id = run_id;
end
$$;
comment on function private.keep_reply_run is
  'Keeps how a reply came about in ai_runs, whatever became of it, and books its cost. Definer: nobody writes runs '
  'directly.';

create function public.ai_budget_allows(dealership_id uuid) returns boolean
language sql stable security invoker set search_path = '' as $$
  select private.budget_allows(ai_budget_allows.dealership_id)
$$;
comment on function public.ai_budget_allows is 'Whether the dealership may still spend money on a model; asked before each reply.';

revoke execute on function private.keep_reply_run, public.ai_budget_allows from public, anon, authenticated;
grant execute on function private.keep_reply_run, public.ai_budget_allows to service_role;
