/** Checks and tests the functions with the Deno version on which Supabase runs them. */
import { join } from "node:path";
import { say } from "../local/log.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { type CommandResult, runCommand, runDownload } from "./run_command.ts";

const HOSTED_DENO = "deno@2.1.4";
/** What its TypeScript does not know yet, and what functions have no use for. */
const UNKNOWN_OPTIONS = ["lib", "types", "jsx", "jsxImportSource", "erasableSyntaxOnly"];

/** Returns what the hosted version complains about; empty when all is well. */
export async function checkFunctions(projectDir: string): Promise<string[]> {
  // Outside the workspace: that version can neither read its lock file nor all of its options.
  const dir = await Deno.makeTempDir({ prefix: "rylie-functions-" });
  try {
    const files = await copyFolder(join(projectDir, "supabase", "functions"), dir);
    await writeConfig(projectDir, dir);
    const modules = files.filter((file) => file.endsWith(".ts"));
    const fetched = await hostedDeno(dir, ["cache", "--no-lock", ...modules], runDownload);
    if (!fetched.success) return [fetched.output];
    const results = [
      await hostedDeno(dir, ["check", "--quiet", "--no-lock", ...modules]),
      await hostedDeno(dir, ["test", "-A", "--quiet", "--reporter=dot", "--no-check", "--no-lock"]),
    ];
    return results.filter(({ success }) => !success).map(({ output }) => output);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

async function hostedDeno(
  dir: string,
  args: readonly string[],
  run = runCommand,
): Promise<CommandResult> {
  // That version trusts only its own certificates unless told.
  const env = { DENO_TLS_CA_STORE: "mozilla,system", NO_COLOR: "1", RUST_BACKTRACE: "0" };
  return await run("npx", ["-y", HOSTED_DENO, ...args], { dir, env });
}

/** The functions' own configuration with the compiler options that they inherit in the workspace. */
async function writeConfig(projectDir: string, dir: string): Promise<void> {
  const root = JSON.parse(await Deno.readTextFile(join(projectDir, "deno.json")));
  const options = Object.entries(root.compilerOptions)
    .filter(([name]) => !UNKNOWN_OPTIONS.includes(name));
  const path = join(dir, "deno.json");
  const own = JSON.parse(await Deno.readTextFile(path));
  const config = { ...own, compilerOptions: Object.fromEntries(options) };
  await Deno.writeTextFile(path, JSON.stringify(config));
}

/** Copies a folder without its secrets; returns the paths of the files, from the folder. */
async function copyFolder(from: string, to: string, below = ""): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(from, below)));
  const copied = await Promise.all(entries.map(async ({ name, isDirectory }) => {
    const path = join(below, name);
    if (name.startsWith(".env") || name === "node_modules") return [];
    if (isDirectory) {
      await Deno.mkdir(join(to, path));
      return await copyFolder(from, to, path);
    }
    await Deno.copyFile(join(from, path), join(to, path));
    return [path];
  }));
  return copied.flat();
}

if (import.meta.main) {
  const faults = await checkFunctions(checkoutDir());
  for (const fault of faults) say(fault);
  Deno.exit(faults.length === 0 ? 0 : 1);
}
