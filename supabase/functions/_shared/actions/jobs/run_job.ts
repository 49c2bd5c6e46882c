import type { FailJobAnswer, Job, JobKind, JobOutcome } from "../../contract/jobs.ts";
import type { JobFault, Lease } from "../../data/jobs.ts";
import type { Clock } from "../../platform/clock.ts";
import { JobError } from "../../platform/job_error.ts";
import { describeError, type Log } from "../../platform/log.ts";

/** Does one job; the signal aborts when the lease is lost. */
export type Worker = (job: Job, signal: AbortSignal) => Promise<JobOutcome>;

/** What running one job takes from outside. */
export interface RunJobDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly workers: Readonly<Record<JobKind, Worker>>;
  extendJob(lease: Lease, leaseSeconds: number): Promise<boolean>;
  finishJob(lease: Lease, result: Readonly<Record<string, unknown>>): Promise<boolean>;
  failJob(lease: Lease, fault: JobFault): Promise<FailJobAnswer>;
  postponeJob(
    lease: Lease,
    until: { readonly run_at: string; readonly reason: string },
  ): Promise<boolean>;
}

/** Runs one leased job to its end and tells the queue how it went; never throws. */
export async function runJob(job: Job, leaseSeconds: number, deps: RunJobDeps): Promise<void> {
  const startedAt = deps.clock.now();
  const ended = await attempt(job, leaseSeconds, deps);
  const fields = {
    dealership_id: job.dealership_id,
    resource_id: job.id,
    duration_ms: deps.clock.now() - startedAt,
    metadata: { kind: job.kind, attempt: job.attempts, ...ended.metadata },
  };
  if (ended.well) deps.log.info(ended.action, fields);
  else deps.log.error(ended.action, fields);
}

interface Ended {
  readonly action: string;
  readonly well: boolean;
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>>;
}

async function attempt(job: Job, leaseSeconds: number, deps: RunJobDeps): Promise<Ended> {
  const lease = { job_id: job.id, lease_token: job.lease_token };
  const lost = new AbortController();
  const done = new AbortController();
  const heart = keepLease(lease, leaseSeconds, { lost, done: done.signal, deps });
  try {
    const outcome = await deps.workers[job.kind](job, lost.signal);
    return await settle(lease, outcome, deps);
  } catch (thrown) {
    if (lost.signal.aborted) return { action: "job_lease_lost", well: false };
    return await reportFailure(lease, thrown, deps);
  } finally {
    done.abort();
    await heart;
  }
}

async function settle(lease: Lease, outcome: JobOutcome, deps: RunJobDeps): Promise<Ended> {
  if (outcome.kind === "postponed") {
    const ours = await deps.postponeJob(lease, { run_at: outcome.run_at, reason: outcome.reason });
    return { action: "job_postponed", well: ours, metadata: { reason: outcome.reason } };
  }
  const ours = await deps.finishJob(lease, outcome.result);
  const { decision, outcome: said } = outcome.result;
  return {
    action: ours ? "job_finished" : "job_lease_lost",
    well: ours,
    metadata: { result: String(decision ?? said ?? "done") },
  };
}

async function reportFailure(lease: Lease, thrown: unknown, deps: RunJobDeps): Promise<Ended> {
  const known = thrown instanceof JobError ? thrown : null;
  const error = describeError(thrown);
  try {
    const { status } = await deps.failJob(lease, {
      error,
      retry_after_seconds: known?.retryAfterSeconds ?? null,
      permanent: known?.permanent ?? false,
    });
    return { action: "job_failed", well: false, metadata: { error, status } };
  } catch (failure) {
    // The lease runs out and the queue takes the job back by itself.
    const metadata = { error, report: describeError(failure) };
    return { action: "job_failure_not_reported", well: false, metadata };
  }
}

interface HeartOptions {
  readonly lost: AbortController;
  readonly done: AbortSignal;
  readonly deps: RunJobDeps;
}

/** Extends the lease every third of its length until the job is done or the lease is lost. */
async function keepLease(lease: Lease, leaseSeconds: number, options: HeartOptions): Promise<void> {
  const { lost, done, deps } = options;
  while (!done.aborted && !lost.signal.aborted) {
    await deps.clock.sleep((leaseSeconds * 1000) / 3, done);
    if (done.aborted) return;
    try {
      if (!(await deps.extendJob(lease, leaseSeconds))) lost.abort();
    } catch (thrown) {
      deps.log.warn("heartbeat_failed", {
        resource_id: lease.job_id,
        metadata: { error: describeError(thrown) },
      });
    }
  }
}
