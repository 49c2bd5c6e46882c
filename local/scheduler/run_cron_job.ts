import postgres from "postgres";
import type { StackConfig } from "../config.ts";
import { databaseUrl } from "../config.ts";

/** A row of cron.job. */
export interface CronJob {
  readonly jobid: string;
  readonly schedule: string;
  readonly command: string;
  readonly database: string;
  readonly username: string;
}

type Sql = ReturnType<typeof postgres>;

/** Runs a job's command once, logged in as its owner, and writes cron.job_run_details. */
export async function runCronJob(
  sql: Sql,
  config: StackConfig,
  job: CronJob,
): Promise<string | null> {
  const { jobid, database, username, command } = job;
  const [run] = await sql`
    insert into cron.job_run_details (jobid, database, username, command, status, start_time)
    values (${jobid}, ${database}, ${username}, ${command}, 'running', clock_timestamp())
    returning runid`;
  const outcome = await runAsOwner(config, job).then(
    (message) => ({ status: "succeeded", message }),
    (error) => ({ status: "failed", message: `ERROR:  ${describe(error)}` }),
  );
  await sql`
    update cron.job_run_details
    set status = ${outcome.status}, return_message = ${outcome.message},
      end_time = clock_timestamp()
    where runid = ${run?.["runid"]}`;
  return outcome.status === "failed" ? outcome.message : null;
}

/** A login of its own, as in pg_cron: the role's settings apply, and nothing it leaves behind stays. */
async function runAsOwner(config: StackConfig, job: CronJob): Promise<string> {
  const url = databaseUrl(
    config,
    encodeURIComponent(job.username),
    encodeURIComponent(job.database),
  );
  const owner = postgres(url, {
    max: 1,
    prepare: false,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "pg_cron" },
  });
  try {
    const results: unknown = await owner.unsafe(job.command).simple();
    return summary(results);
  } finally {
    await owner.end({ timeout: 1 });
  }
}

/** What pg_cron says about a success: "1 row" for a query, else the command's own tag. */
function summary(results: unknown): string {
  const all = Array.isArray(results) ? results : [];
  // Several statements give several results; of one statement the rows themselves are listed.
  const last: unknown = "command" in all ? all : all.at(-1);
  if (typeof last !== "object" || last === null || !("command" in last)) return "";
  const count = "count" in last ? last.count ?? 0 : 0;
  if (last.command === "SELECT") return `${count} ${count === 1 ? "row" : "rows"}`;
  return last.command === "INSERT" ? `INSERT 0 ${count}` : `${last.command} ${count}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
