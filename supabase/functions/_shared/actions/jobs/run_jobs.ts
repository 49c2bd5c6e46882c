import { type ClaimJobsAnswer, type Job, JOB_KINDS, type JobKind } from "../../contract/jobs.ts";
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
const NOTHING: ClaimJobsAnswer = { jobs: [], next_due_at: null };

/** Makes the runner of one worker process; several workers may drain the same queue at once. */
export function jobRunner(deps: RunJobsDeps, limits: DrainLimits = LIMITS): JobRunner {
  const worker = deps.newId();
  const kinds: readonly JobKind[] = JOB_KINDS;
  let current: Promise<void> | null = null;
  let kicked = false;
  let stopped = false;
  let wake = new AbortController();

  async function drain(): Promise<void> {
    const deadline = deps.clock.now() + limits.wallMs;
    const running = new Set<Promise<void>>();
    let failures = 0;
    while (!stopped && deps.clock.now() < deadline) {
      kicked = false;
      wake = new AbortController();
      const claimed = await claim(limits.maxRunning - running.size);
      failures = claimed === null ? failures + 1 : 0;
      for (const job of claimed?.jobs ?? []) start(job, running);
      if (claimed === null && failures >= CLAIM_FAILURES_BORNE) break;
      const pause = claimed === null ? failures * 500 : untilNext(claimed);
      if (pause === null && running.size === 0 && !kicked) break;
      if (!kicked) await pauseFor(pause, deadline, running);
    }
    if (running.size > 0) await Promise.all(running);
    current = null;
  }

  async function claim(free: number): Promise<ClaimJobsAnswer | null> {
    if (free <= 0) return NOTHING;
    try {
      return await deps.claimJobs({
        worker,
        max_jobs: free,
        lease_seconds: limits.leaseSeconds,
        kinds,
      });
    } catch (thrown) {
      deps.log.error("claim_failed", { metadata: { error: describeError(thrown) } });
      return null;
    }
  }

  function start(job: Job, running: Set<Promise<void>>): void {
    const run = runJob(job, limits.leaseSeconds, deps).finally(() => running.delete(run));
    running.add(run);
  }

  /** Milliseconds until the next job is due, or null when none is due soon. */
  function untilNext(claimed: ClaimJobsAnswer): number | null {
    if (claimed.next_due_at === null) return null;
    const ms = Date.parse(claimed.next_due_at) - deps.clock.now();
    return ms > limits.horizonMs ? null : Math.max(ms, MIN_PAUSE_MS);
  }

  /** Waits until a job ends, the next one is due, somebody kicks, or time is up. */
  async function pauseFor(
    pause: number | null,
    deadline: number,
    running: ReadonlySet<Promise<void>>,
  ): Promise<void> {
    const left = Math.max(0, deadline - deps.clock.now());
    const over = new AbortController();
    const signal = AbortSignal.any([wake.signal, over.signal]);
    await Promise.race([...running, deps.clock.sleep(Math.min(pause ?? left, left), signal)]);
    over.abort();
  }

  return {
    kick() {
      kicked = true;
      wake.abort();
      current ??= drain();
      return current;
    },
    stop() {
      stopped = true;
      wake.abort();
    },
  };
}
