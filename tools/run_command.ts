/** Runs another program and keeps what it says. */

/** Where and with what a program runs. */
export interface CommandOptions {
  readonly dir: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface CommandResult {
  readonly success: boolean;
  readonly stdout: string;
  /** Standard output and error, one after the other. */
  readonly output: string;
}

/** Runs a program to its end. */
export async function runCommand(
  program: string,
  args: readonly string[],
  { dir, env = {} }: CommandOptions,
): Promise<CommandResult> {
  const result = await new Deno.Command(program, {
    args: [...args],
    cwd: dir,
    env: { ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const stdout = decoder.decode(result.stdout).trim();
  const stderr = decoder.decode(result.stderr).trim();
  const output = [stdout, stderr].filter((text) => text !== "").join("\n");
  return { success: result.success, stdout, output };
}

const DOWNLOAD_TRIES = 3;

/**
 * Runs a program for what it downloads, three times at most: npm and Deno ask again when a registry
 * refuses, but not when its answer breaks off.
 */
export async function runDownload(
  program: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  let result = await runCommand(program, args, options);
  for (let tries = 1; tries < DOWNLOAD_TRIES && !result.success; tries++) {
    // One after the other: each only if the one before failed.
    // deno-lint-ignore no-await-in-loop
    result = await runCommand(program, args, options);
  }
  return result;
}
