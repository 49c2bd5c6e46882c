import assert from "node:assert/strict";
import { join } from "node:path";
import plugin from "./lint_plugin.ts";

const PROJECT_DIR = join(import.meta.dirname ?? ".", "..");
const DOMAIN = "supabase/functions/_shared/domain/intent.ts";

function faults(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(PROJECT_DIR, file), source)
    .map(({ id, message }) => `${id}: ${message}`);
}

function ids(file: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, join(PROJECT_DIR, file), source).map(({ id }) => id);
}

Deno.test("import-direction: every form of import is judged", () => {
  const forms = [
    `import { send } from "../providers/twilio.ts";`,
    `export { send } from "../providers/twilio.ts";`,
    `export * from "../providers/twilio.ts";`,
    `const twilio = await import("../providers/twilio.ts");`,
  ];
  for (const form of forms) {
    assert.deepEqual(faults(DOMAIN, form), [
      "rylie/import-direction: Cannot import supabase/functions/_shared/providers/twilio.ts: " +
      "domain may not import providers",
    ]);
  }
});

Deno.test("import-direction: a type import may pass where its value may not", () => {
  const file = "web/src/components/plate.tsx";
  assert.deepEqual(ids(file, `import type { Row } from "../api/rows.ts";`), []);
  assert.deepEqual(ids(file, `import { Row } from "../api/rows.ts";`), [
    "rylie/import-direction",
  ]);
});

Deno.test("env-in-config: functions read env in config.ts alone", () => {
  const source = `export const key = Deno.env.get("KEY") ?? process.env.KEY;`;
  const twice = ["rylie/env-in-config", "rylie/env-in-config"];
  assert.deepEqual(ids("supabase/functions/health/app.ts", source), twice);
  assert.deepEqual(ids("supabase/functions/_shared/platform/config.ts", source), []);
  assert.deepEqual(ids("supabase/functions/health/app_test.ts", source), []);
  assert.deepEqual(ids("local/main.ts", source), []);
});

Deno.test("no-console: the product writes to its log", () => {
  const source = `console.log("here");`;
  for (const file of [DOMAIN, "web/src/main.tsx", "local/gateway.ts"]) {
    assert.deepEqual(ids(file, source), ["rylie/no-console"]);
  }
  for (const file of ["local/log.ts", "local/main.ts", "tools/ok.ts"]) {
    assert.deepEqual(ids(file, source), []);
  }
});

Deno.test("function-size: a function has at most 50 lines", () => {
  const body = (lines: number) => `{\n${"  go();\n".repeat(lines - 2)}}`;
  assert.deepEqual(ids(DOMAIN, `function run() ${body(50)}`), []);
  assert.deepEqual(faults(DOMAIN, `function run() ${body(51)}`), [
    "rylie/function-size: Function has 51 lines: the limit is 50",
  ]);
  assert.deepEqual(ids(DOMAIN, `const run = () => ${body(51)};`), ["rylie/function-size"]);
  assert.deepEqual(ids(DOMAIN, `class A { run() ${body(51)} }`), ["rylie/function-size"]);
});

Deno.test("function-size: a test counts without its steps, and each step for itself", () => {
  const step = (lines: number) => `t.step("one", () => {\n${"  go();\n".repeat(lines)}});\n`;
  const suite = (steps: string) => `Deno.test("all", (t) => {\n${steps}});`;
  assert.deepEqual(ids("tests/a_test.ts", suite(step(30).repeat(3))), []);
  assert.deepEqual(ids("tests/a.ts", suite(step(30).repeat(3))), ["rylie/function-size"]);
  assert.deepEqual(ids("tests/a_test.ts", suite(step(60))), ["rylie/function-size"]);
  assert.deepEqual(ids("tests/a_test.ts", suite("go();\n".repeat(60))), ["rylie/function-size"]);
});

Deno.test("max-params: a function has at most four parameters", () => {
  assert.deepEqual(ids(DOMAIN, `function run(a, b, c, d) {}`), []);
  assert.deepEqual(ids(DOMAIN, `const run = (a, b, c, d, e) => {};`), ["rylie/max-params"]);
});

Deno.test("no-default-export: only tools that want one get one", () => {
  assert.deepEqual(ids(DOMAIN, `export default 1;`), ["rylie/no-default-export"]);
  assert.deepEqual(ids("web/vite.config.ts", `export default 1;`), []);
});

Deno.test("translated-words: what a user reads in the web app goes through t()", () => {
  const page = "web/src/pages/admin/admin_page.tsx";
  assert.deepEqual(ids(page, `const a = <p>Hello there</p>;`), ["rylie/translated-words"]);
  assert.deepEqual(ids(page, `const a = <Field label="E-mail" id="email" />;`), [
    "rylie/translated-words",
  ]);
  assert.deepEqual(ids(page, `const a = <p>{t("Hello there")} · Rylie</p>;`), []);
  assert.deepEqual(ids("web/widget/chat/main.tsx", `const a = <p>Hello there</p>;`), []);
});
