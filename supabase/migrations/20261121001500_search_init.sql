-- Search for answers: inventory and knowledge of one dealership. The dealership is an explicit argument of each
-- query, because under RLS text operators are not leakproof and the planner would skip the indexes.

create function public.search_vehicles(dealership_id uuid, query jsonb) returns setof public.vehicles
language sql stable security invoker set search_path = '' as $$
  select v.*
  from public.vehicles as v
  where v.dealership_id = search_vehicles.dealership_id
    and (query ->> 'stock_number' is not null or query ->> 'vin_tail' is not null
      or jsonb_typeof(query -> 'ids') = 'array'
      or v.is_active and (v.status in ('available', 'pending')
        or v.status = 'sold' and v.sold_at > now() - interval '45 days'))
    and (jsonb_typeof(query -> 'ids') is distinct from 'array' or query -> 'ids' ? v.id::text)
    and (query ->> 'stock_number' is null or upper(v.stock_number) = upper(query ->> 'stock_number'))
    and (query ->> 'vin_tail' is null or right(v.vin, length(query ->> 'vin_tail')) = upper(query ->> 'vin_tail'))
    and (query ->> 'make' is null or lower(v.make) = lower(query ->> 'make'))
    and (query ->> 'model' is null or lower(v.model) = lower(query ->> 'model')
      or lower(v.model) like lower(query ->> 'model') || ' %')
    and (query ->> 'trim' is null or v.trim ilike '%' || (query ->> 'trim') || '%')
    and (query ->> 'body_style' is null or lower(v.body_style) = lower(query ->> 'body_style'))
    and (query ->> 'condition' is null or v.condition = query ->> 'condition')
    and (query ->> 'fuel_type' is null or lower(v.fuel_type) = lower(query ->> 'fuel_type'))
    and (query ->> 'drivetrain' is null or lower(v.drivetrain) = lower(query ->> 'drivetrain'))
    and v.year between coalesce((query ->> 'year_min')::int, 0) and coalesce((query ->> 'year_max')::int, 9999)
    and v.mileage <= coalesce((query ->> 'mileage_max')::int, 2147483647)
    and (query ->> 'price_min_cents' is null or v.price_cents >= (query ->> 'price_min_cents')::bigint)
    and (query ->> 'price_max_cents' is null or v.price_cents <= (query ->> 'price_max_cents')::bigint)
    and (query ->> 'text' is null
      or lower(v.make || ' ' || v.model || ' ' || coalesce(v.trim, ''))
        operator(extensions.%>) lower(query ->> 'text'))
  order by case v.status when 'available' then 0 when 'pending' then 1 else 2 end,
    v.price_cents nulls last, v.stock_number
  limit least(coalesce((query ->> 'limit')::int, 10), 500)
$$;
comment on function public.search_vehicles is
  'Units of one dealership that fit the filters in query (make, model, body_style, price_max_cents, '
  'mileage_max, stock_number, vin_tail, text, limit …), on the lot first, then pending, then lately sold.';

create function public.alternative_vehicles(dealership_id uuid, vehicle_id uuid, max int default 3)
returns setof public.vehicles
language sql stable security invoker set search_path = '' as $$
  select v.*
  from public.vehicles as v
  join public.vehicles as wanted
    on wanted.dealership_id = v.dealership_id and wanted.id = alternative_vehicles.vehicle_id
  where v.dealership_id = alternative_vehicles.dealership_id
    and v.status = 'available' and v.is_active and v.id <> wanted.id and v.price_cents is not null
    and (v.model = wanted.model or v.body_style = wanted.body_style)
  order by (v.make = wanted.make and v.model = wanted.model) desc,
    abs(v.price_cents - coalesce(wanted.price_cents, v.price_cents)), v.stock_number
  limit least(alternative_vehicles.max, 10)
$$;
comment on function public.alternative_vehicles is
  'Up to max units on the lot that come nearest to one vehicle: same model first, then same body, by price.';

create function public.search_knowledge(dealership_id uuid, query text, max int default 3)
returns table (id uuid, title text, answer text, category text, score double precision)
language plpgsql stable security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  asked text[] := private.words_of(left(search_knowledge.query, 300));
  fused uuid[] := array(
    select f.id from (
      select w.id, w.place from private.knowledge_by_words(search_knowledge.dealership_id, asked) as w
      union all
      select l.id, l.place from private.knowledge_by_likeness(search_knowledge.dealership_id, asked) as l
    ) as f
    group by f.id order by sum(1.0 / (50 + f.place)) desc, f.id limit 12);
begin
  return query
  select e.id, e.title, e.answer, e.category, j.score
  from private.judge_knowledge(search_knowledge.dealership_id, asked, fused) as j
  join public.knowledge_entries as e on e.dealership_id = search_knowledge.dealership_id and e.id = j.id
  where j.score > 0.5
  order by j.score desc, array_position(fused, e.id)
  limit least(search_knowledge.max, 10);
end
$$;
comment on function public.search_knowledge is
  'Approved answers of one dealership to a question, best first, score 0 to 1; none at or below 0.5, so that a bad fit '
  'is no answer. Full text and trigram legs fused by reciprocal rank, then judged by how much of the question is known.';

revoke execute on function public.search_vehicles, public.alternative_vehicles, public.search_knowledge
  from public, anon, authenticated;
grant execute on function public.search_vehicles, public.alternative_vehicles, public.search_knowledge
  to service_role;
