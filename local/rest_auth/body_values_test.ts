import assert from "node:assert/strict";
import type { IntrospectResult } from "@supabase/lite";
import { withBodyValues } from "./body_values.ts";

const CATALOG: IntrospectResult = {
  tables: [],
  columns: [],
  indexes: [],
  foreign_keys: [],
  primary_keys: [],
  views: [],
  check_constraints: [],
  unique_constraints: [],
  comments: [],
  custom_types: [],
  triggers: [],
  database_name: "postgres",
  version: "",
};

Deno.test("withBodyValues: rows of a list get NULL for what they lack", () => {
  const ast = { type: "insert", from: "t", values: [{ a: 1 }, { b: 2 }] };
  const filled = withBodyValues({ ...ast, $meta: { columns: ["a", "b"] } }, CATALOG);
  assert.deepEqual(filled.values, [{ a: 1, b: null }, { a: null, b: 2 }]);
  const defaults = withBodyValues(
    { ...ast, $meta: { columns: ["a", "b"], missing: "default" } },
    CATALOG,
  );
  assert.deepEqual(defaults.values, [{ a: 1, b: undefined }, { a: undefined, b: 2 }]);
});

Deno.test("withBodyValues: without a list there is nothing to fill", () => {
  const ast = { type: "update", from: "t", values: { a: 1 }, $meta: { columns: ["a", "b"] } };
  assert.deepEqual(withBodyValues(ast, CATALOG).values, { a: 1 });
});
