-- The roles of a hosted project. supabase_admin is the superuser made by initdb; everybody else,
-- postgres included, is not, so a migration that would be refused when hosted is refused here.
create role postgres login nosuperuser createdb createrole replication bypassrls;
create role anon nologin;
create role authenticated nologin;
create role service_role nologin bypassrls;
create role authenticator login noinherit;
create role supabase_auth_admin login noinherit createrole;
create role supabase_storage_admin login noinherit createrole;
create role supabase_realtime_admin nologin noinherit;
create role supabase_read_only_user login bypassrls;
create role dashboard_user nologin createdb createrole replication;

grant anon, authenticated, service_role to authenticator;
grant anon, authenticated, service_role, authenticator to postgres with admin option;
grant pg_monitor, pg_read_all_data, pg_signal_backend to postgres with admin option;
grant pg_read_all_data to supabase_read_only_user;
-- When hosted, a hook lets postgres create policies and triggers on these owners' tables. Membership
-- is the nearest plain Postgres has; it also allows owner operations that hosted refuses.
grant supabase_auth_admin, supabase_storage_admin, supabase_realtime_admin to postgres;

alter database postgres owner to postgres;
alter database postgres set search_path to "$user", public, extensions;
alter database postgres set timezone to 'UTC';
grant create on database postgres to supabase_auth_admin, supabase_storage_admin;
grant all on database postgres to dashboard_user;

alter role postgres set search_path to "$user", public, extensions;
alter role supabase_admin set search_path to "$user", public, auth, extensions;
alter role supabase_auth_admin set search_path to auth;
alter role supabase_auth_admin set idle_in_transaction_session_timeout to 60000;
alter role supabase_storage_admin set search_path to storage;
alter role authenticator set statement_timeout to '8s';
alter role authenticator set lock_timeout to '8s';
alter role anon set statement_timeout to '3s';
alter role authenticated set statement_timeout to '8s';
