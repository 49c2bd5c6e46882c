/** Builds the web app when what it is made of has changed. */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import type { Progress } from "./log.ts";

/** Beside the build, so that it says which sources the build is of, whoever made it. */
const STAMP = ".sources";

const SHARED = ["contract", "domain"].map((name) => `supabase/functions/_shared/${name}`);
const NOT_SOURCES = new Set(["dist", "node_modules"]);

/** Makes `web/dist` current; returns false when there is no web app to build. */
export async function ensureWebBuild(projectDir: string, progress: Progress): Promise<boolean> {
  const web = join(projectDir, "web");
  if (!(await exists(join(web, "index.html")))) return false;
  const sources = await hashSources(projectDir);
  const stamp = await Deno.readTextFile(join(web, "dist", STAMP)).catch(() => "");
  if (stamp === sources) return true;

  progress("building the web app");
  const fresh = join(projectDir, "node_modules", `.web-${Deno.pid}`);
  try {
    await runVite(web, fresh);
    await Deno.writeTextFile(join(fresh, STAMP), sources);
    await replaceFolder(join(web, "dist"), fresh);
  } finally {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
  }
  return true;
}

/** The files and folders that the build is made of, as far as they exist. */
export async function webSources(projectDir: string): Promise<string[]> {
  const web = await Array.fromAsync(Deno.readDir(join(projectDir, "web"))).catch(() => []);
  const inWeb = web.map(({ name }) => `web/${name}`).filter(isWebSource);
  const shared = await Promise.all(
    SHARED.map(async (folder) => await exists(join(projectDir, folder)) ? [folder] : []),
  );
  return [...inWeb, ...shared.flat()].map((path) => join(projectDir, path));
}

/** Tells whether a path, from the checkout's root, goes into the build; Vite's own copies do not. */
export function isWebSource(path: string): boolean {
  const parts = path.split("/");
  return !parts.some((part) => NOT_SOURCES.has(part) || part.startsWith(".")) &&
    !/_test\.tsx?$|\.timestamp-/.test(path);
}

async function hashSources(projectDir: string): Promise<string> {
  const files = (await Promise.all((await webSources(projectDir)).map(listFiles))).flat()
    .map((file) => relative(projectDir, file)).filter(isWebSource).sort();
  const texts = await Promise.all(files.map((file) => Deno.readFile(join(projectDir, file))));
  const hash = createHash("sha256");
  for (const [index, file] of files.entries()) hash.update(`${file}\n`).update(texts[index] ?? "");
  return hash.digest("hex");
}

async function listFiles(path: string): Promise<string[]> {
  if (!(await Deno.stat(path)).isDirectory) return [path];
  const entries = await Array.fromAsync(Deno.readDir(path));
  return (await Promise.all(entries.map(({ name }) => listFiles(join(path, name))))).flat();
}

async function runVite(web: string, outDir: string): Promise<void> {
  const { imports } = JSON.parse(await Deno.readTextFile(join(web, "deno.json")));
  await runBuild(web, [imports.vite, "build", "--outDir", outDir, "--emptyOutDir"]);
  // The chat for other people's pages is a build of its own, laid beside the app.
  await runBuild(web, [
    imports.vite,
    "build",
    "--config",
    "widget/vite.config.ts",
    "--outDir",
    outDir,
  ]);
}

async function runBuild(web: string, args: readonly string[]): Promise<void> {
  const vite = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", ...args],
    cwd: web,
    env: { ...envWithoutVite(), NO_COLOR: "1" },
    clearEnv: true,
    stdin: "null",
  }).output();
  if (vite.success) return;
  const lines = new TextDecoder().decode(vite.stderr).split("\n");
  // Without the warnings about the two places left open and without stack traces.
  const reason = lines.filter((line) => !/^\(!\)|^\s+at |^\s*$/.test(line)).join("\n");
  throw new Error(`Cannot build the web app: ${reason}`);
}

/** Without its variables, Vite leaves their places in index.html for the web host to fill. */
function envWithoutVite(): Record<string, string> {
  const env = Object.entries(Deno.env.toObject());
  return Object.fromEntries(env.filter(([name]) => !name.startsWith("VITE_")));
}

async function replaceFolder(folder: string, fresh: string): Promise<void> {
  const old = `${fresh}.old`;
  await Deno.rename(folder, old).catch(() => {});
  await Deno.rename(fresh, folder);
  await Deno.remove(old, { recursive: true }).catch(() => {});
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
