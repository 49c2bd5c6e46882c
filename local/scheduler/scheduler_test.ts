import assert from "node:assert/strict";
import postgres from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import { pollUntil } from "../poll.ts";
import { freePorts } from "../ports.ts";
import { ensureSchedulerExtensions } from "../postgres/bootstrap.ts";
import { startPostgres } from "../postgres/postgres.ts";
import { startScheduler } from "../scheduler.ts";

/** A database with its scheduler, and a server that it may call. */
interface Bench {
  readonly sql: ReturnType<typeof postgres>;
  /** Address of the server; `/slow` takes its time. */
  readonly url: string;
  /** Method, path and body of every call. */
  readonly seen: string[];
  crashDatabase(): Promise<void>;
}

async function withScheduler(test: (bench: Bench) => Promise<void>): Promise<void> {
  const stateDir = await Deno.makeTempDir({ dir: "/var/tmp", prefix: "scheduler_" });
  const ports = freePorts();
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports,
    keys: { publishable: "p", secret: "s", anon: "a", serviceRole: "r", jwtSecret: "x" },
  };
  const seen: string[] = [];
  const server = startServer(ports.api, seen);
  const database = await startPostgres(config);
  await ensureSchedulerExtensions(config);
  const scheduler = await startScheduler(config);
  const sql = postgres(databaseUrl(config), { max: 2, onnotice: () => undefined });
  const crashDatabase = () => database.restart();
  try {
    await test({ sql, url: `http://127.0.0.1:${ports.api}`, seen, crashDatabase });
  } finally {
    await sql.end({ timeout: 0 });
    await scheduler.stop();
    await database.stop();
    await server.shutdown();
    await Deno.remove(stateDir, { recursive: true });
  }
}

function startServer(port: number, seen: string[]): Deno.HttpServer {
  return Deno.serve({ hostname: "127.0.0.1", port, onListen: () => undefined }, async (request) => {
    const path = new URL(request.url).pathname;
    seen.push(`${request.method} ${path} ${await request.text()}`);
    if (path === "/slow") await new Promise((resolve) => setTimeout(resolve, 400));
    return Response.json({ path, key: request.headers.get("x-key") }, { status: 202 });
  });
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await pollUntil(condition, { timeoutMs: 20_000, everyMs: 50 });
}

async function responseOf({ sql }: Bench, id: unknown): Promise<postgres.Row> {
  const find = () => sql`select * from net._http_response where id = ${String(id)}`;
  await until(async () => (await find()).length > 0);
  const [response] = await find();
  assert.ok(response !== undefined);
  return response;
}

async function sendsWithHeaders(bench: Bench): Promise<void> {
  const headers = bench.sql.json({ "x-key": "k", "content-type": "application/json" });
  const [row] = await bench.sql`
    select net.http_post(${`${bench.url}/kick`}, '{"a":1}'::jsonb, headers := ${headers}) as id`;
  const response = await responseOf(bench, row?.["id"]);
  assert.equal(response["status_code"], 202);
  assert.equal(response["content_type"], "application/json");
  assert.deepEqual(JSON.parse(response["content"]), { path: "/kick", key: "k" });
  assert.equal(response["timed_out"], false);
  assert.deepEqual(bench.seen, [`POST /kick {"a": 1}`]);
}

async function recordsFailures(bench: Bench): Promise<void> {
  const [row] = await bench.sql`select
    net.http_get(${`${bench.url}/slow`}, timeout_milliseconds := 100) as slow,
    net.http_get('http://127.0.0.1:1/') as closed`;
  const slow = await responseOf(bench, row?.["slow"]);
  assert.equal(slow["timed_out"], true);
  assert.match(slow["error_msg"], /Timeout of 100 ms/);
  const closed = await responseOf(bench, row?.["closed"]);
  assert.equal(closed["status_code"], null);
  assert.ok(closed["error_msg"].length > 0);
}

async function sendsMoreThanItsPlaces({ sql, url }: Bench): Promise<void> {
  await sql`select net.http_get(${url} || '/many/' || n) from generate_series(1, 120) as n`;
  const answered = () => sql`select 1 from net._http_response where content like '%/many/%'`;
  await until(async () => (await answered()).length === 120);
}

async function runsJobsAsOwner({ sql }: Bench): Promise<void> {
  await sql`create table public.runs (at timestamptz default now(), who text)`;
  await sql`select cron.schedule('every second', '1 second',
    'insert into public.runs (who) values (session_user)')`;
  await sql`select cron.schedule('broken', '1 second', 'select 1/0')`;
  await until(async () => (await sql`select 1 from public.runs`).length >= 2);
  const who = await sql`select distinct who from public.runs`;
  assert.deepEqual(who.map((row) => row["who"]), ["postgres"]);
  const outcomes = () =>
    sql`
      select distinct job.jobname, details.status, details.return_message
      from cron.job_run_details as details join cron.job using (jobid)
      where details.status <> 'running' order by 1`;
  await until(async () => (await outcomes()).length === 2);
  const [broken, good] = await outcomes();
  assert.equal(broken?.["status"], "failed");
  assert.match(broken?.["return_message"], /division by zero/);
  assert.equal(good?.["status"], "succeeded");
  assert.equal(good?.["return_message"], "INSERT 0 1");
}

async function stopsUnscheduledJobs({ sql }: Bench): Promise<void> {
  await sql`select cron.unschedule('every second'), cron.unschedule('broken')`;
  const running = () => sql`select 1 from cron.job_run_details where status = 'running'`;
  await until(async () => (await running()).length === 0);
  const before = await sql`select count(*) from public.runs`;
  await sql`select cron.schedule('marker', '2 seconds', 'create table public.marker ()')`;
  const marker = () => sql`select 1 where to_regclass('public.marker') is not null`;
  await until(async () => (await marker()).length === 1);
  const after = await sql`select count(*) from public.runs`;
  assert.deepEqual(after[0], before[0]);
}

async function survivesCrash(bench: Bench): Promise<void> {
  const { sql, url } = bench;
  await bench.crashDatabase();
  await until(() => sql`select 1`.then(() => true, () => false));
  const [row] = await sql`select net.http_get(${`${url}/again`}) as id`;
  assert.equal((await responseOf(bench, row?.["id"]))["status_code"], 202);
  await sql`select cron.schedule('back', '1 second',
    'insert into public.runs (who) values (''back'')')`;
  const back = () => sql`select 1 from public.runs where who = 'back'`;
  await until(async () => (await back()).length > 0);
  const listening = () =>
    sql`
      select 1 from pg_stat_activity
      where application_name = 'local scheduler' and query ilike 'listen%'`;
  assert.ok((await listening()).length > 0);
}

Deno.test("scheduler: jobs and requests", async (test) => {
  await withScheduler(async (bench) => {
    await test.step("a request is sent as queued, its answer kept", () => sendsWithHeaders(bench));
    await test.step("a late answer and a closed port are recorded", () => recordsFailures(bench));
    await test.step("more requests than places all go out", () => sendsMoreThanItsPlaces(bench));
    await test.step("jobs run as their owner, failures told", () => runsJobsAsOwner(bench));
    await test.step("an unscheduled job stops", () => stopsUnscheduledJobs(bench));
    await test.step("a crash of the database is survived", () => survivesCrash(bench));
  });
});
