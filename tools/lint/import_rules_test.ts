import assert from "node:assert/strict";
import { importFault } from "./import_rules.ts";

const SHARED = "supabase/functions/_shared";

function isFaulty(file: string, specifier: string, isType = false): boolean {
  return importFault({ file, specifier, isType }) !== null;
}

Deno.test("importFault() lets each layer reach what lies below it", () => {
  const allowed: [string, string][] = [
    [`${SHARED}/contract/sms.ts`, "zod"],
    [`${SHARED}/contract/sms.ts`, "./reply.ts"],
    [`${SHARED}/domain/intent.ts`, "../contract/sms.ts"],
    [`${SHARED}/data/sms.ts`, "../domain/text.ts"],
    [`${SHARED}/data/sms.ts`, "zod"],
    [`${SHARED}/actions/jobs/run_job.ts`, "../../providers/twilio.ts"],
    [`${SHARED}/actions/jobs/run_job.ts`, "./run_jobs.ts"],
    [`${SHARED}/platform/deps.ts`, "../actions/jobs/run_job.ts"],
    ["supabase/functions/health/index.ts", "./app.ts"],
    ["supabase/functions/health/index.ts", "../_shared/platform/deps.ts"],
    ["supabase/functions/health/app.ts", "../_shared/http/create_app.ts"],
    ["supabase/functions/health/app_test.ts", "../_shared/testing/door.ts"],
    ["web/src/stores/inbox_store.ts", "@rylie/domain/money.ts"],
    ["web/src/pages/sign_in/sign_in_page.tsx", "../../components/button.tsx"],
    ["tests/db/sms_test.ts", "../../local/config.ts"],
    ["bench/main.ts", "../tests/support/stack.ts"],
  ];
  for (const [file, specifier] of allowed) assert.equal(isFaulty(file, specifier), false, file);
});

Deno.test("importFault() stops imports that point upwards or sideways", () => {
  const refused: [string, string][] = [
    [`${SHARED}/contract/sms.ts`, "hono"],
    [`${SHARED}/contract/sms.ts`, "../domain/text.ts"],
    [`${SHARED}/domain/intent.ts`, "zod"],
    [`${SHARED}/domain/intent.ts`, "node:crypto"],
    [`${SHARED}/domain/intent.ts`, "../platform/clock.ts"],
    [`${SHARED}/data/sms.ts`, "../providers/twilio.ts"],
    [`${SHARED}/providers/twilio.ts`, "../data/sms.ts"],
    [`${SHARED}/actions/jobs/run_job.ts`, "../conversations/send_message.ts"],
    [`${SHARED}/actions/jobs/run_job.ts`, "../../platform/deps.ts"],
    [`${SHARED}/http/create_app.ts`, "../actions/jobs/run_job.ts"],
    ["supabase/functions/health/app.ts", "../_shared/data/sms.ts"],
    ["supabase/functions/health/app.ts", "../sms-inbound/app.ts"],
    ["supabase/functions/health/app.ts", "../_shared/testing/door.ts"],
    ["supabase/functions/health/app_test.ts", "../../../local/config.ts"],
    ["web/src/api/rows.ts", "../stores/inbox_store.ts"],
    ["web/src/stores/inbox_store.ts", "../components/button.tsx"],
    ["web/src/components/button.tsx", "../stores/inbox_store.ts"],
    ["web/src/pages/sign_in/sign_in_page.tsx", "../../api/session_api.ts"],
    ["web/src/main.tsx", "../../supabase/functions/_shared/data/sms.ts"],
    ["web/src/router_test.ts", "../../tests/support/stack.ts"],
    ["local/main.ts", "../tests/support/stack.ts"],
  ];
  for (const [file, specifier] of refused) {
    assert.equal(isFaulty(file, specifier), true, `${file} -> ${specifier}`);
  }
});

Deno.test("importFault() lets pages and components name the types they show", () => {
  assert.equal(isFaulty("web/src/components/plate.tsx", "../api/rows.ts", true), false);
  assert.equal(isFaulty("web/src/components/plate.tsx", "../pages/a/b.tsx", true), true);
});

Deno.test("importFault() has no opinion on files outside the project's folders", () => {
  assert.equal(isFaulty("scratch.ts", "anything"), false);
});
