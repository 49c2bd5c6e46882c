/** Ends a child that hangs, with everything it started. */

/** Kills a process and its descendants; where there is no /proc, the process alone. */
export async function killTree(pid: number): Promise<void> {
  for (const doomed of [pid, ...await descendants(pid)]) kill(doomed);
}

/** Kills everything that a process started, but not itself. */
export async function killDescendants(pid: number): Promise<void> {
  for (const doomed of await descendants(pid)) kill(doomed);
}

async function descendants(pid: number): Promise<number[]> {
  const parents = await readParents();
  const family = [pid];
  // Grows while it is walked: children are found behind their parents.
  for (const parent of family) {
    family.push(...parents.filter((row) => row.parent === parent).map((row) => row.pid));
  }
  return family.slice(1);
}

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
}

async function readParents(): Promise<ProcessRow[]> {
  const entries = await Array.fromAsync(Deno.readDir("/proc")).catch(() => []);
  const pids = entries.map(({ name }) => Number(name)).filter((pid) => pid > 0);
  return await Promise.all(pids.map(async (pid) => {
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
    // The name in brackets may hold anything; state and parent follow its end.
    const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
    return { pid, parent };
  }));
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
