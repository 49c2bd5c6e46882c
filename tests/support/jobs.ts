/** The queue as a worker sees it, on jobs of one test's own. */
import { become, type Sql } from "./db.ts";
import { OAK } from "./people.ts";
import type { ClaimedJob } from "./sms.ts";

/** Puts jobs with the given keys into an otherwise empty queue; returns their ids in order. */
export async function fillQueue(sql: Sql, keys: readonly string[]): Promise<readonly number[]> {
  await become(sql, "owner");
  // Other tests' work goes on in the background: its jobs wait until this transaction is undone.
  await sql`lock table private.jobs in share row exclusive mode`;
  await sql`delete from private.jobs`;
  const ids: number[] = [];
  for (const key of keys) { // bound: the keys of one test
    const [row] = await sql<{ id: number }[]>`
      select private.enqueue_job(${OAK}, 'reply_with_ai', '{}', ${key})::int as id`;
    ids.push(row?.id ?? 0);
  }
  return ids;
}

/** Claims up to `max` due jobs as the service does. */
export async function claim(sql: Sql, max = 10): Promise<readonly ClaimedJob[]> {
  await become(sql, "service_role");
  const [row] = await sql<{ answer: { jobs: ClaimedJob[] } }[]>`
    select public.claim_jobs('test', ${max}, 30) as answer`;
  return row?.answer.jobs ?? [];
}

/** Fails a job as its worker would. */
export async function fail(
  sql: Sql,
  job: ClaimedJob,
  options: { readonly permanent?: boolean; readonly retryAfter?: number } = {},
): Promise<{ readonly status: string; readonly wait_s: number }> {
  await become(sql, "service_role");
  const [row] = await sql<{ status: string; wait_s: number }[]>`
    select a.answer ->> 'status' as status,
      extract(epoch from (a.answer ->> 'run_at')::timestamptz - now())::float as wait_s
    from (select public.fail_job(${job.id}, ${job.lease_token}, 'Cannot do it: test',
      ${options.retryAfter ?? null}, ${options.permanent ?? false}) as answer) as a`;
  if (!row) throw new Error("Cannot fail job: no answer");
  return row;
}

/** Makes every waiting job due and every lease run out. */
export async function passTime(sql: Sql): Promise<void> {
  await become(sql, "owner");
  await sql`update private.jobs set run_at = now() - interval '1 second' where status = 'ready'`;
  await sql`update private.jobs set lease_until = now() - interval '1 second' where status = 'leased'`;
}
