-- Two customers that turn out to be one keep the voice that one of them already has, and count once. Replaces
-- experiment_counts of 20261122020200: no metric of a variant exceeds those who have met it.

create function private.tg_merge_assignments() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  update public.experiment_assignments as a set customer_id = new.winner_id
  where a.dealership_id = new.dealership_id and a.customer_id = new.loser_id
    and not exists (select from public.experiment_assignments as o
      where o.experiment_id = a.experiment_id and o.customer_id = new.winner_id);
  return null;
end
$$;
comment on function private.tg_merge_assignments is
  'Hands a merged shopper''s variant on. Definer: nobody writes assignments directly.';
create trigger customer_merges_59_assignments after insert on public.customer_merges
  for each row execute function private.tg_merge_assignments();

create or replace function private.experiment_counts(experiment public.prompt_experiments) returns jsonb
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

revoke execute on function private.tg_merge_assignments from public, anon, authenticated;
