/** Which test files there are, and which of them may run together. */
import { join, relative } from "node:path";

/** Test files that run one after the other in a process of their own. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Groups that run one after the other; the two lanes run beside each other. */
export interface TestPlan {
  /** Tests that need no stack, or start what they need themselves. */
  readonly alone: readonly TestGroup[];
  /** Tests that share the runner's stack. */
  readonly onStack: readonly TestGroup[];
}

const MEMBERS = ["supabase/functions", "web", "tools", "bench", "local", "tests"];
const NOT_SOURCES = /^(\.|node_modules$|dist$)/;

/** Every group by the first folder that holds a file; what starts Postgres itself is apart. */
const ALONE: Readonly<Record<string, readonly string[]>> = {
  pure: ["supabase/functions/", "web/", "tools/", "bench/"],
  local: ["local/"],
  chaos: ["tests/chaos/"],
};
const ON_STACK: Readonly<Record<string, readonly string[]>> = {
  e2e: ["tests/e2e/"],
  stack: ["tests/"],
};

/** Lists the checkout's test files, as paths from its root. */
export async function findTestFiles(projectDir: string): Promise<string[]> {
  const found = await Promise.all(MEMBERS.map((member) => walk(join(projectDir, member))));
  return found.flat().map((path) => relative(projectDir, path)).sort();
}

/** Keeps the files that are one of `paths` or below one; all of them when there is no path. */
export function chooseFiles(files: readonly string[], paths: readonly string[]): string[] {
  const wanted = paths.map((path) => path.replace(/^\.\//, "").replace(/\/$/, ""));
  if (wanted.length === 0) return [...files];
  return files.filter((file) =>
    wanted.some((path) => path === "." || file === path || file.startsWith(`${path}/`))
  );
}

/** Puts files into their groups; a group without files is left out. */
export function planGroups(files: readonly string[]): TestPlan {
  const groupOf = (file: string) =>
    [...Object.entries(ALONE), ...Object.entries(ON_STACK)]
      .find(([, folders]) => folders.some((folder) => file.startsWith(folder)))?.[0];
  const fill = (names: readonly string[]) =>
    names.map((name) => ({ name, files: files.filter((file) => groupOf(file) === name) }))
      .filter((group) => group.files.length > 0);
  return { alone: fill(Object.keys(ALONE)), onStack: fill(Object.keys(ON_STACK).reverse()) };
}

async function walk(dir: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(dir)).catch(() => []);
  const found = await Promise.all(entries.map((entry) => {
    const path = join(dir, entry.name);
    if (NOT_SOURCES.test(entry.name)) return [];
    if (entry.isDirectory) return walk(path);
    return /_test\.tsx?$/.test(entry.name) ? [path] : [];
  }));
  return found.flat();
}
