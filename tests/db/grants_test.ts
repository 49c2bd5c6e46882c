import assert from "node:assert/strict";
import { attempt, inRollback } from "../support/db.ts";
import { OAK, PEOPLE, PINE } from "../support/people.ts";

/** What signed-in people may call; everything else in public is for the service. */
const STAFF_RPCS = [
  "accept_document",
  "accept_invitations",
  "add_note",
  "appointment_slots",
  "assign_conversation",
  "assign_document",
  "block_customer",
  "book_appointment",
  "cancel_appointment",
  "cancel_scheduled_message",
  "close_conversation",
  "commit_import",
  "complete_experiment",
  "count_recovery_codes",
  "create_lead",
  "create_lead_address",
  "decide_knowledge_suggestion",
  "discard_document",
  "discard_import",
  "dismiss_draft",
  "dismiss_merge_suggestion",
  "dry_run_routing",
  "end_own_session",
  "experiment_summary",
  "exports_of_lead",
  "finish_lead_task",
  "forget_phone",
  "hand_back_conversation",
  "hands_back_at",
  "lead_timeline",
  "lift_suppression",
  "load_persona_draft",
  "load_preview_context",
  "make_default_persona",
  "make_recovery_codes",
  "map_import_columns",
  "mark_conversation_read",
  "merge_conversations",
  "merge_customers",
  "note_typing",
  "open_conversation",
  "order_routing_rules",
  "own_phone",
  "own_sessions",
  "people_with_factor",
  "poll_feed_now",
  "publish_persona",
  "rate_knowledge_use",
  "rate_reply",
  "record_template_use",
  "reopen_conversation",
  "request_draft",
  "request_phone_code",
  "reschedule_appointment",
  "retry_document",
  "retry_import",
  "retry_job",
  "retry_message",
  "rewrite_draft",
  "rotate_lead_key",
  "save_mailbox_poll",
  "schedule_message",
  "search_messages",
  "send_lead_to_crm",
  "send_message",
  "send_scheduled_message",
  "send_supervised_reply",
  "set_ai_paused",
  "set_ai_paused_channels",
  "set_appointment_status",
  "set_availability",
  "set_conversation_priority",
  "set_conversation_tags",
  "snooze_conversation",
  "start_import",
  "start_sequence",
  "stop_sequence",
  "stop_supervised_reply",
  "surviving_conversation",
  "take_over_conversation",
  "test_notification",
  "unblock_customer",
  "undo_conversation_merge",
  "undo_customer_merge",
  "undo_import",
  "use_draft",
  "use_recovery_code",
  "verify_audit_chain",
  "verify_phone",
];

Deno.test("grants GRA-01: every table has row security enabled and forced", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select c.oid::regclass::text as name from pg_class as c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity)`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  });
});

Deno.test("grants GRA-02: every view runs with its reader's rights", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select c.relname as name from pg_class as c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
        and not coalesce(c.reloptions, '{}') @> '{security_invoker=true}'`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  });
});

Deno.test("grants GRA-03: people can call the staff RPCs and nothing else, visitors nothing at all", async () => {
  await inRollback(async (sql) => {
    const callable = async (role: string) =>
      (await sql<{ name: string }[]>`select p.proname as name from pg_proc as p
        where p.pronamespace = 'public'::regnamespace and has_function_privilege(${role}, p.oid, 'execute')
        order by 1`).map(({ name }) => name);
    assert.deepEqual(await callable("authenticated"), STAFF_RPCS);
    assert.deepEqual(await callable("anon"), []);
  });
});

Deno.test("grants GRA-04: security definer in public is the staff RPCs alone, each with an empty search path", async () => {
  await inRollback(async (sql) => {
    const rows = await sql<{ name: string; path: string[] | null }[]>`
      select p.proname as name, p.proconfig as path from pg_proc as p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef order by 1`;
    assert.deepEqual(rows.map(({ name }) => name), STAFF_RPCS);
    const loose = await sql`select p.oid::regprocedure::text as name from pg_proc as p
      where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
        and not coalesce(p.proconfig, '{}') @> array['search_path=""']`;
    assert.deepEqual(loose.map(({ name }) => name), []);
  });
});

Deno.test("grants GRA-05: private helpers that people may call are the ones that policies and views ask", async () => {
  await inRollback(async (sql) => {
    const rows = await sql<{ name: string }[]>`select p.proname as name from pg_proc as p
      where p.pronamespace = 'private'::regnamespace and p.prorettype <> 'trigger'::regtype
        and has_function_privilege('authenticated', p.oid, 'execute') order by 1`;
    assert.deepEqual(rows.map(({ name }) => name), [
      "dealerships_lacking_mfa",
      "dealerships_seeing_all",
      "dealerships_where",
      "handover_rules_known",
      "is_merged_file",
      "is_platform_admin",
      "is_visitor_file",
      "is_visitor_topic",
      "knowledge_text",
      "may_read_topic",
      "refuse",
      "require_permission",
      "routing_conditions_known",
      "routing_conditions_typed",
      "scope_people",
      "scope_seats",
      "thread_addresses",
      "visitor_messages",
    ]);
    const anon =
      await sql`select p.proname from pg_proc as p where p.pronamespace = 'private'::regnamespace
      and p.prorettype <> 'trigger'::regtype and has_function_privilege('anon', p.oid, 'execute')`;
    assert.equal(anon.length, 0);
  });
});

Deno.test("grants GRA-06: nobody but the owner can move a row to another dealership", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select a.attrelid::regclass::text as name from pg_attribute as a
      join pg_class as c on c.oid = a.attrelid
      where c.relnamespace = 'public'::regnamespace and a.attname = 'dealership_id'
        and (has_column_privilege('authenticated', a.attrelid, a.attnum, 'update')
          or has_column_privilege('anon', a.attrelid, a.attnum, 'update'))`;
    assert.deepEqual(rows.map(({ name }) => name), []);
    const moved = await attempt(
      sql,
      PEOPLE.group,
      (tx) =>
        tx`update public.vehicles set dealership_id = ${PINE} where dealership_id = ${OAK} returning id`,
    );
    assert.equal(moved.refused?.code, "42501");
  });
});

Deno.test("grants GRA-07: a reference between tenant tables carries the dealership", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select k.conrelid::regclass::text || '.' || k.conname as name
      from pg_constraint as k
      join pg_attribute as there on there.attrelid = k.confrelid and there.attname = 'dealership_id'
      join pg_attribute as here on here.attrelid = k.conrelid and here.attname = 'dealership_id'
      where k.contype = 'f' and not (here.attnum = any (k.conkey) and there.attnum = any (k.confkey))`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  });
});

Deno.test("grants GRA-08: every foreign key has an index to find its children by", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select k.conrelid::regclass::text || '.' || k.conname as name
      from pg_constraint as k
      where k.contype = 'f' and k.connamespace in ('public'::regnamespace, 'private'::regnamespace)
        and not exists (select from pg_index as i where i.indrelid = k.conrelid
          and ((i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey
            -- or one that leads with the column that is not the dealership
            or i.indkey[0] = any (k.conkey) and i.indkey[0] <> (select a.attnum from pg_attribute as a
              where a.attrelid = k.conrelid and a.attname = 'dealership_id')))`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  });
});

Deno.test("grants GRA-09: the ledgers are append-only, also for the service role and the owner", async () => {
  await inRollback(async (sql) => {
    await sql`insert into public.consents (dealership_id, channel, address, status, method)
      values (${OAK}, 'sms', '+15550001111', 'granted', 'import')`;
    for (const caller of ["service_role", "owner"] as const) {
      for (const table of ["consents", "audit_logs"]) {
        const changed = await attempt(
          sql,
          caller,
          (tx) =>
            tx`update ${tx(`public.${table}`)} set dealership_id = dealership_id returning id`,
        );
        const removed = await attempt(
          sql,
          caller,
          (tx) => tx`delete from ${tx(`public.${table}`)} returning id`,
        );
        const code = caller === "owner" ? "PT409" : "42501";
        assert.deepEqual(
          [changed.refused?.code, removed.refused?.code],
          [code, code],
          `${caller} ${table}`,
        );
      }
    }
  });
});

Deno.test("grants GRA-10: every table, view and function of the API has a comment", async () => {
  await inRollback(async (sql) => {
    const rows = await sql`select c.relname as name from pg_class as c
      where c.relnamespace in ('public'::regnamespace, 'private'::regnamespace) and c.relkind in ('r', 'p', 'v')
        and obj_description(c.oid, 'pg_class') is null
      union all
      select p.proname from pg_proc as p where p.pronamespace = 'public'::regnamespace
        and obj_description(p.oid, 'pg_proc') is null`;
    assert.deepEqual(rows.map(({ name }) => name), []);
  });
});
