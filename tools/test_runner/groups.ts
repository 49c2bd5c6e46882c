/** Which test files there are, and which of them may run together. */
import { join, relative } from "node:path";

/** Test files that run one after the other in a process of their own. */
export interface TestGroup {
  readonly name: string;
  readonly files: readonly string[];
}

/** Lanes that run beside each other, the groups of one in order. */
export interface TestPlan {
  /** Tests that need no stack. */
  readonly pure: readonly TestGroup[];
  /** Tests that start a stack or a database of their own. */
  readonly apart: readonly TestGroup[];
  /** Tests that have the runner's stack for themselves. */
  readonly onStack: readonly TestGroup[];
  /** Tests that share it after them: they wait more than they work. */
  readonly together: readonly (readonly TestGroup[])[];
}

const MEMBERS = ["supabase/functions", "web", "tools", "bench", "local", "tests"];
const NOT_SOURCES = /^(\.|node_modules$|dist$)/;

/** The groups of a lane, in the order in which they run, by their folders. */
type Folders = Readonly<Record<string, readonly string[]>>;

// The longest folder that fits a file decides.
const PURE: Folders = { pure: ["supabase/functions/", "web/", "tools/", "bench/"] };
const APART: Folders = { local: ["local/"], chaos: ["tests/chaos/"] };
// First: these tests count rows and jobs, so nobody may have left any.
const ON_STACK: Folders = { db: ["tests/db/"] };
const TOGETHER: readonly Folders[] = [
  { stack: ["tests/"], e2e: ["tests/e2e/"] },
  // These only look, so they find what they look for whatever the others do.
  { looks: ["tests/looks/"] },
];

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
  const folders = [PURE, APART, ON_STACK, ...TOGETHER]
    .flatMap((groups) => Object.entries(groups))
    .flatMap(([name, folders]) => folders.map((folder) => ({ name, folder })))
    .toSorted((a, b) => b.folder.length - a.folder.length);
  const groupOf = (file: string) => folders.find(({ folder }) => file.startsWith(folder))?.name;
  const fill = (groups: Folders) =>
    Object.keys(groups)
      .map((name) => ({ name, files: files.filter((file) => groupOf(file) === name) }))
      .filter((group) => group.files.length > 0);
  return {
    pure: fill(PURE),
    apart: fill(APART),
    onStack: fill(ON_STACK),
    together: TOGETHER.map(fill).filter((lane) => lane.length > 0),
  };
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
