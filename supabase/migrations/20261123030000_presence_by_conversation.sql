-- Presence per conversation: who has a thread open is told on the thread's own topic, so that people with own or team
-- scope see it for what they may read and nobody for anything else. The dealership's
-- topic carries events alone.

drop policy dealership_topic_insert_staff on realtime.messages;
create policy conversation_topic_insert_staff on realtime.messages for insert to authenticated
  with check (extension = 'presence' and (select realtime.topic()) like 'conversation:%'
    and private.may_read_topic((select realtime.topic())));
