-- A tick waits half a second for whoever holds a shopper, as record_lead may on a busy day, and not only a tenth; but
-- not for fifty of them one after the other, while others wait for what it has locked itself.

create or replace function private.make_leads_of_talks() returns int
language plpgsql volatile security definer set search_path = '' set lock_timeout = '500ms' as $$
declare
  wish private.lead_wishes;
  began constant timestamptz := clock_timestamp();
  kept int := 0;
begin
  for wish in
    select w.* from private.lead_wishes as w where w.try_at <= now()
    order by w.try_at limit 50 for update skip locked
  loop
    exit when clock_timestamp() > began + interval '3 seconds';
    begin
      if wish.lead_id is null then
        perform private.make_lead_of_talk(wish);
      else
        perform private.note_answer_of_talk(wish);
      end if;
      kept := kept + 1;
    exception when others then
      -- One that cannot be kept now must not hold up the rest; it is tried again.
      if sqlstate not in ('55P03', '40P01') then
        raise warning 'Cannot make lead of conversation %: %', wish.conversation_id, sqlerrm;
      end if;
      update private.lead_wishes as w
      set try_at = now() + case when sqlstate in ('55P03', '40P01') then interval '5 seconds' else interval '10 minutes' end
      where w.conversation_id = wish.conversation_id;
    end;
  end loop;
  return kept;
end
$$;
