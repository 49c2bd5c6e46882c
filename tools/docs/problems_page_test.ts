import assert from "node:assert/strict";
import { problemsPage, refusalsOf } from "./problems_page.ts";

Deno.test("refusalsOf() finds status, code and sentence, however the refusal is raised", () => {
  const source = `begin
    perform private.refuse(403, 'forbidden', 'Cannot do this: your role lacks ' || permission);
    perform private.refuse(
      409, 'job_not_dead', 'Cannot retry job: it hasn''t failed');
    raise exception 'Cannot % %: rows are append-only', lower(tg_op), tg_table_name
      using errcode = 'PT409', detail = 'append_only';
    perform private.refuse(status, code, sentence);
  end`;
  assert.deepEqual(refusalsOf([{ name: "f", source }]), [
    { code: "forbidden", status: 403, sentence: "Cannot do this: your role lacks…", from: "f" },
    {
      code: "job_not_dead",
      status: 409,
      sentence: "Cannot retry job: it hasn't failed",
      from: "f",
    },
    { code: "append_only", status: 409, sentence: "Cannot … …: rows are append-only", from: "f" },
  ]);
});

Deno.test("problemsPage() lists a code once with everything that refuses so", () => {
  const refusal = { code: "forbidden", status: 403, sentence: "No" };
  const page = problemsPage({ not_found: { status: 404, title: "Nothing | here" } }, [
    { ...refusal, from: "g" },
    { ...refusal, from: "f" },
    { ...refusal, from: "f" },
  ]);
  assert.match(page, /\| not_found \| 404 \| Nothing \\\| here \|\n/);
  assert.match(page, /\| forbidden \| 403 \| No \| g, f \|\n$/);
});
