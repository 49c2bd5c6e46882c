-- Storage as hosted: rows of its tables go only through its API, which removes the bytes with them.
create function storage.protect_delete() returns trigger
language plpgsql set search_path = '' as $$
begin
  if coalesce(current_setting('storage.allow_delete_query', true), 'false') <> 'true' then
    raise exception 'Direct deletion from storage tables is not allowed. Use the Storage API instead.'
      using errcode = '42501', hint = 'This prevents accidental data loss from orphaned objects.';
  end if;
  return null;
end
$$;
comment on function storage.protect_delete is 'Refuses to delete rows whose bytes would stay behind.';
alter function storage.protect_delete owner to supabase_storage_admin;
create trigger protect_buckets_delete before delete on storage.buckets
  for each statement execute function storage.protect_delete();
create trigger protect_objects_delete before delete on storage.objects
  for each statement execute function storage.protect_delete();

create function storage.update_updated_at_column() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.updated_at = now();
  return new;
end
$$;
comment on function storage.update_updated_at_column is 'Keeps updated_at true.';
alter function storage.update_updated_at_column owner to supabase_storage_admin;
create trigger update_objects_updated_at before update on storage.objects
  for each row execute function storage.update_updated_at_column();
comment on table storage.buckets is 'A row is one bucket: who may read it without asking, what it takes.';
comment on table storage.objects is 'A row is one stored object; its policies decide who may do what.';
