-- The life of an experiment and the draw. What has started cannot be changed, only paused or ended.

create function private.require_startable(experiment public.prompt_experiments) returns void
language plpgsql stable security definer set search_path = '' as $$
declare
  arms int;
  total int;
  controls int;
  smallest int;
begin
  select count(*), coalesce(sum(v.traffic_percentage), 0), count(*) filter (where v.is_control),
    min(v.traffic_percentage)
  into arms, total, controls, smallest
  from public.experiment_variants as v where v.experiment_id = experiment.id;
  if arms < 2 then
    perform private.refuse(409, 'too_few_variants', 'Cannot start experiment: it needs at least two variants');
  elsif arms > 10 then
    perform private.refuse(409, 'too_many_variants', 'Cannot start experiment: it has at most ten variants');
  elsif total <> 100 or smallest < 1 then
    perform private.refuse(409, 'invalid_weights',
      'Cannot start experiment: each variant has a share, and the shares add up to 100');
  elsif controls <> 1 then
    perform private.refuse(409, 'no_control', 'Cannot start experiment: exactly one variant is the control');
  elsif exists (
    select from public.experiment_variants as v
    join public.personas as p on p.dealership_id = v.dealership_id and p.id = v.persona_id
    where v.experiment_id = experiment.id and not coalesce(private.persona_is_tried(p), false)
  ) then
    perform private.refuse(409, 'persona_not_evaluated',
      'Cannot start experiment: a variant has words that have not been tried yet');
  end if;
end
$$;
comment on function private.require_startable is
  'Refuses to start what could not be read. Definer: counts variants past their policies.';

create function private.tg_experiment_moves() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if old.status <> new.status and not (old.status || '>' || new.status) = any (array['draft>active', 'draft>cancelled',
    'active>paused', 'active>completed', 'active>cancelled', 'paused>active', 'paused>completed', 'paused>cancelled']) then
    perform private.refuse(409, 'illegal_move', 'Cannot move experiment: from ' || old.status || ' to ' || new.status);
  end if;
  if old.status <> 'draft' and (new.traffic_percentage, new.primary_metric, new.secondary_metrics, new.confidence_level,
    new.minimum_sample_size, new.planned_sample_size, new.salt) <> (old.traffic_percentage, old.primary_metric,
    old.secondary_metrics, old.confidence_level, old.minimum_sample_size, old.planned_sample_size, old.salt) then
    perform private.refuse(409, 'experiment_started', 'Cannot change experiment: it has started, and so has its counting');
  end if;
  if old.status = 'draft' and new.status = 'active' then
    perform private.require_startable(new);
    new.starts_at := coalesce(new.starts_at, now());
    update public.experiment_variants as v
    set persona_version_id = (select p.current_version_id from public.personas as p where p.id = v.persona_id)
    where v.experiment_id = new.id;
  elsif new.status in ('completed', 'cancelled') and old.status <> new.status then
    new.ends_at := greatest(now(), new.starts_at + interval '1 microsecond');
  end if;
  if new.winner_variant_id is not null and not exists (select from public.experiment_variants as v
    where v.id = new.winner_variant_id and v.experiment_id = new.id) then
    perform private.refuse(400, 'invalid_winner_variant_id', 'Cannot name winner: it is no variant of this experiment');
  end if;
  return new;
end
$$;
comment on function private.tg_experiment_moves is
  'Keeps an experiment''s life legal and its terms fixed once it runs. Definer: freezes the variants'' versions.';
create trigger prompt_experiments_10_moves before update on public.prompt_experiments
  for each row execute function private.tg_experiment_moves();

create function private.tg_experiment_starts() returns trigger
language plpgsql volatile security invoker set search_path = '' as $$
begin
  if new.status <> 'draft' then
    perform private.refuse(409, 'illegal_move', 'Cannot make experiment: it begins as a draft');
  end if;
  return new;
end
$$;
comment on function private.tg_experiment_starts is 'An experiment begins as a draft.';
create trigger prompt_experiments_10_starts before insert on public.prompt_experiments
  for each row execute function private.tg_experiment_starts();

-- After the row and not before: the policy has spoken by then, so nobody learns here what runs elsewhere.
create function private.tg_variant_fixed() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  if exists (select from public.prompt_experiments as e
    where e.dealership_id = new.dealership_id and e.id = new.experiment_id and e.status <> 'draft') then
    perform private.refuse(409, 'experiment_started', 'Cannot change variant: its experiment has started');
  end if;
  return null;
end
$$;
comment on function private.tg_variant_fixed is
  'Keeps the arms of a started experiment. Definer: reads the experiment past its policy.';
create trigger experiment_variants_40_added after insert on public.experiment_variants
  for each row execute function private.tg_variant_fixed();
create trigger experiment_variants_40_changed after update on public.experiment_variants
  for each row when (old.persona_id <> new.persona_id or old.traffic_percentage <> new.traffic_percentage
    or old.is_control <> new.is_control)
  execute function private.tg_variant_fixed();

-- A number from 0 to 9999 that follows from its text alone; the top 48 bits, so it fits and spreads evenly.
create function private.bucket_of(seed text) returns int
language sql immutable security invoker set search_path = '' as $$
  select (('x' || left(md5(seed), 12))::bit(48)::bigint % 10000)::int
$$;
comment on function private.bucket_of is 'A steady draw from 0 to 9999.';

create function private.draw_variant(experiment public.prompt_experiments, customer_id uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  with arms as (
    select v.id, sum(v.traffic_percentage) over (order by v.is_control desc, v.id) as upto
    from public.experiment_variants as v where v.experiment_id = experiment.id
  )
  select a.id from arms as a
  where private.bucket_of(experiment.salt::text || ':in:' || draw_variant.customer_id::text)
      < experiment.traffic_percentage * 100
    and a.upto * 100 > private.bucket_of(experiment.salt::text || ':arm:' || draw_variant.customer_id::text)
  order by a.upto limit 1
$$;
comment on function private.draw_variant is
  'The variant that a shopper would have, or null when they take no part: a function of salt and shopper. Definer: '
  'reads variants past their policies.';

-- Of several running experiments a shopper is in one at most: the one they are in already, else the first by start
-- that draws them. While it is paused nobody is moved into another.
create function private.assign_variant(dealership_id uuid, customer_id uuid) returns uuid
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  experiment public.prompt_experiments;
  kept record;
  variant_id uuid;
begin
  select a.variant_id, e.status into kept
  from public.experiment_assignments as a
  join public.prompt_experiments as e on e.id = a.experiment_id and e.status in ('active', 'paused')
  where a.dealership_id = assign_variant.dealership_id and a.customer_id = assign_variant.customer_id
  order by a.assigned_at limit 1;
  if found then
    return case when kept.status = 'active' then kept.variant_id end;
  end if;
  for experiment in
    select e.* from public.prompt_experiments as e
    where e.dealership_id = assign_variant.dealership_id and e.status = 'active'
      and e.starts_at <= now() and (e.ends_at is null or e.ends_at > now())
    order by e.starts_at, e.id
  loop
    variant_id := private.draw_variant(experiment, assign_variant.customer_id);
    if variant_id is not null then
      insert into public.experiment_assignments (dealership_id, experiment_id, variant_id, customer_id)
      values (assign_variant.dealership_id, experiment.id, variant_id, assign_variant.customer_id)
      on conflict (experiment_id, customer_id) do nothing;
      return variant_id;
    end if;
  end loop;
  return null;
end
$$;
comment on function private.assign_variant is
  'The variant that a shopper has now, drawn and kept at the first ask; null outside of experiments. Definer: nobody '
  'writes assignments directly.';

create or replace function private.version_for(thread public.conversations) returns public.persona_versions
language sql volatile security definer set search_path = '' as $$
  select v.*
  from (select private.assign_variant(thread.dealership_id, thread.customer_id)) as a (variant_id)
  left join public.experiment_variants as x on x.dealership_id = thread.dealership_id and x.id = a.variant_id
  left join public.personas as p on p.dealership_id = thread.dealership_id and p.is_default and p.is_active
  join public.persona_versions as v
    on v.dealership_id = thread.dealership_id and v.id = coalesce(x.persona_version_id, p.current_version_id)
$$;

create function private.tg_exposure() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  perform private.expose(new);
  return null;
end
$$;
comment on function private.tg_exposure is
  'Counts a shopper from the first delivered message of their variant. Definer: nobody writes metrics directly.';
create trigger messages_59_exposure after update of delivery_status on public.messages
  for each row when (new.author = 'ai' and new.persona_version_id is not null
    and new.delivery_status in ('delivered', 'read') and old.delivery_status not in ('delivered', 'read'))
  execute function private.tg_exposure();

revoke execute on function private.require_startable, private.tg_experiment_moves, private.tg_experiment_starts,
  private.tg_variant_fixed, private.bucket_of, private.draw_variant, private.assign_variant, private.tg_exposure
  from public, anon, authenticated;
grant execute on function private.bucket_of, private.draw_variant, private.assign_variant to service_role;
