-- Whose lead it is and which car it is about. Addresses are compared exactly; a name never makes a match.

create function private.lead_addresses(person jsonb)
returns table (kind text, value text, textable boolean, place bigint)
language sql immutable security invoker set search_path = '' as $$
  select distinct on (a.kind, a.value) a.kind, a.value, a.textable, a.place
  from (
    select 'phone' as kind, p.one ->> 'e164' as value, coalesce((p.one ->> 'textable')::boolean, true) as textable, p.place
    from jsonb_array_elements(coalesce(person -> 'phones', '[]')) with ordinality as p (one, place)
    where coalesce(p.one ->> 'kind', 'voice') not in ('fax', 'pager')
    union all
    select 'phone', person ->> 'phone', true, 0
    union all
    select 'email', lower(btrim(e.one ->> 'address')), false, e.place
    from jsonb_array_elements(coalesce(person -> 'emails', '[]')) with ordinality as e (one, place)
    union all
    select 'email', lower(btrim(person ->> 'email')), false, 0
  ) as a
  where a.kind = 'phone' and a.value ~ '^\+[1-9][0-9]{6,14}$'
    or a.kind = 'email' and a.value ~ '^[^@\s]+@[^@\s]+\.[^@\s]+$' and length(a.value) <= 254
  order by a.kind, a.value, a.place
$$;
comment on function private.lead_addresses is
  'The addresses of a lead''s customer that can be matched: {phones: [{e164, kind, textable}], emails: [{address}]}, or '
  'just {phone, email}; the best of each kind has the lowest place.';

create function private.hold_shopper(customer_id uuid) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
declare
  held public.customers;
begin
  held.merged_into := hold_shopper.customer_id;
  loop
    select c.* into held from public.customers as c where c.id = held.merged_into for no key update;
    exit when held.merged_into is null;
    -- An address that was added during the merge goes along.
    update public.customer_identities as i set customer_id = held.merged_into
    where i.dealership_id = held.dealership_id and i.customer_id = held.id;
  end loop;
  return held.id;
end
$$;
comment on function private.hold_shopper is
  'Locks a customer, or the one that they were merged into, and returns whom.';

create function private.match_customer(dealership_id uuid, person jsonb) returns uuid
language plpgsql volatile security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  known uuid[];
  said_name text := nullif(btrim(left(person ->> 'full_name', 120)), '');
  said_language text := substring(lower(coalesce(person ->> 'language', person ->> 'preferred_language')) from '^[a-z]{2}');
begin
  -- Leads with an address in common go one after the other, always locked in the same order.
  perform pg_advisory_xact_lock(k.key) from (
    select hashtextextended('address:' || match_customer.dealership_id::text || a.kind || a.value, 0) as key
    from private.lead_addresses(person) as a order by 1) as k;
  known := private.customers_by_address(match_customer.dealership_id, person);
  if cardinality(known) = 0 then
    insert into public.customers as c (dealership_id, full_name, preferred_language)
    values (match_customer.dealership_id, said_name, said_language) returning array[c.id] into known;
  end if;
  insert into public.customer_identities (dealership_id, customer_id, kind, value)
  select match_customer.dealership_id, known[1], a.kind, a.value from private.lead_addresses(person) as a
  order by a.kind, a.value
  on conflict (dealership_id, kind, value) do nothing;
  -- Whom these were added to may be merged by now.
  perform private.hold_shopper(known[1]);
  -- A text from the same number may have made its customer in between: the address decides.
  known := private.customers_by_address(match_customer.dealership_id, person) || known;
  known[1] := private.hold_shopper(known[1]);
  update public.customers as c
  set full_name = coalesce(c.full_name, said_name), preferred_language = coalesce(c.preferred_language, said_language)
  where c.id = known[1] and (c.full_name is null and said_name is not null
    or c.preferred_language is null and said_language is not null);
  insert into public.customer_merge_suggestions (dealership_id, matched_id, other_id, reason)
  select distinct on (o.id) match_customer.dealership_id, known[1], o.id,
    'A lead names the phone of one and another address of the other'
  from unnest(known[2:]) as o (id) where o.id <> known[1]
    and exists (select from public.customer_identities as i where i.customer_id = o.id)
  on conflict on constraint customer_merge_suggestions_pair_key do nothing;
  return known[1];
end
$$;
comment on function private.match_customer is
  'The customer known by a lead''s phone, else by its e-mail, else a new one; what was not known of them is added. '
  'Addresses of two customers: the phone''s owner, and a suggestion to merge.';

create function private.customers_by_address(dealership_id uuid, person jsonb) returns uuid[]
language sql stable security invoker set search_path = '' as $$
  select coalesce(array_agg(f.customer_id order by f.kind desc, f.place), '{}')
  from (
    select distinct on (i.customer_id) i.customer_id, a.kind, a.place
    from private.lead_addresses(person) as a
    join public.customer_identities as i
      on i.dealership_id = customers_by_address.dealership_id and i.kind = a.kind and i.value = a.value
    order by i.customer_id, a.kind desc, a.place
  ) as f
$$;
comment on function private.customers_by_address is 'Customers who own a lead''s addresses: by phone first, then by e-mail.';

create function private.match_vehicle(
  dealership_id uuid, wanted jsonb, out vehicle_id uuid, out matched_by text, out alternatives uuid[]
)
language plpgsql stable security invoker set search_path = '' as $$
#variable_conflict use_column
declare
  wanted_vin text := nullif(upper(regexp_replace(wanted ->> 'vin', '\W', '', 'g')), '');
  wanted_stock text := nullif(upper(btrim(wanted ->> 'stock_number')), '');
  unit public.vehicles;
begin
  alternatives := '{}';
  matched_by := case when wanted_vin is not null or wanted_stock is not null then 'missing' else 'unnamed' end;
  select v.* into unit from public.vehicles as v
  where v.dealership_id = match_vehicle.dealership_id
    and (v.vin = wanted_vin or upper(v.stock_number) = wanted_stock or v.id::text = wanted ->> 'vehicle_id')
  order by v.vin = wanted_vin desc nulls last, v.is_active desc, v.id limit 1;
  if unit.id is not null then
    matched_by := case when unit.vin = wanted_vin then 'vin' else 'stock' end;
  elsif matched_by = 'unnamed' and wanted ->> 'model' is not null
    and not coalesce((wanted ->> 'model_is_placeholder')::boolean, false) then
    matched_by := 'missing';
    select v.* into unit from public.vehicles as v
    where v.dealership_id = match_vehicle.dealership_id and v.is_active and v.status in ('available', 'pending')
      and v.year = (wanted ->> 'year')::int and lower(v.make) = lower(wanted ->> 'make')
      and lower(v.model) = lower(wanted ->> 'model')
      and (wanted ->> 'condition' is null or v.condition = wanted ->> 'condition')
    order by lower(v.trim) = lower(wanted ->> 'trim') desc nulls last, v.status, v.price_cents, v.id limit 1;
    if unit.id is not null then
      matched_by := 'model';
    end if;
  end if;
  vehicle_id := unit.id;
  if matched_by = 'missing' or unit.id is not null and not (unit.is_active and unit.status in ('available', 'pending')) then
    alternatives := private.similar_vehicles(match_vehicle.dealership_id, coalesce(unit.make, wanted ->> 'make'),
      coalesce(unit.model, wanted ->> 'model'), coalesce(unit.year, (wanted ->> 'year')::int), unit.body_style);
  end if;
end
$$;
comment on function private.match_vehicle is
  'The unit that a lead''s car is: by VIN, else by stock number, else by year, make and model among those on the lot. A '
  'sold or missing one comes with up to three alternatives.';

create function private.similar_vehicles(dealership_id uuid, make text, model text, year int, body_style text) returns uuid[]
language sql stable security invoker set search_path = '' as $$
  select coalesce(array_agg(f.id order by f.place), '{}')
  from (
    select v.id, row_number() over (order by lower(v.model) = lower(similar_vehicles.model) desc nulls last,
      abs(v.year - similar_vehicles.year) nulls last, v.price_cents, v.id) as place
    from public.vehicles as v
    where v.dealership_id = similar_vehicles.dealership_id and v.is_active and v.status = 'available'
      and (lower(v.make) = lower(similar_vehicles.make)
          and (lower(v.model) = lower(similar_vehicles.model) or v.body_style = similar_vehicles.body_style)
        or similar_vehicles.make is null and lower(v.model) = lower(similar_vehicles.model))
    order by place limit 3
  ) as f
$$;
comment on function private.similar_vehicles is 'Up to three available units nearest to a car, the same model first.';

revoke execute on function private.lead_addresses, private.hold_shopper, private.match_customer, private.customers_by_address,
  private.match_vehicle, private.similar_vehicles from public, anon, authenticated;
grant execute on function private.lead_addresses, private.hold_shopper, private.match_customer, private.customers_by_address,
  private.match_vehicle, private.similar_vehicles to service_role;
