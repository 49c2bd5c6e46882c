/** Everything a stack needs before its first process: state directory, lock, ports and keys. */
import { join } from "node:path";
import type { StackConfig, StackPorts } from "./config.ts";
import type { Progress } from "./log.ts";
import { choosePorts } from "./ports.ts";
import { stopOrphanDatabase } from "./postgres/postgres.ts";
import {
  chooseStateDir,
  loadKeys,
  lockState,
  openStateDir,
  rememberedPorts,
  rememberPorts,
  type RunningStack,
  runningStack,
} from "./state.ts";

/** Where a stack lives. */
export interface OpenOptions {
  /** Root of the checkout. */
  readonly projectDir: string;
  readonly stateDir?: string;
  /** Ports that must be these; the others are chosen. */
  readonly ports?: Partial<StackPorts>;
}

/** A state directory held by this process. */
export interface OpenStack {
  readonly config: StackConfig;
  close(): Promise<void>;
}

/** Thrown when another process already runs a stack on the state directory. */
export class StackRunningError extends Error {
  /** The other stack, or null while it is still starting. */
  readonly running: RunningStack | null;

  constructor(stateDir: string, running: RunningStack | null) {
    super(`Cannot start: a stack already runs on ${stateDir}`);
    this.name = "StackRunningError";
    this.running = running;
  }
}

/** Takes the state directory and settles the configuration. */
export async function openStack(options: OpenOptions, progress: Progress): Promise<OpenStack> {
  const stateDir = options.stateDir ?? await chooseStateDir(options.projectDir);
  await openStateDir(stateDir);
  const lock = await lockState(stateDir);
  if (lock === null) throw new StackRunningError(stateDir, await runningStack(stateDir));
  try {
    // An orphan would make its own port look taken.
    if (await stopOrphanDatabase(stateDir)) progress("stopped the database of a killed stack");
    const ports = await settlePorts(stateDir, options.ports ?? {}, progress);
    await lock.publish(ports);
    const keys = await loadKeys(stateDir);
    const config = { projectDir: options.projectDir, stateDir, ports, keys };
    return { config, close: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function settlePorts(
  stateDir: string,
  fixed: Partial<StackPorts>,
  progress: Progress,
): Promise<StackPorts> {
  const remembered = await rememberedPorts(stateDir);
  const wished = choosePorts({ fixed, remembered }, () => true);
  const ports = choosePorts({ fixed, remembered });
  if (ports.api !== wished.api || ports.postgres !== wished.postgres) {
    progress(`ports from ${wished.api} on are in use: taking those from ${ports.api} on`);
  }
  if (Object.keys(fixed).length === 0) await rememberPorts(stateDir, ports);
  return ports;
}

/** Returns the folder that holds this checkout, from the place of this file. */
export function checkoutDir(): string {
  return join(import.meta.dirname ?? ".", "..");
}
