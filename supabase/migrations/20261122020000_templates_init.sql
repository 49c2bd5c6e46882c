-- Templates that people put into a reply: approved words with merge fields, and what came of every template that was
-- used, whoever wrote with it. The AI's own templates live in code and are named by their ids.

create table public.message_templates (
  id uuid primary key default gen_random_uuid(),
  dealership_id uuid not null references public.dealerships on delete cascade,
  name text not null constraint message_templates_name_length check (length(btrim(name)) between 1 and 80),
  body text not null constraint message_templates_body_length check (length(btrim(body)) between 1 and 1600),
  channel text not null default 'any'
    constraint message_templates_channel_known check (channel in ('any', 'sms', 'email', 'web')),
  stage text not null default 'explore'
    constraint message_templates_stage_known check (stage in ('open', 'explore', 'decide', 'visit', 'handover', 'close')),
  intent text constraint message_templates_intent_form check (intent ~ '^[a-z_]{1,40}$'),
  language text not null default 'en' constraint message_templates_language_known check (language in ('en', 'es')),
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (dealership_id, id),
  constraint message_templates_name_key unique (dealership_id, name)
);
comment on table public.message_templates is
  'One approved text that staff insert into a reply; {{merge_fields}} in it are filled when it is inserted.';
comment on column public.message_templates.stage is
  'Where in the exchange it stands: open, explore, decide, visit, handover or close.';
create trigger message_templates_20_touch before update on public.message_templates
  for each row execute function private.tg_touch_updated_at();
create constraint trigger message_templates_80_audit after insert or update or delete on public.message_templates
  deferrable initially deferred for each row execute function private.tg_audit();

create function private.merge_fields() returns text[]
language sql immutable security invoker set search_path = '' as $$
  select array['customer_first_name', 'customer_name', 'staff_name', 'dealership_name', 'dealership_phone',
    'dealership_address', 'vehicle']
$$;
comment on function private.merge_fields is
  'The names that may stand in {{…}} in a text to a shopper; domain/merge_fields.ts fills the same ones.';

create function private.unknown_merge_field(body text) returns text
language sql immutable security invoker set search_path = '' as $$
  select btrim(v.found[1]) from regexp_matches(unknown_merge_field.body, '\{\{([^{}]*)\}\}', 'g') as v (found)
  where not btrim(v.found[1]) = any (private.merge_fields()) limit 1
$$;
comment on function private.unknown_merge_field is 'The first {{name}} of a text that nothing would fill, or null.';

create function private.tg_check_merge_fields() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
declare
  unknown text := private.unknown_merge_field(new.body);
begin
  if unknown is not null then
    perform private.refuse(400, 'unknown_merge_field',
      'Cannot save template: {{' || left(unknown, 40) || '}} is no merge field; known are '
        || array_to_string(private.merge_fields(), ', '));
  end if;
  return new;
end
$$;
comment on function private.tg_check_merge_fields is
  'Refuses a template with a field that would stay empty. Definer: the list is no API of its own.';
create trigger message_templates_10_check_merge_fields before insert or update of body on public.message_templates
  for each row execute function private.tg_check_merge_fields();

create table public.template_uses (
  id bigint generated always as identity primary key,
  dealership_id uuid not null references public.dealerships on delete cascade,
  message_id bigint not null,
  template_key text not null check (length(template_key) between 1 and 80),
  message_template_id uuid,
  created_at timestamptz not null default now(),
  unique (message_id, template_key),
  foreign key (dealership_id, message_id) references public.messages (dealership_id, id) on delete cascade,
  foreign key (dealership_id, message_template_id) references public.message_templates (dealership_id, id)
    on delete set null (message_template_id)
);
comment on table public.template_uses is 'One template that one message was written with.';
comment on column public.template_uses.template_key is
  'Id of the template: one of the AI''s own (en.greeting.4f2a1) or that of a message_templates row.';
create index template_uses_key_idx on public.template_uses (dealership_id, template_key, created_at desc);
create index template_uses_message_idx on public.template_uses (dealership_id, message_id);
create index template_uses_template_idx on public.template_uses (dealership_id, message_template_id);

create function private.tg_templates_used() returns trigger
language plpgsql volatile security definer set search_path = '' as $$
begin
  insert into public.template_uses (dealership_id, message_id, template_key)
  select distinct new.dealership_id, new.id, left(k.key, 80)
  from jsonb_array_elements_text(new.metadata -> 'template_ids') as k (key) where k.key <> ''
  on conflict do nothing;
  return null;
end
$$;
comment on function private.tg_templates_used is
  'Keeps the templates of a local reply. Definer: nobody writes uses directly.';
create trigger messages_56_templates_used after insert on public.messages
  for each row when (new.author = 'ai' and jsonb_typeof(new.metadata -> 'template_ids') = 'array'
    and new.metadata -> 'template_ids' <> '[]')
  execute function private.tg_templates_used();
insert into public.template_uses (dealership_id, message_id, template_key, created_at)
select distinct m.dealership_id, m.id, left(k.key, 80), m.created_at
from public.messages as m, jsonb_array_elements_text(m.metadata -> 'template_ids') as k (key)
where m.author = 'ai' and jsonb_typeof(m.metadata -> 'template_ids') = 'array' and k.key <> '';

create function public.record_template_use(message_id bigint, template_id uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
declare
  message public.messages;
begin
  select m.* into message from public.messages as m
  where m.id = record_template_use.message_id and m.author = 'staff' and m.author_user_id = (select auth.uid());
  if message.id is null then
    perform private.refuse(404, 'message_not_found', 'Cannot find message: it does not exist or is not yours');
  end if;
  insert into public.template_uses (dealership_id, message_id, template_key, message_template_id)
  select t.dealership_id, message.id, t.id::text, t.id from public.message_templates as t
  where t.dealership_id = message.dealership_id and t.id = record_template_use.template_id
  on conflict do nothing;
end
$$;
comment on function public.record_template_use is
  'Says which message template the caller''s own message was written with; asked twice it counts once. Definer: staff '
  'may not write uses directly.';

create view public.template_results with (security_invoker = true) as
select u.dealership_id, u.template_key, u.message_template_id, count(*)::int as uses, max(u.created_at) as last_used_at,
  count(*) filter (where r.replied)::int as replies, count(*) filter (where r.booked)::int as bookings
from public.template_uses as u
join public.messages as m on m.dealership_id = u.dealership_id and m.id = u.message_id
cross join lateral (
  select
    exists (select from public.messages as n where n.dealership_id = m.dealership_id
      and n.conversation_id = m.conversation_id and n.author = 'customer' and n.id > m.id
      and n.created_at < m.created_at + interval '7 days') as replied,
    exists (select from public.appointments as a join public.conversations as c
        on c.dealership_id = a.dealership_id and c.customer_id = a.customer_id
      where c.dealership_id = m.dealership_id and c.id = m.conversation_id
        and a.created_at >= m.created_at and a.created_at < m.created_at + interval '7 days') as booked
) as r
where u.created_at > now() - interval '90 days'
group by 1, 2, 3;
comment on view public.template_results is
  'How often each template was used in 90 days, and how often a reply or an appointment followed within a week, of what '
  'the reader may see.';

insert into public.role_permissions (role, permission) values
  ('dealership_admin', 'templates.manage'), ('manager', 'templates.manage');

alter table public.message_templates enable row level security;
alter table public.message_templates force row level security;
alter table public.template_uses enable row level security;
alter table public.template_uses force row level security;
revoke all on public.message_templates, public.template_uses, public.template_results
  from anon, authenticated, service_role;
grant select on public.message_templates, public.template_uses to authenticated, service_role;
grant select on public.template_results to authenticated;
grant insert (dealership_id, name, body, channel, stage, intent, language, is_active),
  update (name, body, channel, stage, intent, language, is_active) on public.message_templates to authenticated;
create policy message_templates_select_staff on public.message_templates for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('conversations.read'))::uuid[]));
create policy message_templates_insert_manager on public.message_templates for insert to authenticated
  with check (dealership_id = any ((select private.dealerships_where('templates.manage'))::uuid[]));
create policy message_templates_update_manager on public.message_templates for update to authenticated
  using (dealership_id = any ((select private.dealerships_where('templates.manage'))::uuid[]))
  with check (dealership_id = any ((select private.dealerships_where('templates.manage'))::uuid[]));
create policy template_uses_select_manager on public.template_uses for select to authenticated
  using (dealership_id = any ((select private.dealerships_where('analytics.read'))::uuid[]));

revoke execute on function private.merge_fields, private.unknown_merge_field, private.tg_check_merge_fields,
  private.tg_templates_used, public.record_template_use from public, anon, authenticated;
grant execute on function private.merge_fields, private.unknown_merge_field to service_role;
grant execute on function public.record_template_use to authenticated;
