-- Two customers that turn out to be one keep the voice that one of them already has, and count once.

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

revoke execute on function private.tg_merge_assignments from public, anon, authenticated;
