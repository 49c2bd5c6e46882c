-- The end of an experiment, and who wins it, is an administrative act like its beginning: it asks for the second factor
-- where the role must show one. private.experiment_for is as before, but for that question.

create or replace function private.experiment_for(experiment_id uuid, permission text) returns public.prompt_experiments
language plpgsql volatile security definer set search_path = '' as $$
declare
  experiment public.prompt_experiments;
begin
  select e.* into experiment from public.prompt_experiments as e
  where e.id = experiment_for.experiment_id and ((select auth.role()) = 'service_role'
    or e.dealership_id = any (private.dealerships_where(experiment_for.permission)))
  for update;
  if experiment.id is null then
    perform private.refuse(404, 'experiment_not_found', 'Cannot find experiment: it does not exist or is not yours');
  end if;
  if private.is_administrative(experiment_for.permission) then
    perform private.require_factor(experiment.dealership_id);
  end if;
  return experiment;
end
$$;
