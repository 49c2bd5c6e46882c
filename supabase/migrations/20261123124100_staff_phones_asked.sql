-- A code went to any number, for a partner's api role too. Now only people of staff ask for one, and none goes to a
-- number whose owner said STOP. request_phone_code is as before, but for these two questions.

create or replace function public.request_phone_code(dealership_id uuid, phone text) returns void
language plpgsql volatile security definer set search_path = '' as $$
#variable_conflict use_column
declare
  caller constant uuid := (select auth.uid());
  request uuid;
begin
  -- The api role reads the dealership, but not its members.
  perform private.require_permission(request_phone_code.dealership_id, 'members.read');
  if coalesce(request_phone_code.phone, '') !~ '^\+[1-9][0-9]{6,14}$' then
    perform private.refuse(400, 'invalid_phone', 'Cannot send code: this is not a phone number');
  end if;
  if not exists (select from public.phone_numbers as n
    where n.dealership_id = request_phone_code.dealership_id and n.is_active) then
    perform private.refuse(409, 'no_number', 'Cannot send code: the dealership has no number to text from');
  end if;
  if (private.current_consent(request_phone_code.dealership_id, 'sms', request_phone_code.phone)).status
    is not distinct from 'revoked'
  then
    perform private.refuse(409, 'number_opted_out',
      'Cannot send code: this number asked for no more texts, text START from it first');
  end if;
  -- By person, by the number that gets them and by dealership: nobody texts strangers, or makes costs, with this.
  if not private.take_token('phone_code.person', caller::text, 5, 3600)
    or not private.take_token('phone_code.phone', request_phone_code.phone, 5, 86400)
    or not private.take_token('phone_code.dealership', request_phone_code.dealership_id::text, 50, 86400)
  then
    perform private.refuse(429, 'too_many_requests', 'Cannot go on: too much in a short time, try again later');
  end if;
  delete from private.phone_codes as c where c.user_id = caller;
  insert into private.phone_codes (user_id, dealership_id, phone)
  values (caller, request_phone_code.dealership_id, request_phone_code.phone)
  returning id into request;
  perform private.enqueue_job(request_phone_code.dealership_id, 'notify_person',
    jsonb_build_object('phone_code_id', request), 'phone_code:' || request::text);
  perform private.audit_own_phone('asked for a code to a number');
end
$$;
