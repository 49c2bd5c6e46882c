/** Checks every migration with the real Postgres parser, against the house rules. */
import { join } from "node:path";
import { say } from "../local/log.ts";
import { readMigrations } from "../local/migrate.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { parseSql, SqlSyntaxError } from "./sql/parse_sql.ts";
import { sqlFaults } from "./sql/sql_rules.ts";

/** Returns what is wrong with one SQL text; an unreadable one has one fault. */
export async function findSqlFaults(path: string, text: string): Promise<string[]> {
  try {
    return sqlFaults(await parseSql(text)).map((fault) => `${path}: ${fault}`);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [`${path}:${error.line}: ${error.message}`];
    throw error;
  }
}

/** Returns what is wrong with the migrations of a checkout, and whether its seed can be read. */
export async function checkSql(projectDir: string): Promise<string[]> {
  const migrations = await readMigrations(join(projectDir, "supabase", "migrations"), projectDir);
  const seed = await Deno.readTextFile(join(projectDir, "supabase", "seed.sql"));
  const files = [...migrations, { path: "supabase/seed.sql", text: seed }];
  const faults = await Promise.all(files.map(({ path, text }) => findSqlFaults(path, text)));
  return faults.flat();
}

if (import.meta.main) {
  const faults = await checkSql(checkoutDir());
  for (const fault of faults) say(fault);
  Deno.exit(faults.length === 0 ? 0 : 1);
}
