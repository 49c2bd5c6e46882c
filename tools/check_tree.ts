/** Checks the shape of the checkout: sizes, names, places, cycles, and traces of other places. */
import { posix } from "node:path";
import { say } from "../local/log.ts";
import { checkoutDir } from "../local/open_stack.ts";
import { findImportCycles } from "./import_cycles.ts";
import { type ProjectFile, readProjectFiles } from "./project_files.ts";

const MAX_LINES = 300;
const MEASURED = /\.(tsx?|sql|css)$/;
const EXEMPT = /exempt from the line limit|^\W*Generated\b/im;

const TOP_FOLDERS = /^(supabase|web|local|tests|bench|docs|tools|\.ci|\.github)\//;
const TOP_FILES =
  /^(README|CHANGELOG|CONTRIBUTING|SECURITY|LICENSE)(\.md)?$|^deno\.(json|lock)$|^\.git(ignore|attributes)$|^\.editorconfig$/;

const SNAKE = /^\.?[a-z0-9]+(_[a-z0-9]+)*(\.[a-z0-9_]+)*$/;
const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*$/;
/** A helper that only tests use; the leading underscore is the functions' sign for "no door". */
const SHARED_FOLDER = "_shared";
const UPPER_CASE_PAGES = /^(README|CHANGELOG|CONTRIBUTING|SECURITY|LICENSE)(\.md)?$/;
const MIGRATION = /^\d{14}_[a-z0-9]+(_[a-z0-9]+)*\.sql$/;
/** Postgres looks extensions up by these names. */
const NAMED_BY_OTHERS = /^local\/platform\/extension\//;

/** What must not be in a file: where and how somebody's machine works. */
const TRACES: readonly { readonly pattern: RegExp; readonly what: string }[] = [
  {
    pattern:
      /https?:\/\/[^\s"'`/]*\b(npm|npmjs|registry|artifactory|nexus|pypi|proxy)\b[^\s"'`/]*/i,
    what: "the address of a package registry",
  },
  { pattern: /(^|[\s"'`(=:])\/(work|home|Users|root)\/[a-z]/, what: "a path of one machine" },
  { pattern: /\bsub-?agents?\b/i, what: "a word about how it was written" },
];
const MENTIONED_PAGE = /(?:[a-z0-9_.-]+\/)+[a-zA-Z0-9_-]+\.md\b/g;

/** Returns every complaint about the files, one a line. */
export function findTreeFaults(files: readonly ProjectFile[]): string[] {
  const paths = new Set(files.map(({ path }) => path));
  return files.flatMap((file) => [
    ...sizeFaults(file),
    ...nameFaults(file.path),
    ...placeFaults(file.path),
    ...traceFaults(file),
    ...deadPageFaults(file, paths),
  ]);
}

function sizeFaults({ path, text }: ProjectFile): string[] {
  if (!MEASURED.test(path)) return [];
  const lines = text.trimEnd().split("\n");
  if (lines.length <= MAX_LINES || EXEMPT.test(lines.slice(0, 2).join("\n"))) return [];
  return [`${path}: ${lines.length} lines: the limit is ${MAX_LINES}`];
}

function nameFaults(path: string): string[] {
  if (NAMED_BY_OTHERS.test(path)) return [];
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  if (path.startsWith("supabase/migrations/")) {
    return MIGRATION.test(name) ? [] : [`${path}: not named <timestamp>_<stem>_<what>.sql`];
  }
  const faults = parts.filter((part, index) => {
    const isDoor = index === 2 && parts.length > 3 && path.startsWith("supabase/functions/");
    if (isDoor) return part !== SHARED_FOLDER && !KEBAB.test(part);
    const isUrl = /^(docs\/decisions|web\/public)\//.test(path) && index >= 2;
    if (isUrl && KEBAB.test(part)) return false;
    if (index === parts.length - 1 && UPPER_CASE_PAGES.test(part)) return false;
    return !SNAKE.test(part);
  });
  return faults.map((part) => `${path}: ${part} is not named in this project's way`);
}

function placeFaults(path: string): string[] {
  if (TOP_FOLDERS.test(path) || TOP_FILES.test(path)) return [];
  return [`${path}: does not belong at the top level`];
}

function traceFaults({ path, text }: ProjectFile): string[] {
  return text.split("\n").flatMap((line, index) =>
    TRACES.filter(({ pattern }) => pattern.test(line))
      .map(({ what }) => `${path}:${index + 1}: holds ${what}`)
  );
}

/** A page named in a text exists, from the root or from where it is named. */
function deadPageFaults({ path, text }: ProjectFile, paths: ReadonlySet<string>): string[] {
  if (/_test\.tsx?$/.test(path)) return [];
  const mentioned = [...new Set(text.match(MENTIONED_PAGE))];
  const exists = (page: string) =>
    paths.has(posix.normalize(page)) || paths.has(posix.join(posix.dirname(path), page));
  return mentioned.filter((page) => !page.startsWith("http") && !exists(page))
    .map((page) => `${path}: names ${page}, which is not there`);
}

/** Returns what is wrong with a checkout. */
export async function checkTree(projectDir: string): Promise<string[]> {
  const files = await readProjectFiles(projectDir);
  const cycles = await findImportCycles(projectDir, files.map(({ path }) => path));
  return [...findTreeFaults(files), ...cycles.map((cycle) => `cycle: ${cycle.join(" -> ")}`)];
}

if (import.meta.main) {
  const faults = await checkTree(checkoutDir());
  for (const fault of faults) say(fault);
  Deno.exit(faults.length === 0 ? 0 : 1);
}
