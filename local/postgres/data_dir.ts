/** Makes the server's data directory, once. */
import { join } from "node:path";
import type { Progress } from "../log.ts";
import type { NativeTree } from "./native_tree.ts";
import type { OsUser } from "./os_user.ts";

const INITDB_ARGS = [
  "--username=supabase_admin",
  "--auth=trust",
  "--encoding=UTF8",
  "--locale-provider=builtin",
  "--builtin-locale=C.UTF-8",
  "--locale=C",
  "--no-sync",
  "--no-instructions",
];

/** What making a data directory needs. */
export interface DataDirOptions {
  readonly tree: NativeTree;
  /** Who will own it, when not we. */
  readonly user: OsUser | null;
  readonly progress: Progress;
}

/**
 * Creates `<folder>/data` unless it exists and returns its path. It appears by a rename, so a
 * folder of that name is always whole.
 */
export async function ensureDataDir(
  folder: string,
  { tree, user, progress }: DataDirOptions,
): Promise<string> {
  const data = join(folder, "data");
  if (await Deno.stat(data).then(() => true, () => false)) return data;

  progress("creating the database");
  await removeUnfinished(folder);
  // A name of our own: the initdb of a start that was interrupted may still be writing into its.
  const unfinished = join(folder, `data.init-${Deno.pid}`);
  await Deno.mkdir(unfinished, { mode: 0o700 });
  if (user !== null) await Deno.chown(unfinished, user.uid, user.gid);
  const initdb = await new Deno.Command(tree.initdb, {
    args: [...INITDB_ARGS, `--pgdata=${unfinished}`],
    cwd: folder,
    ...user,
  }).output();
  if (!initdb.success) {
    const reason = new TextDecoder().decode(initdb.stderr).trim();
    throw new Error(`Cannot create the database: initdb says ${reason}`);
  }
  await Deno.rename(unfinished, data);
  return data;
}

async function removeUnfinished(folder: string): Promise<void> {
  const entries = await Array.fromAsync(Deno.readDir(folder));
  const unfinished = entries.filter(({ name }) => name.startsWith("data.init-"));
  await Promise.all(unfinished.map(({ name }) =>
    // Fails while that initdb still writes; a later start finds it again.
    Deno.remove(join(folder, name), { recursive: true }).catch(() => {})
  ));
}
