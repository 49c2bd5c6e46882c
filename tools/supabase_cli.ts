/** The real Supabase CLI, as npm has it; it needs no Docker for what is asked of it here. */
import { type CommandResult, runCommand, runDownload } from "./run_command.ts";

const SUPABASE_CLI = "supabase@3.1.0";

/** Runs one command of the CLI in a checkout. */
export async function runSupabase(
  projectDir: string,
  args: readonly string[],
): Promise<CommandResult> {
  const env = { DO_NOT_TRACK: "1", SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
  const fetched = await runDownload("npx", ["-y", SUPABASE_CLI, "--version"], {
    dir: projectDir,
    env,
  });
  if (!fetched.success) return fetched;
  return await runCommand("npx", ["-y", SUPABASE_CLI, ...args], { dir: projectDir, env });
}
