import assert from "node:assert/strict";
import { attempt, become, connect, inRollback, type Sql } from "../support/db.ts";
import { claim, fail, fillQueue, passTime } from "../support/jobs.ts";
import { newShopper, PEOPLE, type Person } from "../support/people.ts";
import { claimFor, receiveText } from "../support/sms.ts";

Deno.test("jobs: those that share a key run one after the other, oldest first", async () => {
  await inRollback(async (sql) => {
    const [first, second, other] = await fillQueue(sql, ["a", "a", "b"]);
    assert.deepEqual((await claim(sql)).map(({ id }) => id), [first, other]);
    assert.deepEqual(await claim(sql), []);
    await become(sql, "owner");
    await sql`update private.jobs set status = 'done', lease_token = null where id = ${first ?? 0}`;
    assert.deepEqual((await claim(sql)).map(({ id }) => id), [second]);
  });
});

Deno.test("jobs: a failed job waits with growing backoff, and its key waits with it", async () => {
  await inRollback(async (sql) => {
    await fillQueue(sql, ["a", "a"]);
    const [job] = await claim(sql);
    assert.ok(job);
    const first = await fail(sql, job);
    assert.equal(first.status, "ready");
    assert.ok(first.wait_s >= 1 && first.wait_s <= 2, `waits ${first.wait_s} s`);
    assert.deepEqual(await claim(sql), []);
    await passTime(sql);
    const [again] = await claim(sql);
    assert.equal(again?.id, job.id);
    assert.ok((await fail(sql, again ?? job, { retryAfter: 90 })).wait_s >= 89);
  });
});

Deno.test("jobs: a job that fails for good frees its key and shows up as dead", async () => {
  await inRollback(async (sql) => {
    const [first, second] = await fillQueue(sql, ["a", "a"]);
    const [job] = await claim(sql);
    assert.ok(job);
    assert.equal((await fail(sql, job, { permanent: true })).status, "dead");
    assert.deepEqual((await claim(sql)).map(({ id }) => id), [second]);
    const seen = await attempt<{ last_error: string }>(
      sql,
      PEOPLE.oakManager,
      (tx) => tx`select last_error from public.jobs where id = ${first ?? 0} and status = 'dead'`,
    );
    assert.equal(seen.rows[0]?.last_error, "Cannot do it: test");
  });
});

Deno.test("jobs: attempts run out", async () => {
  await inRollback(async (sql) => {
    await fillQueue(sql, ["a"]);
    const statuses: string[] = [];
    for (let round = 0; round < 8; round += 1) {
      const [job] = await claim(sql);
      assert.ok(job);
      statuses.push((await fail(sql, job)).status);
      await passTime(sql);
    }
    assert.deepEqual(statuses, [...Array(7).fill("ready"), "dead"]);
    assert.deepEqual(await claim(sql), []);
  });
});

Deno.test("jobs: a silent worker loses its lease, and its late word is void", async () => {
  await inRollback(async (sql) => {
    await fillQueue(sql, ["a"]);
    const [lost] = await claim(sql);
    assert.ok(lost);
    await passTime(sql);
    const [taken] = await claim(sql);
    assert.equal(taken?.id, lost.id);
    assert.notEqual(taken?.lease_token, lost.lease_token);
    const [late] = await sql`select public.finish_job(${lost.id}, ${lost.lease_token}) as done`;
    assert.equal(late?.done, false);
    assert.equal((await fail(sql, lost)).status, "lost");
    const [right] = await sql`select public.finish_job(${lost.id}, ${
      taken?.lease_token ?? null
    }) as done`;
    assert.equal(right?.done, true);
  });
});

Deno.test("jobs: a worker that keeps dying cannot keep a job alive for ever", async () => {
  await inRollback(async (sql) => {
    await fillQueue(sql, ["a"]);
    for (let round = 0; round < 8; round += 1) {
      assert.equal((await claim(sql)).length, 1);
      await passTime(sql);
    }
    assert.deepEqual(await claim(sql), []);
    await become(sql, "owner");
    const [job] = await sql`select status, last_error from private.jobs`;
    assert.deepEqual({ ...job }, {
      status: "dead",
      last_error: "Cannot finish job: its worker went silent",
    });
  });
});

Deno.test("jobs: a burst after an idle time is claimed without comparing all with all", async () => {
  await inRollback(async (sql) => {
    // What the planner knows comes from the idle time, as it does when a campaign starts.
    await fillQueue(sql, []);
    await sql`insert into private.jobs (dealership_id, kind, fifo_key, status)
      select (select id from public.dealerships limit 1), 'send_message', 'old' || n, 'done'
      from generate_series(1, 2000) as n`;
    await sql`analyze private.jobs`;
    await sql`insert into private.jobs (dealership_id, kind, fifo_key)
      select (select id from public.dealerships limit 1), 'send_message', 'burst' || n
      from generate_series(1, 500) as n`;
    const before = await rowsReadOfJobs(sql);
    assert.equal((await claim(sql, 10)).length, 10);
    await become(sql, "owner");
    const read = await rowsReadOfJobs(sql) - before;
    assert.ok(read < 3 * 500, `reads ${read} rows to claim 10 of 500`);
  });
});

Deno.test("jobs: two workers that claim at once share the work without overlap", async () => {
  const connections = await Promise.all([connect(), connect(), connect(), connect()]);
  const [sql] = connections;
  assert.ok(sql);
  const key = crypto.randomUUID();
  try {
    await sql`insert into private.jobs (dealership_id, kind, fifo_key, priority)
      select (select id from public.dealerships limit 1), 'reply_with_ai', ${key} || n, 1
      from generate_series(1, 40) as n`;
    const claims = await Promise.all(connections.map((each) => each.begin((tx) => claim(tx, 10))));
    const ids = claims.flat().filter(({ fifo_key }) => fifo_key.startsWith(key)).map(({ id }) =>
      id
    );
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > 0);
  } finally {
    await sql`delete from private.jobs where fifo_key like ${key + "%"}`;
    await Promise.all(connections.map((each) => each.end()));
  }
});

Deno.test("jobs: when the AI's job is dead the thread waits for a person and says why", async () => {
  await inRollback(async (sql) => {
    const { conversation_id } = await receiveText(sql, { from: newShopper() });
    const [job] = await claimFor(sql, conversation_id);
    assert.ok(job);
    await fail(sql, job, { permanent: true });
    await become(sql, "owner");
    const [thread] = await sql`select owner, status, handover_reason from public.conversations
      where id = ${conversation_id}`;
    assert.deepEqual({ ...thread }, {
      owner: "waiting_human",
      status: "escalated",
      handover_reason: "ai_failed",
    });
  });
});

Deno.test("retry_job: a manager redrives a dead job, a salesperson and Pine's people cannot", async () => {
  await inRollback(async (sql) => {
    const [id] = await fillQueue(sql, ["a"]);
    const [job] = await claim(sql);
    assert.ok(job && id);
    await fail(sql, job, { permanent: true });
    const retry = (person: Person) =>
      attempt<object>(sql, person, (tx) => tx`select public.retry_job(${id})`);
    for (const person of [PEOPLE.oakSales, PEOPLE.pineAdmin]) {
      assert.equal((await retry(person)).refused?.code, "PT403");
    }
    assert.equal((await retry(PEOPLE.oakManager)).refused, null);
    assert.deepEqual((await claim(sql)).map((each) => each.id), [id]);
  });
});

/** Rows of jobs that this transaction has read so far, through whatever path. */
async function rowsReadOfJobs(sql: Sql): Promise<number> {
  const [row] = await sql<{ rows: number }[]>`
    select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables
    where relid = 'private.jobs'::regclass`;
  return row?.rows ?? 0;
}
