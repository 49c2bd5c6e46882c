import { isFunctionName } from "./function_settings.ts";

/** What a change on disk asks for. */
export interface FunctionChanges {
  /** Functions whose own folder changed, or "all" when something shared did. */
  readonly functions: ReadonlySet<string> | "all";
}

const DEBOUNCE_MS = 60;

/** Watches the functions and their settings; calls back once per burst of changes. Returns the stop. */
export function watchFunctions(
  projectDir: string,
  onChange: (changes: FunctionChanges) => void,
): () => void {
  // Not the files themselves: editors replace them, and a watch would stay with the old one.
  const watcher = Deno.watchFs(`${projectDir}/supabase`, { recursive: true });
  const paths = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    const changes = changedFunctions(paths, projectDir);
    paths.clear();
    if (changes.functions === "all" || changes.functions.size > 0) onChange(changes);
  };
  void (async () => {
    for await (const event of watcher) {
      if (event.kind === "access") continue;
      for (const path of event.paths) paths.add(path);
      clearTimeout(timer);
      timer = setTimeout(flush, DEBOUNCE_MS);
    }
  })();
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}

/** Which functions a set of changed paths concerns. */
export function changedFunctions(paths: Iterable<string>, projectDir: string): FunctionChanges {
  const functions = new Set<string>();
  for (const path of paths) {
    if (path === `${projectDir}/supabase/config.toml`) return { functions: "all" };
    const inside = path.split(`${projectDir}/supabase/functions/`)[1];
    if (inside === undefined || inside.endsWith("_test.ts") || isEditorFile(inside)) continue;
    const folder = inside.split("/")[0] ?? "";
    if (!isFunctionName(folder)) return { functions: "all" };
    functions.add(folder);
  }
  return { functions };
}

/** Swap and backup files that editors leave for a moment. */
function isEditorFile(path: string): boolean {
  return /(~|\.sw[a-z]|\.tmp|\/\.#[^/]*|\/4913)$/.test(path);
}
