import assert from "node:assert/strict";
import { openingStatement, sqlLiteral } from "./opening_statement.ts";

const REQUEST = {
  caller: { role: "anon", claims: { role: "anon" } },
  method: "GET",
  path: "/vehicles",
  headers: { "x-own": "it's" },
};
const LIMITS = { isReadOnly: false, searchPath: ["public"], statementTimeout: null };

Deno.test("sqlLiteral: nothing in a value can end it", () => {
  assert.equal(sqlLiteral("it's"), "E'it''s'");
  assert.equal(sqlLiteral("\\'; drop table x; --"), "E'\\\\''; drop table x; --'");
});

Deno.test("openingStatement: sets role, claims and request for the transaction only", () => {
  const text = openingStatement(REQUEST, LIMITS);
  assert.match(text, /^begin; select set_config\(E'search_path', E'"public"', true\)/);
  assert.match(text, /set_config\(E'role', E'anon', true\)/);
  assert.match(text, /set_config\(E'request.headers', E'\{"x-own":"it''s"\}', true\)/);
  assert.ok(!text.includes("false"));
});

Deno.test("openingStatement: reads are read-only, a role's timeout comes along", () => {
  const text = openingStatement(REQUEST, {
    ...LIMITS,
    isReadOnly: true,
    statementTimeout: "3s",
  });
  assert.match(text, /^begin read only;/);
  assert.match(text, /set_config\(E'statement_timeout', E'3s', true\)$/);
});

Deno.test("openingStatement: gives cookies as an object", () => {
  const text = openingStatement({ ...REQUEST, headers: { cookie: "a=1; b=x=y" } }, LIMITS);
  assert.ok(text.includes(`E'{"a":"1","b":"x=y"}'`));
});
