import assert from "node:assert/strict";
import { type ClaimJobsAnswer, type Job, JOB_KINDS, type JobOutcome } from "../../contract/jobs.ts";
import type { JobFault } from "../../data/jobs.ts";
import { JobError } from "../../platform/job_error.ts";
import { type HandClock, handClock, keptLog, until } from "../../testing/fakes.ts";
import type { Worker } from "./run_job.ts";
import { jobRunner, type RunJobsDeps } from "./run_jobs.ts";

const DONE: JobOutcome = { kind: "finished", result: { decision: "sent" } };

function job(id: number, key = `key-${id}`): Job {
  return {
    id,
    dealership_id: null,
    kind: "send_message",
    payload: {},
    attempts: 1,
    max_attempts: 8,
    lease_token: `0a000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    fifo_key: key,
    run_at: "2026-11-21T12:00:00Z",
  };
}

/** The same work for every kind of job. */
function allDo(work: Worker): RunJobsDeps["workers"] {
  return Object.fromEntries(JOB_KINDS.map((kind) => [kind, work])) as RunJobsDeps["workers"];
}

interface Stage {
  readonly clock: HandClock;
  readonly deps: RunJobsDeps;
  readonly finished: number[];
  readonly failed: { id: number; fault: JobFault }[];
  readonly extended: number[];
  readonly asked: number[];
  /** Jobs that become claimable at a time of the clock. */
  readonly due: { at: number; job: Job }[];
}

/** A queue in memory that behaves as claim_jobs does: due jobs, one per key at a time. */
function stage(work: Worker, more: Partial<RunJobsDeps> = {}): Stage {
  const clock = handClock();
  const due: Stage["due"] = [];
  const leased = new Map<number, string | null>();
  const finished: number[] = [];
  const failed: Stage["failed"] = [];
  const extended: number[] = [];
  const asked: number[] = [];
  const claimJobs = ({ max_jobs }: { max_jobs: number }): Promise<ClaimJobsAnswer> => {
    asked.push(max_jobs);
    const jobs: Job[] = [];
    for (const row of [...due]) {
      const blocked = [...leased.values()].includes(row.job.fifo_key);
      if (row.at > clock.now() || blocked || jobs.length >= max_jobs) continue;
      leased.set(row.job.id, row.job.fifo_key);
      due.splice(due.indexOf(row), 1);
      jobs.push(row.job);
    }
    const later = due.filter((row) => row.at > clock.now()).map((row) => row.at);
    const next_due_at = later.length === 0 ? null : new Date(Math.min(...later)).toISOString();
    return Promise.resolve({ jobs, next_due_at });
  };
  const deps: RunJobsDeps = {
    clock,
    log: keptLog().log,
    newId: () => "worker-1",
    workers: allDo(work),
    claimJobs,
    extendJob: ({ job_id }) => {
      extended.push(job_id);
      return Promise.resolve(true);
    },
    finishJob: ({ job_id }) => {
      finished.push(job_id);
      leased.delete(job_id);
      return Promise.resolve(true);
    },
    failJob: ({ job_id }, fault) => {
      failed.push({ id: job_id, fault });
      leased.delete(job_id);
      return Promise.resolve({ status: "ready", run_at: null });
    },
    postponeJob: ({ job_id }) => {
      leased.delete(job_id);
      return Promise.resolve(true);
    },
    ...more,
  };
  return { clock, deps, finished, failed, extended, asked, due };
}

Deno.test("jobRunner: an empty queue ends the drain after one question", async () => {
  const { deps, asked } = stage(() => Promise.resolve(DONE));
  await jobRunner(deps).kick();
  assert.deepEqual(asked, [8]);
});

Deno.test("jobRunner: different keys run side by side up to the bound, one key in order", async () => {
  const order: number[] = [];
  let running = 0;
  let most = 0;
  const { deps, due, finished } = stage(async ({ id }) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    order.push(id);
    running -= 1;
    return DONE;
  });
  for (let id = 1; id <= 20; id += 1) due.push({ at: 0, job: job(id, `key-${id % 10}`) });
  await jobRunner(deps).kick();
  assert.equal(finished.length, 20);
  assert.equal(most, 8);
  for (let id = 1; id <= 10; id += 1) {
    assert.ok(order.indexOf(id) < order.indexOf(id + 10), `${id}`);
  }
});

Deno.test("jobRunner: a job due soon is waited for without asking again and again", async () => {
  const { clock, deps, due, finished, asked } = stage(() => Promise.resolve(DONE));
  due.push({ at: clock.now() + 3_000, job: job(1) });
  const drained = jobRunner(deps).kick();
  await until(() => clock.sleepers() === 1, "the runner to sleep");
  assert.deepEqual(asked, [8]);
  clock.advance(3_000);
  await drained;
  assert.deepEqual(finished, [1]);
  assert.ok(asked.length <= 4, `asked ${asked.length} times`);
});

Deno.test("jobRunner: a job due later than ten seconds is left to the next call", async () => {
  const { clock, deps, due } = stage(() => Promise.resolve(DONE));
  due.push({ at: clock.now() + 11_000, job: job(1) });
  await jobRunner(deps).kick();
  assert.equal(due.length, 1);
});

Deno.test("jobRunner: a second kick joins the drain and makes it look again", async () => {
  const { clock, deps, due, finished } = stage(() => Promise.resolve(DONE));
  due.push({ at: clock.now() + 9_000, job: job(1) });
  const runner = jobRunner(deps);
  const first = runner.kick();
  await until(() => clock.sleepers() === 1, "the runner to sleep");
  due.push({ at: clock.now(), job: job(2) });
  assert.equal(runner.kick(), first, "one drain only");
  await until(() => finished.includes(2), "the new job");
  clock.advance(9_000);
  await first;
  assert.deepEqual(finished, [2, 1]);
  const again = runner.kick();
  assert.notEqual(again, first, "a drain that has ended can be started again");
  await again;
});

Deno.test("jobRunner: a failure is reported with what the other side asked for", async () => {
  const faults = [
    new JobError("Cannot send message: slow down +15550103333", { retry_after_seconds: 9 }),
    new JobError("Cannot send message: bad payload", { permanent: true }),
    new Error("boom"),
  ];
  const { deps, due, failed } = stage(({ id }) => Promise.reject(faults[id - 1]));
  for (const id of [1, 2, 3]) due.push({ at: 0, job: job(id) });
  await jobRunner(deps).kick();
  failed.sort((a, b) => a.id - b.id);
  assert.deepEqual(failed.map(({ fault }) => fault), [
    {
      error: "JobError: Cannot send message: slow down [phone]",
      retry_after_seconds: 9,
      permanent: false,
    },
    {
      error: "JobError: Cannot send message: bad payload",
      retry_after_seconds: null,
      permanent: true,
    },
    { error: "Error: boom", retry_after_seconds: null, permanent: false },
  ]);
});

Deno.test("jobRunner: a long job keeps its lease by heartbeats", async () => {
  const end = Promise.withResolvers<JobOutcome>();
  const { clock, deps, due, extended, finished } = stage(() => end.promise);
  due.push({ at: 0, job: job(1) });
  const drained = jobRunner(deps).kick();
  for (const beats of [1, 2]) {
    await until(() => clock.sleepers() === 2, "runner and heart to sleep");
    clock.advance(20_000);
    await until(() => extended.length === beats, "a heartbeat");
  }
  end.resolve(DONE);
  await drained;
  assert.deepEqual(finished, [1]);
});

Deno.test("jobRunner: a lost lease aborts the work and reports nothing", async () => {
  const { clock, deps, due, failed, finished } = stage(
    (_job, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
    { extendJob: () => Promise.resolve(false) },
  );
  due.push({ at: 0, job: job(1) });
  const drained = jobRunner(deps).kick();
  await until(() => clock.sleepers() === 2, "runner and heart to sleep");
  clock.advance(20_000);
  await drained;
  assert.deepEqual([finished, failed], [[], []]);
});

Deno.test("jobRunner: the drain ends at its wall and lets running jobs finish", async () => {
  const end = Promise.withResolvers<JobOutcome>();
  const { clock, deps, due, finished, asked } = stage(() => end.promise);
  due.push({ at: 0, job: job(1) });
  const drained = jobRunner(deps).kick();
  await until(() => clock.sleepers() === 2, "runner and heart to sleep");
  const before = asked.length;
  clock.advance(100_000);
  due.push({ at: 0, job: job(2) });
  end.resolve(DONE);
  await drained;
  assert.deepEqual(finished, [1]);
  assert.equal(asked.length, before);
});

Deno.test("jobRunner: stop() takes no further jobs", async () => {
  const { deps, due, finished } = stage(() => Promise.resolve(DONE));
  due.push({ at: 0, job: job(1) });
  const runner = jobRunner(deps);
  runner.stop();
  await runner.kick();
  assert.deepEqual(finished, []);
});

Deno.test("jobRunner: a database that is away is asked a few times, then left alone", async () => {
  let asked = 0;
  const { clock, deps } = stage(() => Promise.resolve(DONE), {
    claimJobs: () => {
      asked += 1;
      return Promise.reject(new Error("away"));
    },
  });
  const drained = jobRunner(deps).kick();
  for (let pause = 0; pause < 4; pause += 1) {
    await until(() => clock.sleepers() === 1, "the runner to sleep");
    clock.advance(5_000);
  }
  await drained;
  assert.equal(asked, 5);
});
