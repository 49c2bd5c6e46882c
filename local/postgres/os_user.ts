/** The operating system's side of running a server that refuses to be root. */

/** The user that the server runs as when we are root. */
export interface OsUser {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY = 65534;

/** Returns the unprivileged user that Postgres must run as, or null when we are not root. */
export async function serverUser(): Promise<OsUser | null> {
  if (Deno.uid() !== 0) return null;
  return unprivilegedUser(await Deno.readTextFile("/etc/passwd"));
}

/** Picks `nobody` from the lines of /etc/passwd, else the first user that is not root. */
export function unprivilegedUser(passwd: string): OsUser {
  const users = passwd.split("\n").map((line) => line.split(":"))
    .map(([, , uid, gid]) => ({ uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.uid > 0 && Number.isInteger(user.gid));
  const user = users.find(({ uid }) => uid === NOBODY) ?? users[0];
  if (user === undefined) throw new Error("Cannot run Postgres as root: no other user exists");
  return user;
}

/** Tells whether every folder on the way to `path` lets any user pass (o+x). */
export async function isReachableByAll(path: string): Promise<boolean> {
  const parts = path.split("/");
  const folders = parts.map((_, index) => parts.slice(0, index + 1).join("/") || "/");
  const modes = await Promise.all(folders.map(modeOf));
  return modes.every((mode) => mode === null || (mode & 0o001) !== 0);
}

async function modeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mode;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Returns the command line of a process, or null when there is no such process. */
export async function commandLine(pid: number): Promise<string | null> {
  try {
    return (await Deno.readTextFile(`/proc/${pid}/cmdline`)).replaceAll("\0", " ");
  } catch (error) {
    if (Deno.build.os === "linux" && isGone(error)) return null;
  }
  const ps = await new Deno.Command("ps", { args: ["-ww", "-o", "command=", "-p", `${pid}`] })
    .output();
  return ps.success ? new TextDecoder().decode(ps.stdout) : null;
}

function isGone(error: unknown): boolean {
  // Reading the entry of a process that ends meanwhile gives ESRCH, which has no class of its own.
  return error instanceof Deno.errors.NotFound ||
    (error instanceof Error && error.message.includes("os error 3)"));
}
