import { z } from "zod";
import { ClaimJobsAnswer, FailJobAnswer, type JobKind } from "../contract/jobs.ts";
import { callRpc, type Database } from "./client.ts";

/** Parameters of `claim_jobs`. */
export interface ClaimJobsArgs {
  readonly worker: string;
  readonly max_jobs: number;
  readonly lease_seconds: number;
  readonly kinds: readonly JobKind[] | null;
}

/** Leases due jobs to this worker, at most one per FIFO key, and says when the next one is due. */
export function claimJobs(database: Database, args: ClaimJobsArgs): Promise<ClaimJobsAnswer> {
  return callRpc(database, "claim_jobs", { ...args }, ClaimJobsAnswer);
}

/** Names a job and proves that we still hold it. */
export interface Lease {
  readonly job_id: number;
  readonly lease_token: string;
}

/** Holds a lease for longer; false when it is no longer ours. */
export function extendJob(
  database: Database,
  lease: Lease,
  leaseSeconds: number,
): Promise<boolean> {
  return callRpc(database, "extend_job", { ...lease, lease_seconds: leaseSeconds }, z.boolean());
}

/** Ends a job well; false when the lease is no longer ours. */
export function finishJob(
  database: Database,
  lease: Lease,
  result: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  return callRpc(database, "finish_job", { ...lease, result }, z.boolean());
}

/** How a job failed. */
export interface JobFault {
  readonly error: string;
  readonly retry_after_seconds: number | null;
  readonly permanent: boolean;
}

/** Ends an attempt badly; SQL decides on backoff or the dead letters. */
export function failJob(database: Database, lease: Lease, fault: JobFault): Promise<FailJobAnswer> {
  return callRpc(database, "fail_job", { ...lease, ...fault }, FailJobAnswer);
}

/** Puts a job off without counting an attempt; false when the lease is no longer ours. */
export function postponeJob(
  database: Database,
  lease: Lease,
  until: { readonly run_at: string; readonly reason: string },
): Promise<boolean> {
  return callRpc(database, "postpone_job", { ...lease, ...until }, z.boolean());
}
