-- What staff attach reaches the visitor of a web chat as well: sendable_files of messages_files, with one channel more.

create or replace function private.sendable_files(channel text, out types text[], out total_bytes bigint)
language sql immutable security invoker set search_path = '' as $$
  -- 5 MB is what Twilio takes for one text; mailboxes refuse mails of more than 20 to 25 MB.
  select case sendable_files.channel
      when 'sms' then array['image/jpeg', 'image/png', 'image/gif']
      when 'email' then array['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf']
      when 'web' then array['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'application/pdf']
      else '{}' end,
    case sendable_files.channel when 'sms' then 5000000 else 15000000 end
$$;
