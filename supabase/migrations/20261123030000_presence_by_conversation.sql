-- Presence per conversation: who has a thread open is told on the thread's own topic, so that people with own or team
-- scope see it for what they may read and nobody for anything else. may_read_topic is replaced to know that topic; the
-- dealership's topic carries events alone from now on.

create or replace function private.may_read_topic(topic text) returns boolean
language plpgsql stable security definer set search_path = '' as $$
declare
  named text := substring(topic from ':([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$');
begin
  if topic = 'staff:' || (select auth.uid())::text then
    return cardinality(private.dealerships_where('conversations.read')) > 0;
  end if;
  if topic = 'dealership:' || named then
    return named::uuid = any (private.dealerships_seeing_all());
  end if;
  if topic = 'conversation:' || named then
    return exists (select from public.conversations as c
      where c.id = named::uuid and c.dealership_id = any (private.dealerships_where('conversations.read'))
        and private.thread_is_in_scope(c));
  end if;
  return false;
end
$$;
comment on function private.may_read_topic is
  'True when the caller may listen: dealership:<id> for those who see all of its conversations, staff:<own id> for '
  'those with a narrower scope, conversation:<id> for who may read it. Definer: the rules are past the caller''s grants.';

drop policy dealership_topic_insert_staff on realtime.messages;
create policy conversation_topic_insert_staff on realtime.messages for insert to authenticated
  with check (extension = 'presence' and (select realtime.topic()) like 'conversation:%'
    and private.may_read_topic((select realtime.topic())));
