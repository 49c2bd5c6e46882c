-- Every audited table writes its log at the end of the transaction. What was audited before keeps its trigger name.

drop trigger dealerships_80_audit on public.dealerships;
create constraint trigger dealerships_80_audit after insert or update on public.dealerships
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger memberships_80_audit on public.memberships;
create constraint trigger memberships_80_audit after insert or update or delete on public.memberships
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger business_hours_80_audit on public.business_hours;
create constraint trigger business_hours_80_audit after insert or update or delete on public.business_hours
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger business_holidays_80_audit on public.business_holidays;
create constraint trigger business_holidays_80_audit after insert or update or delete on public.business_holidays
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger customers_80_audit on public.customers;
create constraint trigger customers_80_audit after insert or update or delete on public.customers
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger vehicles_80_audit on public.vehicles;
create constraint trigger vehicles_80_audit after insert or update or delete on public.vehicles
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger personas_80_audit on public.personas;
create constraint trigger personas_80_audit after insert or update or delete on public.personas
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger knowledge_entries_80_audit on public.knowledge_entries;
create constraint trigger knowledge_entries_80_audit after insert or update or delete on public.knowledge_entries
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger phone_numbers_80_audit on public.phone_numbers;
create constraint trigger phone_numbers_80_audit after insert or update or delete on public.phone_numbers
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger conversations_80_audit on public.conversations;
create constraint trigger conversations_80_audit
  after update of status, owner, assigned_to, ai_paused on public.conversations
  deferrable initially deferred for each row
  execute function private.tg_audit('last_message_id', 'last_message_at', 'last_message_preview',
    'last_message_author', 'unread_count', 'waiting_since');
drop trigger invitations_80_audit on public.invitations;
create constraint trigger invitations_80_audit after insert or update or delete on public.invitations
  deferrable initially deferred for each row execute function private.tg_audit();
drop trigger support_grants_80_audit on public.support_grants;
create constraint trigger support_grants_80_audit after insert or update or delete on public.support_grants
  deferrable initially deferred for each row execute function private.tg_audit();

create constraint trigger customer_identities_80_audit after insert or update or delete on public.customer_identities
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger teams_80_audit after insert or update or delete on public.teams
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger team_members_80_audit after insert or update or delete on public.team_members
  deferrable initially deferred for each row execute function private.tg_audit();
create constraint trigger duty_shifts_80_audit after insert or update or delete on public.duty_shifts
  deferrable initially deferred for each row execute function private.tg_audit();
