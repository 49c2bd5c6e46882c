/** `deno task ok`: everything that can be judged without running the product. */
import { say } from "../local/log.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { checkFunctions } from "./check_functions.ts";
import { checkSecrets } from "./check_secrets.ts";
import { checkSql } from "./check_sql.ts";
import { checkTree } from "./check_tree.ts";
import { withFreshDatabase } from "./fresh_database.ts";
import { generateDocs } from "./gen_docs.ts";
import { generateTypes } from "./gen_types.ts";
import { findStale } from "./generated.ts";
import { runCommand } from "./run_command.ts";

/** One check; it returns its complaints. */
interface Step {
  readonly name: string;
  readonly run: (projectDir: string) => Promise<readonly string[]>;
}

/** The longest first: two run at a time. */
const STEPS: readonly Step[] = [
  { name: "functions on Deno 2.1.4", run: checkFunctions },
  { name: "types", run: deno("check", "--quiet") },
  { name: "generated files", run: checkGenerated },
  { name: "format", run: deno("fmt", "--check") },
  { name: "lint", run: deno("lint", "--quiet") },
  { name: "sizes, names, places, cycles", run: checkTree },
  { name: "migrations", run: checkSql },
  { name: "secrets", run: checkSecrets },
];
const AT_A_TIME = 2;

function deno(...args: readonly string[]): Step["run"] {
  return async (projectDir) => {
    const env = { NO_COLOR: "1", RUST_BACKTRACE: "0" };
    const { success, output } = await runCommand(Deno.execPath(), args, { dir: projectDir, env });
    return success ? [] : [output];
  };
}

async function checkGenerated(projectDir: string): Promise<string[]> {
  return await withFreshDatabase(async (database) => {
    const complaints = await Promise.all([
      findStale(projectDir, await generateTypes(projectDir, database), "types"),
      findStale(projectDir, await generateDocs(projectDir, database), "docs"),
    ]);
    return complaints.flat();
  });
}

async function runStep({ name, run }: Step, projectDir: string): Promise<boolean> {
  const startedAt = performance.now();
  const complaints = await run(projectDir).catch((error) => [String(error)]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(5);
  say(`${complaints.length === 0 ? "ok    " : "FAILED"} ${seconds} s  ${name}`);
  for (const complaint of complaints) say(complaint.replaceAll(/^/gm, "        "));
  return complaints.length === 0;
}

/** Runs all steps, also after one has failed; returns how many did. */
async function runSteps(projectDir: string): Promise<number> {
  const waiting = [...STEPS];
  let failed = 0;
  const work = async () => {
    for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
      if (!(await runStep(step, projectDir))) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return failed;
}

if (import.meta.main) {
  const failed = await runSteps(checkoutDir());
  say(failed === 0 ? "All checks passed." : `${failed} of ${STEPS.length} checks failed.`);
  Deno.exit(failed === 0 ? 0 : 1);
}
