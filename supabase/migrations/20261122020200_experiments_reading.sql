-- What an experiment says: its counts for whoever reads them, the timer that looks for harm, and the end with or
-- without a winner. The statistics are in domain/experiment_reading.ts; SQL counts and acts.

create function private.experiment_counts(experiment public.prompt_experiments) returns jsonb
language sql stable security definer set search_path = '' as $$
  with counted as (
    select m.variant_id, m.metric_name, count(*)::int as participants from public.prompt_metrics as m
    where m.dealership_id = experiment.dealership_id and m.experiment_id = experiment.id
    group by 1, 2
  ), arms as (
    select v.id, v.is_control, v.traffic_percentage, coalesce((select c.participants from counted as c
      where c.variant_id = v.id and c.metric_name = 'exposure'), 0) as exposed
    from public.experiment_variants as v
    where v.dealership_id = experiment.dealership_id and v.experiment_id = experiment.id
  ), metrics as (
    select k.name, k.good, case when k.name = experiment.primary_metric then 'primary'
      when k.good = 'lower' then 'guardrail' else 'secondary' end as role
    from private.experiment_metrics() as k
    where k.name = experiment.primary_metric or k.good = 'lower' or k.name = any (experiment.secondary_metrics)
  )
  select jsonb_build_object(
    'planned_sample_per_arm', greatest(experiment.planned_sample_size, experiment.minimum_sample_size, 100),
    'minimum_sample_per_arm', greatest(experiment.minimum_sample_size, 100),
    'confidence_level', greatest(experiment.confidence_level, 0.8),
    'arms', (select coalesce(jsonb_agg(jsonb_build_object('variant_id', a.id, 'is_control', a.is_control,
        'weight', a.traffic_percentage, 'exposed', a.exposed) order by a.is_control desc, a.id), '[]') from arms as a),
    'metrics', (select jsonb_agg(jsonb_build_object('name', k.name, 'role', k.role, 'good', k.good,
        'kind', 'proportion', 'arms', (select coalesce(jsonb_agg(jsonb_build_object('variant_id', a.id,
          'events', least(a.exposed, coalesce((select c.participants from counted as c
            where c.variant_id = a.id and c.metric_name = k.name), 0))) order by a.is_control desc, a.id), '[]')
          from arms as a)) order by k.role = 'primary' desc, k.role, k.name)
      from metrics as k))
$$;
comment on function private.experiment_counts is
  'An experiment''s ExperimentSummary, as contract/experiment.ts has it. Definer: counts past policies.';

create function private.experiment_for(experiment_id uuid, permission text) returns public.prompt_experiments
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
comment on function private.experiment_for is
  'The locked experiment, if the caller holds the permission or is one of our functions; else 404. Definer: locks past '
  'the table''s policies.';

create function public.experiment_summary(experiment_id uuid) returns jsonb
language sql volatile security definer set search_path = '' as $$
  select private.experiment_counts(private.experiment_for(experiment_summary.experiment_id, 'experiments.read'))
$$;
comment on function public.experiment_summary is
  'What an experiment has counted so far, for domain/experiment_reading.ts (permission experiments.read). Definer: '
  'counts past policies.';

create function public.complete_experiment(
  experiment_id uuid, winner_variant_id uuid default null, make_default boolean default false
) returns setof public.prompt_experiments
language plpgsql volatile security definer set search_path = '' rows 1 as $$
#variable_conflict use_column
declare
  experiment public.prompt_experiments := private.experiment_for(complete_experiment.experiment_id, 'experiments.write');
  winner public.experiment_variants;
begin
  if experiment.status not in ('active', 'paused') then
    perform private.refuse(409, 'illegal_move', 'Cannot complete experiment: it is not running');
  end if;
  select v.* into winner from public.experiment_variants as v
  where v.experiment_id = experiment.id and v.id = complete_experiment.winner_variant_id;
  if complete_experiment.winner_variant_id is not null and winner.id is null then
    perform private.refuse(400, 'invalid_winner_variant_id',
      'Cannot name winner: it is no variant of this experiment');
  end if;
  if complete_experiment.make_default then
    if winner.id is null then
      perform private.refuse(400, 'invalid_winner_variant_id',
        'Cannot make winner the default: no winner is named');
    end if;
    perform private.require_permission_or_service(experiment.dealership_id, 'personas.write');
    update public.personas as p set is_default = false
    where p.dealership_id = experiment.dealership_id and p.is_default and p.id <> winner.persona_id;
    update public.personas as p set is_default = true, is_active = true, current_version_id = winner.persona_version_id
    where p.dealership_id = experiment.dealership_id and p.id = winner.persona_id;
  end if;
  return query
    update public.prompt_experiments as e set status = 'completed', winner_variant_id = winner.id
    where e.id = experiment.id returning e.*;
end
$$;
comment on function public.complete_experiment is
  'Ends an experiment, with a winner if one is named, which then speaks to everyone if make_default says so (permission '
  'experiments.write, and personas.write for that). Definer: versions are not set directly.';

create function public.record_experiment_reading(experiment_id uuid, reading jsonb, lease_token uuid) returns text
language plpgsql volatile security invoker set search_path = '' as $$
declare
  experiment public.prompt_experiments;
begin
  if not private.holds_lease(record_experiment_reading.lease_token, 'read_experiment') then
    return 'lease_lost';
  end if;
  experiment := private.experiment_for(record_experiment_reading.experiment_id, 'experiments.read');
  return private.keep_reading(experiment, record_experiment_reading.reading);
end
$$;
comment on function public.record_experiment_reading is
  'Keeps a reading; harm to a guardrail pauses a running experiment, and nothing else does: stopped, kept or lease_lost.';

create function private.keep_reading(experiment public.prompt_experiments, reading jsonb) returns text
language plpgsql volatile security definer set search_path = '' as $$
declare
  harmed boolean := experiment.status = 'active' and keep_reading.reading ->> 'state' = 'guardrail_harm';
begin
  update public.prompt_experiments as e
  set results = keep_reading.reading || jsonb_build_object('read_at', now())
      || case when harmed then jsonb_build_object('stopped_at', now()) else '{}' end,
    status = case when harmed then 'paused' else e.status end
  where e.id = experiment.id;
  if harmed then
    perform private.notify(experiment.dealership_id,
      private.members_with(experiment.dealership_id, 'experiments.write'), 'experiment.stopped',
      'Stopped the experiment ' || experiment.name || ': a variant does harm', '/settings/experiments',
      'experiment.stopped:' || experiment.id::text || ':' || now()::text);
  end if;
  return case when harmed then 'stopped' else 'kept' end;
end
$$;
comment on function private.keep_reading is
  'Writes what was read and stops on harm. Definer: the service writes results, not an experiment''s life.';

create function private.promise_readings() returns int
language sql volatile security definer set search_path = '' as $$
  with promised as (
    select private.enqueue_job(e.dealership_id, 'read_experiment', jsonb_build_object('experiment_id', e.id),
      'experiment:' || e.id::text)
    from public.prompt_experiments as e
    where e.status = 'active' and not exists (select from private.jobs as j
      where j.fifo_key = 'experiment:' || e.id::text and j.status in ('ready', 'leased'))
  )
  select count(*)::int from promised
$$;
comment on function private.promise_readings is
  'Queues a reading of each running experiment. Definer: works for a timer.';
select cron.schedule('read-experiments', '11 * * * *', 'select private.promise_readings()');

revoke execute on function private.experiment_counts, private.experiment_for, public.experiment_summary,
  public.complete_experiment, public.record_experiment_reading, private.keep_reading, private.promise_readings
  from public, anon, authenticated;
grant execute on function private.experiment_for, private.keep_reading, public.record_experiment_reading
  to service_role;
grant execute on function public.experiment_summary to authenticated, service_role;
grant execute on function public.complete_experiment to authenticated;
