/** A row of both dealerships in every table, for the test that walks over all of them. */
import { SUPPORT } from "./access.ts";
import { become, type Sql } from "./db.ts";
import { newShopper, newSid, OAK, OAK_NUMBER, PEOPLE, PINE, PINE_NUMBER } from "./people.ts";
import { receiveText } from "./sms.ts";

/** Gives both dealerships a row in every table, takes Pine's manager out, and lets support in. */
export async function fillTables(sql: Sql): Promise<void> {
  await receiveText(sql, { from: newShopper(), to: OAK_NUMBER, sid: newSid() });
  await receiveText(sql, { from: newShopper(), to: PINE_NUMBER, sid: newSid() });
  await become(sql, "owner");
  await sql`update public.memberships set is_active = false where user_id = ${PEOPLE.pineManager.id}`;
  await sql`update public.customers set full_name = 'Changed' where dealership_id in (${OAK}, ${PINE})`;
  await sql`insert into auth.users (id, email) values
    (${PEOPLE.support.id}, ${PEOPLE.support.email}), (${PEOPLE.expiredSupport.id}, ${PEOPLE.expiredSupport.email})`;
  for (const tenant of [OAK, PINE]) { // bound: two dealerships
    await fillPeople(sql, tenant);
    await fillCustomers(sql, tenant);
    await fillWork(sql, tenant);
    await fillKnowledge(sql, tenant);
    await fillLeads(sql, tenant);
    await fillBookings(sql, tenant);
    await fillExperiments(sql, tenant);
    await fillRuns(sql, tenant);
    await fillMail(sql, tenant);
  }
  await fillFeeds(sql);
  await sql`set constraints all immediate`;
}

async function fillPeople(sql: Sql, tenant: string): Promise<void> {
  await sql`insert into public.support_grants (dealership_id, user_id, permissions, reason, starts_at, expires_at)
    values (${tenant}, ${PEOPLE.expiredSupport.id}, '{conversations.read}', 'Looking into a lost text',
      now() - interval '2 hours', now() - interval '1 hour')`;
  if (tenant === OAK) {
    await sql`insert into public.support_grants (dealership_id, user_id, permissions, reason, expires_at)
      values (${OAK}, ${PEOPLE.support.id}, ${SUPPORT}, 'Looking into a lost text', now() + interval '1 hour')`;
  }
  await sql`insert into public.invitations (dealership_id, email, role)
    values (${tenant}, 'new@person.example', 'user')`;
  await sql`with team as (
      insert into public.teams (dealership_id, name) values (${tenant}, 'Walk test') returning id, dealership_id)
    insert into public.team_members (dealership_id, team_id, membership_id)
    select t.dealership_id, t.id, m.id from team as t join public.memberships as m using (dealership_id)`;
  await sql`insert into public.duty_shifts (dealership_id, membership_id, weekday, starts_at, ends_at)
    select dealership_id, id, 1, '09:00', '17:00' from public.memberships where dealership_id = ${tenant}`;
}

async function fillCustomers(sql: Sql, tenant: string): Promise<void> {
  await sql`insert into public.customer_merges (dealership_id, winner_id, loser_id)
    select c.dealership_id, c.id, d.id from public.customers as c
    join public.customers as d on d.dealership_id = c.dealership_id and d.id > c.id
    where c.dealership_id = ${tenant} limit 1`;
  // Nobody of the walk's cast: what is one's own has a test of its own.
  await sql`insert into public.notifications (dealership_id, user_id, kind, title)
    values (${tenant}, ${PEOPLE.pineSales.id}, 'walk.test', 'Walk test')`;
  await sql`insert into public.notification_deliveries (dealership_id, notification_id, channel)
    select dealership_id, id, 'push' from public.notifications
    where dealership_id = ${tenant} and kind = 'walk.test'`;
  await sql`insert into public.notification_preferences (dealership_id, user_id, kind, channels)
    values (${tenant}, ${PEOPLE.pineSales.id}, 'walk.test', '{in_app}')`;
  await sql`insert into public.notification_digests (dealership_id, user_id, hour)
    values (${tenant}, ${PEOPLE.pineSales.id}, 8)`;
}

async function fillWork(sql: Sql, tenant: string): Promise<void> {
  await sql`insert into public.web_chat_sessions (dealership_id, visitor_id)
    values (${tenant}, ${PEOPLE.pineSales.id})`;
  await sql`insert into public.conversation_merges (dealership_id, winner_id, loser_id)
    select c.dealership_id, c.id, d.id from public.conversations as c
    join public.conversations as d on d.dealership_id = c.dealership_id and d.id > c.id
    where c.dealership_id = ${tenant} limit 1`;
  await sql`with tag as (
      insert into public.tags (dealership_id, name) values (${tenant}, 'Walk test') returning id, dealership_id)
    insert into public.conversation_tags (dealership_id, conversation_id, tag_id)
    select t.dealership_id, c.id, t.id from tag as t join public.conversations as c using (dealership_id)`;
}

/** A handover for want of a fact, which leaves a gap behind, and what hangs on an AI message. */
async function fillKnowledge(sql: Sql, tenant: string): Promise<void> {
  await sql`update public.conversations set owner = 'waiting_human', status = 'escalated',
      handover_reason = 'fact_missing'
    where id = (select id from public.conversations where dealership_id = ${tenant} and owner = 'ai'
      and status = 'active' order by created_at desc limit 1)`;
  await sql`insert into public.knowledge_suggestions (dealership_id, source, title, answer)
    values (${tenant}, 'staff', 'Walk test', 'Yes')`;
  await sql`insert into public.knowledge_uses (dealership_id, message_id, knowledge_entry_id)
    select m.dealership_id, m.id, e.id from public.messages as m
    join public.knowledge_entries as e using (dealership_id) where m.dealership_id = ${tenant} limit 1`;
  await sql`insert into public.reply_ratings (dealership_id, message_id, is_helpful)
    select dealership_id, id, true from public.messages where dealership_id = ${tenant} limit 1`;
  await sql`insert into public.reply_drafts (dealership_id, conversation_id, based_on_message_id, content)
    select dealership_id, conversation_id, id, 'Walk test' from public.messages
    where dealership_id = ${tenant} and author = 'customer' limit 1`;
  await sql`insert into public.scheduled_messages (dealership_id, conversation_id, client_id, content, send_at)
    select dealership_id, id, gen_random_uuid(), 'Walk test', now() + interval '1 day'
    from public.conversations where dealership_id = ${tenant} limit 1`;
}

async function fillLeads(sql: Sql, tenant: string): Promise<void> {
  await sql`update public.leads set assigned_to = null where dealership_id = ${tenant}`;
  const phone = newShopper();
  await sql`select public.record_lead(${tenant}, ${
    sql.json({ source: "Walk test", external_id: "1", customer: { phone, full_name: "Lee Walk" } })
  })`;
  await sql`with address as (
      insert into public.lead_addresses (dealership_id, local_part, token_hash, token_hint)
      values (${tenant}, 'walk-' || left(${tenant}, 8), encode(sha256(${tenant}::text::bytea), 'hex'), 'walk') returning *),
    document as (
      insert into public.adf_documents (dealership_id, lead_address_id, door, dedupe_key, raw)
      select dealership_id, id, 'http', 'walk', 'x' from address returning *)
    insert into public.adf_document_leads (dealership_id, document_id, position, lead_id, outcome)
    select d.dealership_id, d.id, 0, l.id, 'created' from document as d
    join public.leads as l using (dealership_id) limit 1`;
  await sql`insert into public.lead_exports (dealership_id, lead_id, to_address, reason, dedupe_key)
    select dealership_id, id, 'crm@walk.example', 'staff', 'walk' from public.leads
    where dealership_id = ${tenant} limit 1`;
  await sql`insert into public.lead_tasks (dealership_id, lead_id, kind, body)
    select dealership_id, id, 'call', 'Walk test' from public.leads where dealership_id = ${tenant} limit 1`;
  await sql`insert into public.customer_merge_suggestions (dealership_id, matched_id, other_id, reason)
    select c.dealership_id, c.id, d.id, 'Walk test' from public.customers as c
    join public.customers as d on d.dealership_id = c.dealership_id and d.id > c.id
    where c.dealership_id = ${tenant} limit 1`;
  await sql`insert into public.routing_rules (dealership_id, position, name, strategy)
    values (${tenant}, 99, 'Walk test', 'nobody')`;
  await sql`with plan as (
      insert into public.sequences (dealership_id, name) values (${tenant}, 'Walk test') returning id),
    step as (
      insert into public.sequence_steps (dealership_id, sequence_id, position, wait_minutes, channel, template)
      select ${tenant}, id, 1, 60, 'sms', 'Hello' from plan)
    insert into public.sequence_runs (dealership_id, sequence_id, lead_id, customer_id)
    select ${tenant}, plan.id, l.id, l.customer_id from plan, public.leads as l
    join public.customer_identities as i on i.customer_id = l.customer_id
    where i.dealership_id = ${tenant} and i.value = ${phone}`;
}

async function fillBookings(sql: Sql, tenant: string): Promise<void> {
  await sql`with bay as (
      insert into public.resources (dealership_id, kind, name, appointment_kinds)
      values (${tenant}, 'bay', 'Walk test', '{delivery}') returning id)
    insert into public.appointments (dealership_id, kind, customer_id, resource_id, starts_at, ends_at,
      idempotency_token, booked_by)
    select ${tenant}, 'delivery', c.id, bay.id, now(), now() + interval '1 hour', gen_random_uuid(), 'ai'
    from bay, public.customers as c where c.dealership_id = ${tenant} limit 1`;
}

async function fillExperiments(sql: Sql, tenant: string): Promise<void> {
  await sql`with test as (
      insert into public.prompt_experiments (dealership_id, name) values (${tenant}, 'Walk test') returning id),
    arm as (
      insert into public.experiment_variants (dealership_id, experiment_id, persona_id, name, traffic_percentage)
      select ${tenant}, test.id, p.id, 'A', 50 from test, public.personas as p
      where p.dealership_id = ${tenant} limit 1 returning id, experiment_id),
    kept as (
      insert into public.experiment_assignments (dealership_id, experiment_id, variant_id, customer_id)
      select ${tenant}, arm.experiment_id, arm.id, c.id from arm, public.customers as c
      where c.dealership_id = ${tenant} limit 1 returning *)
    insert into public.prompt_metrics (dealership_id, experiment_id, variant_id, customer_id, metric_name)
    select ${tenant}, experiment_id, variant_id, customer_id, 'reply' from kept`;
}

async function fillRuns(sql: Sql, tenant: string): Promise<void> {
  await sql`select private.record_ai_run(c, null, '{"model": "local"}')
    from public.conversations as c where c.dealership_id = ${tenant} limit 1`;
  await sql`insert into public.persona_evaluations (dealership_id, persona_id, fingerprint, passed, cases_passed,
      cases_total, model)
    select p.dealership_id, p.id, 'walk', true, 1, 1, 'local' from public.personas as p
    where p.dealership_id = ${tenant} limit 1`;
  await sql`select private.fold_rollups()`;
  await sql`with words as (
      insert into public.message_templates (dealership_id, name, body)
      values (${tenant}, 'Walk test', 'Hello {{customer_first_name}}') returning id)
    insert into public.template_uses (dealership_id, message_id, template_key, message_template_id)
    select m.dealership_id, m.id, words.id::text, words.id from words, public.messages as m
    where m.dealership_id = ${tenant} limit 1`;
}

async function fillMail(sql: Sql, tenant: string): Promise<void> {
  await sql`insert into public.mailbox_polls (mailbox_id, dealership_id, host, username, secret_id)
    select id, dealership_id, 'imap.walk.example', 'walk', gen_random_uuid()
    from public.mailboxes where dealership_id = ${tenant} limit 1`;
  await sql`select private.enqueue_mail(${tenant}, 'walk@test.example', 'notification', '{}', 'walk test')`;
  await sql`insert into public.suppressions (dealership_id, channel, address, reason)
    values (${tenant}, 'email', 'gone@test.example', 'bounce')`;
  await sql`select public.store_inbound_email(id, ${
    sql.json({
      digest: "ab".repeat(32),
      from_address: "walk@test.example",
      to_address: "hello@walk.example",
      source: "http",
      content_type: "message/rfc822",
      storage_path: `${tenant}/walk`,
      size_bytes: 1,
    })
  }) from public.mailboxes where dealership_id = ${tenant} limit 1`;
}

async function fillFeeds(sql: Sql): Promise<void> {
  await sql`insert into public.vehicle_feeds (dealership_id, name) values (${OAK}, 'Walk test'), (${PINE}, 'Walk test')`;
  await sql`insert into public.feed_runs (dealership_id, vehicle_feed_id, path, file_name)
    select dealership_id, id, dealership_id || '/walk.csv', 'walk.csv' from public.vehicle_feeds
    where name = 'Walk test'`;
}
