/** `deno task docs`: the pages that code can tell: the data model and the problem codes. */
import { checkoutDir } from "../local/open_stack.ts";
import { PROBLEMS } from "../supabase/functions/_shared/contract/problem_codes.ts";
import { dataModelPage } from "./docs/data_model_page.ts";
import { problemsPage, readRefusals } from "./docs/problems_page.ts";
import { readSchema } from "./docs/schema.ts";
import { type FreshDatabase, withFreshDatabase } from "./fresh_database.ts";
import { formatted, type GeneratedFile, writeOrCheck } from "./generated.ts";

/** Generates the pages from a migrated database. */
export async function generateDocs(
  projectDir: string,
  { sql }: FreshDatabase,
): Promise<GeneratedFile[]> {
  const pages = [
    { path: "docs/data_model.md", text: dataModelPage(await readSchema(sql)) },
    { path: "docs/problems.md", text: problemsPage(PROBLEMS, await readRefusals(sql)) },
  ];
  return await Promise.all(pages.map((page) => formatted(projectDir, page)));
}

if (import.meta.main) {
  const projectDir = checkoutDir();
  const files = await withFreshDatabase((database) => generateDocs(projectDir, database));
  const check = Deno.args.includes("--check");
  Deno.exit(await writeOrCheck(projectDir, files, { task: "docs", check }));
}
