import assert from "node:assert/strict";
import { constraintProblem } from "./constraint_problem.ts";
import { problemFromRest } from "./api_problem.ts";

Deno.test("constraintProblem() names the field of each kind of constraint", () => {
  const table: readonly [error: Parameters<typeof constraintProblem>[0], code: string][] = [
    [{
      code: "23505",
      message: 'duplicate key value violates unique constraint "vehicles_vin_key"',
      details: "Key (dealership_id, vin)=(0a, 1FT) already exists.",
    }, "vin_taken"],
    [{
      code: "23514",
      message: 'new row for relation "vehicles" violates check constraint "vehicles_year_check"',
    }, "year_invalid"],
    [
      { code: "23502", message: 'null value in column "make" of relation "vehicles" violates …' },
      "make_missing",
    ],
    [{
      code: "23503",
      message: "insert or update on table …",
      details: 'Key (dealership_id, vehicle_id)=(0a, 0b) is not present in table "vehicles".',
    }, "vehicle_id_unknown"],
    [{ code: "23514", message: "something new" }, "form_invalid"],
  ];
  for (const [error, code] of table) assert.equal(constraintProblem(error)?.code, code);
  assert.equal(constraintProblem({ code: "42501", message: "permission denied" }), null);
});

Deno.test("problemFromRest() shows a sentence about the field, never the database's words", () => {
  const problem = problemFromRest({
    code: "23514",
    message: 'new row for relation "vehicles" violates check constraint "vehicles_year_check"',
  }, 400);
  assert.equal(problem.code, "year_invalid");
  assert.doesNotMatch(problem.message, /relation|constraint|row/u);
});
