-- Files: two private buckets. A path starts with the dealership: <dealership_id>/…, in attachments
-- <dealership_id>/<conversation_id>/<file>. Policies read that first folder; the service writes what customers send.

insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types)
values
  ('attachments', 'attachments', false, 26214400, null),
  ('imports', 'imports', false, 52428800, null)
on conflict (id) do nothing;

-- One with a narrower scope reads the files of conversations they can read: the second folder names it.
create policy attachments_select_staff on storage.objects for select to authenticated
  using (bucket_id = 'attachments'
    and ((storage.foldername(name))[1] = any ((select private.dealerships_seeing_all())::text[])
      or (storage.foldername(name))[1] = any ((select private.dealerships_where('conversations.read'))::text[])
        and exists (select from public.conversations as c
          where c.id::text = (storage.foldername(objects.name))[2]
            and c.dealership_id::text = (storage.foldername(objects.name))[1])));
create policy attachments_insert_staff on storage.objects for insert to authenticated
  with check (bucket_id = 'attachments'
    and (storage.foldername(name))[1] = any ((select private.dealerships_where('conversations.write'))::text[])
    and exists (select from public.conversations as c
      where c.id::text = (storage.foldername(objects.name))[2]
        and c.dealership_id::text = (storage.foldername(objects.name))[1]));

create policy imports_select_staff on storage.objects for select to authenticated
  using (bucket_id = 'imports'
    and (storage.foldername(name))[1] = any ((select private.dealerships_where('vehicles.write'))::text[]));
create policy imports_insert_staff on storage.objects for insert to authenticated
  with check (bucket_id = 'imports'
    and (storage.foldername(name))[1] = any ((select private.dealerships_where('vehicles.write'))::text[]));
