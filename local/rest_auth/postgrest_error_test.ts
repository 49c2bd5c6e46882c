import assert from "node:assert/strict";
import { databaseErrorResponse, isDatabaseError } from "./postgrest_error.ts";

Deno.test("databaseErrorResponse: gives PostgREST's status for each SQLSTATE", () => {
  const cases: [string, number][] = [
    ["23505", 409],
    ["23503", 409],
    ["23502", 400],
    ["23514", 400],
    ["22P02", 400],
    ["42501", 403],
    ["42883", 404],
    ["42P01", 404],
    ["42703", 400],
    ["P0001", 400],
    ["P0002", 500],
    ["40001", 500],
    ["57014", 500],
    ["57P03", 503],
    ["53300", 503],
    ["25006", 405],
    ["PT409", 409],
    ["PT042", 500],
    ["PTxyz", 500],
  ];
  for (const [code, status] of cases) {
    assert.equal(databaseErrorResponse({ code, message: "m" }, false).status, status, code);
  }
  const anon = databaseErrorResponse({ code: "42501", message: "m" }, true);
  assert.deepEqual([anon.status, anon.headers.get("www-authenticate")], [401, "Bearer"]);
});

Deno.test("databaseErrorResponse: passes message, detail and hint on", async () => {
  const error = { code: "PT422", message: "Cannot send", detail: "no_consent", hint: "Ask" };
  assert.deepEqual(await databaseErrorResponse(error, false).json(), {
    code: "PT422",
    message: "Cannot send",
    details: "no_consent",
    hint: "Ask",
  });
});

Deno.test("databaseErrorResponse: a raise of PGRST spells out its own answer", async () => {
  const response = databaseErrorResponse({
    code: "PGRST",
    message: '{"code": "123", "message": "Payment required"}',
    detail: '{"status": 402, "headers": {"x-own": "yes"}}',
  }, false);
  assert.deepEqual([response.status, response.headers.get("x-own")], [402, "yes"]);
  assert.equal((await response.json()).message, "Payment required");
  const broken = databaseErrorResponse({ code: "PGRST", message: "text" }, false);
  assert.equal((await broken.json()).code, "PGRST121");
});

Deno.test("isDatabaseError: a bug or a broken connection is none", () => {
  assert.ok(!isDatabaseError(new TypeError("x")));
  assert.ok(!isDatabaseError(Object.assign(new Error("x"), { code: "ECONNREFUSED" })));
  const refused = Object.assign(new Error("x"), { name: "PostgresError", code: "23505" });
  assert.ok(isDatabaseError(refused));
});
