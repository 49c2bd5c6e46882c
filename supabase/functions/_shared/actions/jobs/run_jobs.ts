import { type ClaimJobsAnswer, JOB_KINDS } from "../../contract/jobs.ts";
import type { ClaimJobsArgs } from "../../data/jobs.ts";
import type { Clock } from "../../platform/clock.ts";
import { describeError, type Log } from "../../platform/log.ts";
import { runJob, type RunJobDeps } from "./run_job.ts";

/** What draining the queue takes from outside. */
export interface RunJobsDeps extends RunJobDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** A fresh name for this worker, shown beside the jobs it holds. */
  newId(): string;
  claimJobs(args: ClaimJobsArgs): Promise<ClaimJobsAnswer>;
}

/** The one drain of this worker. */
export interface JobRunner {
  /** Starts draining, or tells the drain under way to look again; resolves when it has ended. */
  kick(): Promise<void>;
  /** Takes no more jobs; those that run are finished. */
  stop(): void;
}

/** How hard one worker drains. */
export interface DrainLimits {
  /** Jobs at a time; claim_jobs never gives two of one FIFO key. */
  readonly maxRunning: number;
  /** A drain ends after this long: hosted workers are cut off at 150 s. */
  readonly wallMs: number;
  /** Jobs due within this time are waited for: this is how a debounced reply starts on time. */
  readonly horizonMs: number;
  readonly leaseSeconds: number;
}

const LIMITS: DrainLimits = { maxRunning: 8, wallMs: 100_000, horizonMs: 10_000, leaseSeconds: 60 };
/** The database's clock and ours may differ: never ask again sooner than this. */
const MIN_PAUSE_MS = 100;
const CLAIM_FAILURES_BORNE = 5;

/** What the drain under way and those who kick it share. */
interface DrainState {
  current: Promise<void> | null;
  kicked: boolean;
  stopped: boolean;
  wake: AbortController;
}

interface Drain {
  readonly deps: RunJobsDeps;
  readonly limits: DrainLimits;
  readonly worker: string;
  readonly state: DrainState;
  readonly running: Set<Promise<void>>;
  readonly deadline: number;
}

/** Makes the runner of one worker process; several workers may drain the same queue at once. */
export function jobRunner(deps: RunJobsDeps, limits: DrainLimits = LIMITS): JobRunner {
  const worker = deps.newId();
  const state: DrainState = {
    current: null,
    kicked: false,
    stopped: false,
    wake: new AbortController(),
  };
  const start = () => {
    const deadline = deps.clock.now() + limits.wallMs;
    return drainQueue({ deps, limits, worker, state, running: new Set(), deadline });
  };
  return {
    kick() {
      state.kicked = true;
      state.wake.abort();
      state.current ??= start();
      return state.current;
    },
    stop() {
      state.stopped = true;
      state.wake.abort();
    },
  };
}

async function drainQueue(drain: Drain): Promise<void> {
  const { deps, limits, state, running, deadline } = drain;
  let failures = 0;
  while (!state.stopped && deps.clock.now() < deadline) {
    state.kicked = false;
    state.wake = new AbortController();
    const claimed = await claim(drain);
    failures = claimed === null ? failures + 1 : 0;
    if (failures >= CLAIM_FAILURES_BORNE) break;
    for (const job of claimed?.jobs ?? []) {
      const run = runJob(job, limits.leaseSeconds, deps).finally(() => running.delete(run));
      running.add(run);
    }
    const pause = claimed === null ? failures * 500 : untilNext(claimed, drain);
    if (pause === null && running.size === 0 && !state.kicked) break;
    if (!state.kicked) await pauseFor(pause, drain);
  }
  if (running.size > 0) await Promise.all(running);
  state.current = null;
}

/** Leases as many jobs as there is room for; null when the database does not answer. */
async function claim({ deps, limits, worker, running }: Drain): Promise<ClaimJobsAnswer | null> {
  const free = limits.maxRunning - running.size;
  if (free <= 0) return { jobs: [], next_due_at: null };
  try {
    return await deps.claimJobs({
      worker,
      max_jobs: free,
      lease_seconds: limits.leaseSeconds,
      kinds: JOB_KINDS,
    });
  } catch (thrown) {
    deps.log.error("claim_failed", { metadata: { error: describeError(thrown) } });
    return null;
  }
}

/** Milliseconds until the next job is due, or null when none is due soon. */
function untilNext(claimed: ClaimJobsAnswer, { deps, limits }: Drain): number | null {
  if (claimed.next_due_at === null) return null;
  const ms = Date.parse(claimed.next_due_at) - deps.clock.now();
  return ms > limits.horizonMs ? null : Math.max(ms, MIN_PAUSE_MS);
}

/** Waits until a job ends, the next one is due, somebody kicks, or time is up. */
async function pauseFor(pause: number | null, drain: Drain): Promise<void> {
  const { deps, state, running, deadline } = drain;
  const left = Math.max(0, deadline - deps.clock.now());
  const over = new AbortController();
  const signal = AbortSignal.any([state.wake.signal, over.signal]);
  await Promise.race([...running, deps.clock.sleep(Math.min(pause ?? left, left), signal)]);
  over.abort();
}
