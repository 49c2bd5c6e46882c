-- Calls of models that belong to no conversation, such as embeddings, are booked on the dealership's AI budget too.

create function public.spend_ai_budget(dealership_id uuid, cost_microcents bigint) returns void
language sql volatile security invoker set search_path = '' as $$
  select private.spend_ai_budget(spend_ai_budget.dealership_id, spend_ai_budget.cost_microcents)
  where spend_ai_budget.cost_microcents > 0
$$;
comment on function public.spend_ai_budget is
  'Books what a model call outside of any conversation cost, such as an embedding; for the workers alone.';
revoke execute on function public.spend_ai_budget from public, anon, authenticated;
grant execute on function public.spend_ai_budget to service_role;
