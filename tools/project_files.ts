/** The files of the project, as the checks see them. */
import { join } from "node:path";

/** One text file. */
export interface ProjectFile {
  /** Path from the checkout's root. */
  readonly path: string;
  /** Empty for pictures, fonts and archives. */
  readonly text: string;
}

const BINARY = /\.(png|jpe?g|webp|ico|woff2?|br|gz)$/;

/** Reads everything that git knows or would add: a check must see a file before its commit. */
export async function readProjectFiles(projectDir: string): Promise<ProjectFile[]> {
  const paths = await listProjectFiles(projectDir);
  const files = await Promise.all(paths.map(async (path) => {
    if (BINARY.test(path)) return [{ path, text: "" }];
    const text = await Deno.readTextFile(join(projectDir, path)).catch(() => null);
    return text === null ? [] : [{ path, text }];
  }));
  return files.flat();
}

async function listProjectFiles(projectDir: string): Promise<string[]> {
  const { success, stdout, stderr } = await new Deno.Command("git", {
    args: ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    cwd: projectDir,
  }).output();
  if (!success) throw new Error(`Cannot list files: ${new TextDecoder().decode(stderr).trim()}`);
  return new TextDecoder().decode(stdout).split("\0").filter((path) => path !== "");
}
