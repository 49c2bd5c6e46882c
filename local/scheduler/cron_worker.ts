import type postgres from "postgres";
import type { StackConfig } from "../config.ts";
import { type CronSchedule, isDueAt, parseCronSchedule } from "./cron_schedule.ts";
import { type CronJob, runCronJob } from "./run_cron_job.ts";

/** Runs the jobs of cron.job when they are due. */
export interface CronWorker {
  /** Reads the jobs anew. */
  reload(): Promise<void>;
  /** Starts what is due by now. */
  tick(now: Date): void;
  /** Deletes the records of runs that ended more than two days ago. */
  prune(): Promise<void>;
}

interface ScheduledJob {
  job: CronJob;
  schedule: CronSchedule | null;
  isRunning: boolean;
  /** Became due while it ran; it runs once more. */
  isOwed: boolean;
  lastStart: number;
}

/** What the worker needs. */
export interface CronWorkerDeps {
  readonly sql: ReturnType<typeof postgres>;
  readonly config: StackConfig;
  readonly log: (line: string) => void;
}

/** Makes a worker that knows no jobs yet. */
export function createCronWorker({ sql, config, log }: CronWorkerDeps): CronWorker {
  const jobs = new Map<string, ScheduledJob>();
  let lastMinute = minuteOf(new Date());
  let isFirstLoad = true;

  async function reload(): Promise<void> {
    const rows = await sql<CronJob[]>`
      select jobid::text, schedule, command, database, username from cron.job where active`;
    if (isFirstLoad) await closeInterruptedRuns();
    const known = new Set(rows.map((row) => row.jobid));
    for (const jobid of jobs.keys()) if (!known.has(jobid)) jobs.delete(jobid);
    for (const row of rows) keep(row);
    isFirstLoad = false;
  }

  async function closeInterruptedRuns(): Promise<void> {
    await sql`
      update cron.job_run_details
      set status = 'failed', return_message = 'server restarted', end_time = clock_timestamp()
      where status in ('starting', 'running')`;
  }

  function keep(job: CronJob): void {
    const old = jobs.get(job.jobid);
    if (old?.job.schedule === job.schedule) {
      old.job = job;
      return;
    }
    const schedule = parseCronSchedule(job.schedule);
    if (schedule === null) {
      log(`Cannot schedule job ${job.jobid}: "${job.schedule}" is no schedule`);
    }
    const state = { isRunning: old?.isRunning ?? false, isOwed: false, lastStart: Date.now() };
    const scheduled: ScheduledJob = { job, schedule, ...state };
    jobs.set(job.jobid, scheduled);
    if (isFirstLoad && schedule?.kind === "reboot") start(scheduled);
  }

  function tick(now: Date): void {
    const minute = minuteOf(now);
    const isNewMinute = minute !== lastMinute;
    lastMinute = minute;
    for (const scheduled of jobs.values()) {
      const { schedule, isRunning, lastStart } = scheduled;
      if (schedule?.kind === "interval") {
        if (!isRunning && now.getTime() - lastStart >= schedule.seconds * 1000) start(scheduled);
      } else if (schedule?.kind === "fields" && isNewMinute && isDueAt(schedule, now)) {
        start(scheduled);
      }
    }
  }

  function start(scheduled: ScheduledJob): void {
    if (scheduled.isRunning) {
      scheduled.isOwed = true;
      return;
    }
    scheduled.isRunning = true;
    scheduled.lastStart = Date.now();
    void run(scheduled);
  }

  async function run(scheduled: ScheduledJob): Promise<void> {
    const { job } = scheduled;
    try {
      const failure = await runCronJob(sql, config, job);
      if (failure !== null) log(`Job ${job.jobid} failed: ${failure}`);
    } catch (error) {
      // The database went away; the record of this run stays open until the next start.
      log(`Cannot run job ${job.jobid}: ${error instanceof Error ? error.message : error}`);
    }
    scheduled.isRunning = false;
    // A changed schedule has put another entry in its place.
    const current = jobs.get(job.jobid);
    if (current !== undefined && current !== scheduled) current.isRunning = false;
    if (scheduled.isOwed && current === scheduled) {
      scheduled.isOwed = false;
      start(scheduled);
    }
  }

  async function prune(): Promise<void> {
    await sql`delete from cron.job_run_details where end_time < now() - interval '2 days'`;
  }

  return { reload, tick, prune };
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / 60_000);
}
