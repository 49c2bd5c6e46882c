import type { FunctionProcess } from "./function_process.ts";

/** The running functions, one process each, started when first needed. */
export interface FunctionPool {
  /** Hands a function's process to `use`; it stays until `use` is done, even if retired meanwhile. */
  lend<T>(name: string, use: (process: FunctionProcess) => Promise<T>): Promise<T>;
  /** Makes the next caller start afresh; without a name, for every function. */
  retire(name?: string): void;
  /** Ends all of them. */
  stop(): Promise<void>;
}

interface PooledProcess {
  readonly starting: Promise<FunctionProcess>;
  borrowers: number;
  isRetired: boolean;
}

/** What hosted functions get at most, from start to end. */
const RETIRE_DEADLINE_MS = 400_000;
const STOP_DEADLINE_MS = 500;

/** Keeps at most one current process per function, started by `start`. */
export function createFunctionPool(
  start: (name: string) => Promise<FunctionProcess>,
): FunctionPool {
  const current = new Map<string, PooledProcess>();
  const living = new Set<PooledProcess>();

  function launch(name: string): PooledProcess {
    const pooled = { starting: start(name), borrowers: 0, isRetired: false };
    const forget = () => {
      living.delete(pooled);
      if (current.get(name) === pooled) current.delete(name);
    };
    pooled.starting.then((process) => process.whenEnded.then(forget), forget);
    current.set(name, pooled);
    living.add(pooled);
    return pooled;
  }

  async function lend<T>(name: string, use: (process: FunctionProcess) => Promise<T>): Promise<T> {
    const pooled = current.get(name) ?? launch(name);
    pooled.borrowers++;
    try {
      return await use(await pooled.starting);
    } finally {
      pooled.borrowers--;
      if (pooled.isRetired && pooled.borrowers === 0) void end(pooled, RETIRE_DEADLINE_MS);
    }
  }

  function retire(name?: string): void {
    for (const [key, pooled] of current) {
      if (name !== undefined && key !== name) continue;
      current.delete(key);
      pooled.isRetired = true;
      if (pooled.borrowers === 0) void end(pooled, RETIRE_DEADLINE_MS);
    }
  }

  async function stop(): Promise<void> {
    current.clear();
    await Promise.all([...living].map((pooled) => end(pooled, STOP_DEADLINE_MS)));
  }

  return { lend, retire, stop };
}

async function end(pooled: PooledProcess, deadlineMs: number): Promise<void> {
  const process = await pooled.starting.catch(() => null);
  await process?.retire(deadlineMs);
}
