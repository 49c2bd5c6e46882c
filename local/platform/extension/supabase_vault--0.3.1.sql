-- The table, view and functions of Supabase Vault. Nothing is encrypted here: base64 only keeps
-- code from mistaking vault.secrets.secret for the secret, which hosted keeps as ciphertext.
create table @extschema@.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on @extschema@.secrets (name) where name is not null;

create view @extschema@.decrypted_secrets as
select
  id, name, description, secret, convert_from(decode(secret, 'base64'), 'UTF8') as decrypted_secret,
  key_id, nonce, created_at, updated_at
from @extschema@.secrets;

create function @extschema@.create_secret(
  new_secret text, new_name text default null, new_description text default '',
  new_key_id uuid default null
) returns uuid
language sql volatile security definer set search_path = '' as $$
  insert into @extschema@.secrets (secret, name, description)
  values (encode(convert_to(new_secret, 'UTF8'), 'base64'), new_name, new_description)
  returning id
$$;

create function @extschema@.update_secret(
  secret_id uuid, new_secret text default null, new_name text default null,
  new_description text default null, new_key_id uuid default null
) returns void
language sql volatile security definer set search_path = '' as $$
  update @extschema@.secrets as kept
  set secret = coalesce(encode(convert_to(new_secret, 'UTF8'), 'base64'), kept.secret),
    name = coalesce(new_name, kept.name),
    description = coalesce(new_description, kept.description),
    updated_at = now()
  where kept.id = secret_id
$$;

revoke all on all functions in schema @extschema@ from public;
grant usage on schema @extschema@ to postgres with grant option;
grant select, delete on @extschema@.secrets, @extschema@.decrypted_secrets
  to postgres with grant option;
grant execute on all functions in schema @extschema@ to postgres with grant option;
grant usage on schema @extschema@ to service_role;
grant select, delete on @extschema@.secrets, @extschema@.decrypted_secrets to service_role;
grant execute on all functions in schema @extschema@ to service_role;
