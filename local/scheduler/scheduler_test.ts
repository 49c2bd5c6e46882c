import assert from "node:assert/strict";
import postgres from "postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import { pollUntil } from "../poll.ts";
import { ensureSchedulerExtensions } from "../postgres/bootstrap.ts";
import { startPostgres } from "../postgres/postgres.ts";
import { startScheduler } from "../scheduler.ts";

type Sql = ReturnType<typeof postgres>;

async function until(condition: () => Promise<boolean>): Promise<void> {
  await pollUntil(condition, { timeoutMs: 15_000, everyMs: 50 });
}

async function responseOf(sql: Sql, id: unknown) {
  await until(async () =>
    (await sql`select 1 from net._http_response where id = ${String(id)}`).length > 0
  );
  const [response] = await sql`select * from net._http_response where id = ${String(id)}`;
  assert.ok(response !== undefined);
  return response;
}

Deno.test("scheduler: jobs run as their owner, requests are sent, and both survive a restart", async (test) => {
  const stateDir = await Deno.makeTempDir({ prefix: "scheduler_" });
  const config: StackConfig = {
    projectDir: stateDir,
    stateDir,
    ports: { api: 55430, postgres: 55431, web: 55432, inbox: 55433 },
    keys: { publishable: "p", secret: "s", anon: "a", serviceRole: "r", jwtSecret: "x" },
  };
  const seen: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: config.ports.api, onListen: () => undefined },
    async (request) => {
      const path = new URL(request.url).pathname;
      seen.push(`${request.method} ${path} ${await request.text()}`);
      if (path === "/slow") await new Promise((resolve) => setTimeout(resolve, 400));
      return Response.json({ path, key: request.headers.get("x-key") }, { status: 202 });
    },
  );
  const url = `http://127.0.0.1:${config.ports.api}`;
  const database = await startPostgres(config);
  await ensureSchedulerExtensions(config);
  const scheduler = await startScheduler(config);
  const sql = postgres(databaseUrl(config), { max: 2, onnotice: () => undefined });
  try {
    await test.step("a request is sent with its headers and body, and its answer is kept", async () => {
      const [row] = await sql`
        select net.http_post(${`${url}/kick`}, '{"a":1}'::jsonb, headers := ${
        sql.json({ "x-key": "k", "content-type": "application/json" })
      }) as id`;
      const response = await responseOf(sql, row?.["id"]);
      assert.equal(response["status_code"], 202);
      assert.equal(response["content_type"], "application/json");
      assert.deepEqual(JSON.parse(response["content"]), { path: "/kick", key: "k" });
      assert.equal(response["timed_out"], false);
      assert.deepEqual(seen, [`POST /kick {"a": 1}`]);
    });

    await test.step("a slow answer times out and a closed port is an error", async () => {
      const [row] = await sql`select
        net.http_get(${`${url}/slow`}, timeout_milliseconds := 100) as slow,
        net.http_get('http://127.0.0.1:1/') as closed`;
      const slow = await responseOf(sql, row?.["slow"]);
      assert.equal(slow["timed_out"], true);
      assert.match(slow["error_msg"], /Timeout of 100 ms/);
      const closed = await responseOf(sql, row?.["closed"]);
      assert.equal(closed["status_code"], null);
      assert.ok(closed["error_msg"].length > 0);
    });

    await test.step("more requests than places are all sent", async () => {
      await sql`select net.http_get(${url} || '/many/' || n) from generate_series(1, 120) as n`;
      await until(async () =>
        (await sql`select 1 from net._http_response
        where content like '%/many/%'`).length === 120
      );
    });

    await test.step("an interval job runs as its owner and is recorded", async () => {
      await sql`create table public.runs (at timestamptz default now(), who text)`;
      await sql`select cron.schedule('every second', '1 second',
        'insert into public.runs (who) values (session_user)')`;
      await sql`select cron.schedule('broken', '1 second', 'select 1/0')`;
      await until(async () => (await sql`select 1 from public.runs`).length >= 2);
      const who = await sql`select distinct who from public.runs`;
      assert.deepEqual(who.map((row) => row["who"]), ["postgres"]);
      const statuses = () =>
        sql`
        select distinct job.jobname, details.status, details.return_message
        from cron.job_run_details as details join cron.job using (jobid)
        where details.status <> 'running' order by 1`;
      await until(async () => (await statuses()).length === 2);
      const [broken, good] = await statuses();
      assert.equal(broken?.["status"], "failed");
      assert.match(broken?.["return_message"], /division by zero/);
      assert.equal(good?.["status"], "succeeded");
      assert.equal(good?.["return_message"], "INSERT 0 1");
    });

    await test.step("an unscheduled job stops", async () => {
      await sql`select cron.unschedule('every second'), cron.unschedule('broken')`;
      await until(async () =>
        (await sql`select 1 from cron.job_run_details
        where status = 'running'`).length === 0
      );
      const [{ count: before } = { count: 0 }] = await sql`select count(*) from public.runs`;
      await sql`select cron.schedule('marker', '2 seconds', 'create table public.marker ()')`;
      await until(async () =>
        (await sql`select to_regclass('public.marker') as t`)[0]?.["t"] !== null
      );
      const [{ count: after } = { count: 0 }] = await sql`select count(*) from public.runs`;
      assert.equal(after, before);
    });

    await test.step("after a crash of the database both go on, notices included", async () => {
      await database.restart();
      await until(() => sql`select 1`.then(() => true, () => false));
      const [first] = await sql`select net.http_get(${`${url}/again`}) as id`;
      assert.equal((await responseOf(sql, first?.["id"]))["status_code"], 202);
      await sql`select cron.schedule('back', '1 second', 'insert into public.runs (who) values (''back'')')`;
      await until(async () => (await sql`select 1 from public.runs where who = 'back'`).length > 0);
      const listeners = await sql`select 1 from pg_stat_activity
        where application_name = 'local scheduler' and query ilike 'listen%'`;
      assert.ok(listeners.length > 0);
    });
  } finally {
    await sql.end({ timeout: 0 });
    await scheduler.stop();
    await database.stop();
    await server.shutdown();
    await Deno.remove(stateDir, { recursive: true });
  }
});
