-- A client that trips a constraint gets its name; `<table>_<column>_<rule>` tells it which field to correct. The
-- names that Postgres makes up for checks and keys over several columns do not, so they are replaced here.

alter table public.dealerships rename constraint dealerships_subdomain_check1 to dealerships_subdomain_reserved;
alter table public.business_hours rename constraint business_hours_check to business_hours_closes_at_order;
alter table public.business_hours
  rename constraint business_hours_dealership_id_department_weekday_opens_at_key to business_hours_opens_at_key;
alter table public.business_holidays rename constraint business_holidays_check to business_holidays_closes_at_paired;
alter table public.business_holidays
  rename constraint business_holidays_dealership_id_on_date_key to business_holidays_on_date_key;
alter table public.memberships rename constraint memberships_user_id_dealership_id_key to memberships_user_id_key;
alter table public.vehicles rename constraint vehicles_dealership_id_vin_key to vehicles_vin_key;
alter table public.vehicles rename constraint vehicles_dealership_id_stock_number_key to vehicles_stock_number_key;
alter table public.personas rename constraint personas_dealership_id_name_key to personas_name_key;
alter index public.personas_default_key rename to personas_is_default_key;
alter table public.knowledge_entries
  rename constraint knowledge_entries_check to knowledge_entries_valid_until_order;
alter index public.invitations_open_key rename to invitations_email_open_key;
alter table public.teams rename constraint teams_dealership_id_name_key to teams_name_key;
alter table public.duty_shifts rename constraint duty_shifts_check to duty_shifts_ends_at_order;
alter table public.support_grants rename constraint support_grants_check to support_grants_expires_at_span;
alter table public.support_grants
  rename constraint support_grants_permissions_check1 to support_grants_permissions_known;
