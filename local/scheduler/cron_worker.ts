import type postgres from "postgres";
import type { StackConfig } from "../config.ts";
import { type CronSchedule, isDueAt, parseCronSchedule } from "./cron_schedule.ts";
import { type CronJob, runCronJob } from "./run_cron_job.ts";

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

/** Runs the jobs of cron.job when they are due. It knows none before the first `reload`. */
export class CronWorker {
  readonly #deps: CronWorkerDeps;
  readonly #jobs = new Map<string, ScheduledJob>();
  #lastMinute = minuteOf(new Date());
  #isLoaded = false;

  constructor(deps: CronWorkerDeps) {
    this.#deps = deps;
  }

  /** Reads the jobs anew. */
  async reload(): Promise<void> {
    const rows = await this.#deps.sql<CronJob[]>`
      select jobid::text, schedule, command, database, username from cron.job where active`;
    if (!this.#isLoaded) await this.#closeInterruptedRuns();
    const known = new Set(rows.map((row) => row.jobid));
    for (const jobid of this.#jobs.keys()) if (!known.has(jobid)) this.#jobs.delete(jobid);
    for (const row of rows) this.#keep(row);
    this.#isLoaded = true;
  }

  /** Starts what is due by now. */
  tick(now: Date): void {
    const minute = minuteOf(now);
    const isNewMinute = minute !== this.#lastMinute;
    this.#lastMinute = minute;
    for (const scheduled of this.#jobs.values()) {
      const { schedule, isRunning, lastStart } = scheduled;
      if (schedule?.kind === "interval") {
        if (!isRunning && now.getTime() - lastStart >= schedule.seconds * 1000) {
          this.#start(scheduled);
        }
      } else if (schedule?.kind === "fields" && isNewMinute && isDueAt(schedule, now)) {
        this.#start(scheduled);
      }
    }
  }

  /** Deletes the records of runs that ended more than two days ago. */
  async prune(): Promise<void> {
    await this.#deps.sql`
      delete from cron.job_run_details where end_time < now() - interval '2 days'`;
  }

  async #closeInterruptedRuns(): Promise<void> {
    await this.#deps.sql`
      update cron.job_run_details
      set status = 'failed', return_message = 'server restarted', end_time = clock_timestamp()
      where status in ('starting', 'running')`;
  }

  #keep(job: CronJob): void {
    const old = this.#jobs.get(job.jobid);
    if (old?.job.schedule === job.schedule) {
      old.job = job;
      return;
    }
    const schedule = parseCronSchedule(job.schedule);
    if (schedule === null) {
      this.#deps.log(`Cannot schedule job ${job.jobid}: "${job.schedule}" is no schedule`);
    }
    const state = { isRunning: old?.isRunning ?? false, isOwed: false, lastStart: Date.now() };
    const scheduled: ScheduledJob = { job, schedule, ...state };
    this.#jobs.set(job.jobid, scheduled);
    if (!this.#isLoaded && schedule?.kind === "reboot") this.#start(scheduled);
  }

  #start(scheduled: ScheduledJob): void {
    if (scheduled.isRunning) {
      scheduled.isOwed = true;
      return;
    }
    scheduled.isRunning = true;
    scheduled.lastStart = Date.now();
    void this.#run(scheduled);
  }

  async #run(scheduled: ScheduledJob): Promise<void> {
    const { sql, config, log } = this.#deps;
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
    const current = this.#jobs.get(job.jobid);
    if (current !== undefined && current !== scheduled) current.isRunning = false;
    if (scheduled.isOwed && current === scheduled) {
      scheduled.isOwed = false;
      this.#start(scheduled);
    }
  }
}

function minuteOf(time: Date): number {
  return Math.floor(time.getTime() / 60_000);
}
