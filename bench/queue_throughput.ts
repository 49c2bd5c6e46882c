/** How many jobs workers take and finish, against bare updates of job rows in the same run. */
import type { Sql } from "postgres";
import { type DataSet, openDatabase } from "./data_set.ts";
import type { Figure } from "./figures.ts";

const WORKERS = [1, 4];
const BATCHES = [1, 10, 50];
const DEPTH = 20_000;

/** Measures claim and finish in batches, by 1 and 4 workers, each beside its bare updates. */
export async function measureQueue(set: DataSet, quick: boolean): Promise<readonly Figure[]> {
  const seconds = quick ? 0.6 : 3;
  const owner = openDatabase(set.config, "supabase_admin");
  const workers = openDatabase(set.config, "supabase_admin", Math.max(...WORKERS));
  try {
    await makeBareJobs(owner);
    const figures: Figure[] = [];
    for (const count of WORKERS) { // bound: two
      const updates = await perSecond(count, seconds, () => updateOne(workers));
      for (const batch of BATCHES) { // bound: three
        await fillQueue(owner);
        const jobs = await perSecond(count, seconds, () => claimAndFinish(workers, batch));
        figures.push({
          key: `queue.workers_${count}_batch_${batch}`,
          label: `jobs claimed and finished, ${count} at work, ${batch} at a time`,
          value: jobs,
          unit: "/s",
          yardstick: { label: "bare updates", value: updates },
        });
      }
    }
    return figures;
  } finally {
    await emptyQueue(owner);
    await Promise.all([owner.end({ timeout: 1 }), workers.end({ timeout: 1 })]);
  }
}

/** Runs `work` in that many loops at once; `work` returns how much it did. */
async function perSecond(
  workers: number,
  seconds: number,
  work: () => Promise<number>,
): Promise<number> {
  const startedAt = performance.now();
  const until = startedAt + seconds * 1000;
  let done = 0;
  const loop = async () => {
    while (performance.now() < until) { // bound: the time
      const some = await work();
      if (some === 0) return;
      done += some;
    }
  };
  await Promise.all(Array.from({ length: workers }, loop));
  return done / ((performance.now() - startedAt) / 1000);
}

async function claimAndFinish(sql: Sql, batch: number): Promise<number> {
  const [row] = await sql<{ answer: { jobs: { id: number; lease_token: string }[] } }[]>`
    select public.claim_jobs('bench', ${batch}, 60) as answer`;
  const jobs = row?.answer.jobs ?? [];
  if (jobs.length > 0) {
    await sql`select public.finish_job(j.id, j.token)
      from unnest(${jobs.map(({ id }) => id)}::bigint[],
        ${jobs.map(({ lease_token }) => lease_token)}::uuid[]) as j (id, token)`;
  }
  return jobs.length;
}

/** The least that doing a job can cost: its row, found by key, changes its status. */
async function updateOne(sql: Sql): Promise<number> {
  const id = 1 + Math.floor(Math.random() * DEPTH);
  await sql`update bench.bare_jobs
    set status = case status when 'ready' then 'done' else 'ready' end where id = ${id}`;
  return 1;
}

/** Many dealerships' due jobs, each with a key of its own; nothing wakes a runner here. */
async function fillQueue(sql: Sql): Promise<void> {
  await emptyQueue(sql);
  await sql`set session_replication_role = replica`;
  await sql`insert into private.jobs (dealership_id, kind, fifo_key, payload)
    select s.dealership_id, 'reply_with_ai', 'bench:' || i,
      jsonb_build_object('conversation_id', s.dealership_id, 'channel', 'sms')
    from generate_series(1, ${DEPTH}) as i
    join bench.sizes as s on s.n = 1 + i % 500`;
  await sql`reset session_replication_role`;
  await sql`analyze private.jobs`;
}

/** The yardstick's rows: jobs with all their indexes, but none of the queue's rules. */
async function makeBareJobs(sql: Sql): Promise<void> {
  await sql.unsafe(`
    drop table if exists bench.bare_jobs;
    create table bench.bare_jobs (like private.jobs including all);
    insert into bench.bare_jobs (dealership_id, kind, fifo_key)
    select s.dealership_id, 'reply_with_ai', 'bench:' || i
    from generate_series(1, ${DEPTH}) as i join bench.sizes as s on s.n = 1 + i % 500;
    analyze bench.bare_jobs`);
}

async function emptyQueue(sql: Sql): Promise<void> {
  await sql`delete from private.jobs where fifo_key like 'bench:%'`;
  await sql`vacuum private.jobs`;
}
