/** Files that are made from other files: written by their task, compared by `deno task ok`. */
import { join } from "node:path";
import { say } from "../local/log.ts";

/** A file as it should be. */
export interface GeneratedFile {
  /** Path from the checkout's root. */
  readonly path: string;
  readonly text: string;
}

/** Returns a complaint for each file that is not as it should be. */
export async function findStale(
  projectDir: string,
  files: readonly GeneratedFile[],
  task: string,
): Promise<string[]> {
  const stale = await Promise.all(files.map(async ({ path, text }) => {
    const present = await Deno.readTextFile(join(projectDir, path)).catch(() => null);
    return present === text ? [] : [`${path} is out of date: run deno task ${task}`];
  }));
  return stale.flat();
}

/** Formats a text as `deno fmt` would leave it. */
export async function formatted(projectDir: string, file: GeneratedFile): Promise<GeneratedFile> {
  const extension = file.path.split(".").at(-1) ?? "";
  const process = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--ext", extension, "-"],
    cwd: projectDir,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = process.stdin.getWriter();
  // Not awaited before the output is read: a long text fills the pipe.
  const written = writer.write(new TextEncoder().encode(file.text)).then(() => writer.close());
  const [{ success, stdout, stderr }] = await Promise.all([process.output(), written]);
  if (success) return { path: file.path, text: new TextDecoder().decode(stdout) };
  throw new Error(`Cannot format ${file.path}: ${new TextDecoder().decode(stderr).trim()}`);
}

/** The body of a task: writes the files or, with `--check`, only compares; returns the exit code. */
export async function writeOrCheck(
  projectDir: string,
  files: readonly GeneratedFile[],
  { task, check }: { readonly task: string; readonly check: boolean },
): Promise<number> {
  const stale = await findStale(projectDir, files, task);
  if (!check) {
    await Promise.all(
      files.map(({ path, text }) => Deno.writeTextFile(join(projectDir, path), text)),
    );
    say(`${files.map(({ path }) => path).join(", ")}: ${stale.length} changed`);
    return 0;
  }
  for (const complaint of stale) say(complaint);
  return stale.length === 0 ? 0 : 1;
}
