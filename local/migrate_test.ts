import { deepEqual, equal } from "node:assert/strict";
import { createHash } from "node:crypto";
import { driftedMigrations, lineOf, type Migration, readMigrations } from "./migrate.ts";

function migration(version: string, text: string): Migration {
  return { version, name: "x", path: `supabase/migrations/${version}_x.sql`, text };
}

function md5(text: string): string {
  return createHash("md5").update(text).digest("hex");
}

Deno.test("readMigrations: returns the files in the order of their versions, nothing else", async () => {
  const dir = await Deno.makeTempDir();
  for (const name of ["20260102_b.sql", "20260101_a_b.sql", "README.md", "x.sql"]) {
    await Deno.writeTextFile(`${dir}/${name}`, name);
  }
  const found = await readMigrations(dir, dir);
  await Deno.remove(dir, { recursive: true });
  deepEqual(found, [
    { version: "20260101", name: "a_b", path: "20260101_a_b.sql", text: "20260101_a_b.sql" },
    { version: "20260102", name: "b", path: "20260102_b.sql", text: "20260102_b.sql" },
  ]);
});

Deno.test("readMigrations: a project without the folder has none", async () => {
  deepEqual(await readMigrations("/nonexistent", "/"), []);
});

Deno.test("lineOf: counts characters as Postgres does, not code units", () => {
  const text = "-- 🚗\nselect 1;\nselect x";
  equal(lineOf(text, [...text].indexOf("x") + 1), 3);
  equal(lineOf(text, 1), 1);
});

Deno.test("driftedMigrations: names files edited or deleted since they were applied", () => {
  const files = [migration("1", "same"), migration("2", "edited")];
  const history = [
    { version: "1", name: "x", md5: md5("same") },
    { version: "2", name: "x", md5: md5("before") },
    { version: "3", name: "gone", md5: md5("gone") },
  ];
  deepEqual(driftedMigrations(files, history), [
    "supabase/migrations/2_x.sql",
    "3_gone.sql (deleted)",
  ]);
});

Deno.test("driftedMigrations: says nothing of what another tool recorded", () => {
  const history = [{ version: "1", name: "x", md5: null }];
  deepEqual(driftedMigrations([migration("1", "text")], history), []);
});
