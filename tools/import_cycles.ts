/** Finds modules that import each other in a circle. */
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** Which modules each module imports. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

interface DenoInfo {
  readonly modules: readonly {
    readonly specifier: string;
    readonly dependencies?: readonly {
      readonly code?: { readonly specifier?: string };
      readonly type?: { readonly specifier?: string };
    }[];
  }[];
}

const SOURCE = /\.tsx?$/;

/** Returns one circle for each group of modules that has one, as paths from the checkout's root. */
export async function findImportCycles(
  projectDir: string,
  paths: readonly string[],
): Promise<string[][]> {
  const info = await readDenoInfo(projectDir, paths.filter((path) => SOURCE.test(path)));
  const graph = new Map(info.modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.flatMap(({ code, type }) => code?.specifier ?? type?.specifier ?? []),
  ]));
  return cyclesOf(graph).map((cycle) =>
    cycle.map((specifier) => relative(projectDir, fileURLToPath(specifier)))
  );
}

/** Returns the circles of a graph, each starting and ending with the same module. */
export function cyclesOf(graph: ImportGraph): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (module: string): void => {
    const start = trail.indexOf(module);
    if (start >= 0) cycles.push([...trail.slice(start), module]);
    if (start >= 0 || done.has(module)) return;
    trail.push(module);
    for (const imported of graph.get(module) ?? []) visit(imported);
    trail.pop();
    done.add(module);
  };
  for (const module of graph.keys()) visit(module);
  return cycles;
}

/** `deno info` takes one module, so it is given one that imports them all. */
async function readDenoInfo(projectDir: string, paths: readonly string[]): Promise<DenoInfo> {
  const root = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    const lines = paths.map((path) => `import "${pathToFileURL(join(projectDir, path))}";`);
    await Deno.writeTextFile(root, lines.join("\n"));
    const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["info", "--json", "--config", join(projectDir, "deno.json"), root],
      cwd: projectDir,
    }).output();
    if (success) return JSON.parse(new TextDecoder().decode(stdout));
    throw new Error(`Cannot read imports: ${new TextDecoder().decode(stderr).trim()}`);
  } finally {
    await Deno.remove(root);
  }
}
