/** pg_cron and pg_net as one worker beside the database: runs due jobs, sends queued requests. */
import postgres from "postgres";
import { databaseUrl, type Service, type StackConfig } from "./config.ts";
import { openLineLog } from "./functions_host/line_log.ts";
import { CronWorker } from "./scheduler/cron_worker.ts";
import { createNetWorker } from "./scheduler/net_worker.ts";

const TICK_MS = 500;
/** Should a notice be lost, the jobs are read again after this time. */
const RELOAD_MS = 5_000;
const PRUNE_MS = 300_000;

type Sql = ReturnType<typeof postgres>;

/** Starts the worker; it outlives restarts of the database. */
export async function startScheduler(config: StackConfig): Promise<Service> {
  const lines = await openLineLog(`${config.stateDir}/logs/scheduler.log`);
  const log = (text: string) => lines.write(`${new Date().toISOString()} ${text}`);
  const stopping = new AbortController();
  const sql = connect(config, 8);
  const cron = new CronWorker({ sql, config, log });
  const net = createNetWorker({ sql, log, signal: stopping.signal });
  const poll = singleFlight(() => net.poll());
  const reload = singleFlight(() => cron.reload());
  const prune = singleFlight(async () => {
    await cron.prune();
    await net.prune();
  });
  const ears = await createEars(config, { cron_changed: reload, net_request: poll });
  const due = createDueTimes({ reload: RELOAD_MS, prune: PRUNE_MS });
  let isConnected = true;
  const lookAround = singleFlight(async () => {
    try {
      await poll();
      if (!isConnected) await ears.renew();
      if (due("reload") || !isConnected) await reload();
      if (due("prune")) await prune();
      if (!isConnected) log("The database is back");
      isConnected = true;
    } catch (error) {
      if (isConnected) log(`Cannot reach the database: ${describe(error)}`);
      isConnected = false;
    }
  });
  await reload();
  const timer = setInterval(() => {
    cron.tick(new Date());
    void lookAround();
  }, TICK_MS);
  return {
    name: "scheduler",
    async stop() {
      clearInterval(timer);
      stopping.abort();
      await Promise.all([ears.close(), sql.end({ timeout: 0 })]);
      await lines.close();
    },
  };
}

function connect(config: StackConfig, max: number): Sql {
  return postgres(databaseUrl(config, "supabase_admin"), {
    max,
    onnotice: () => undefined,
    fetch_types: false,
    connection: { application_name: "local scheduler" },
    // The first attempt after a restart comes within one tick.
    backoff: () => TICK_MS / 1000,
  });
}

interface Ears {
  /** Listens anew: a lost connection took its channels with it. */
  renew(): Promise<void>;
  close(): Promise<void>;
}

async function createEars(
  config: StackConfig,
  channels: Readonly<Record<string, () => Promise<void>>>,
): Promise<Ears> {
  let sql: Sql | null = null;
  const close = async () => {
    const old = sql;
    sql = null;
    await old?.end({ timeout: 0 });
  };
  const renew = async () => {
    await close();
    const fresh = connect(config, 1);
    sql = fresh;
    const listen = ([channel, heard]: [string, () => Promise<void>]) =>
      fresh.listen(channel, () => void heard().catch(() => undefined));
    await Promise.all(Object.entries(channels).map(listen));
  };
  await renew();
  return { renew, close };
}

/** Runs `work` once at a time; a call during a run leads to one more run after it. */
function singleFlight(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  const run = (): Promise<void> => {
    running = work().finally(() => running = null);
    return running;
  };
  return () => {
    if (running === null) return run();
    next ??= running.catch(() => undefined).then(() => {
      next = null;
      return run();
    });
    return next;
  };
}

/** Tells, per name, whether its time has passed since it last said so. */
function createDueTimes<Name extends string>(
  every: Readonly<Record<Name, number>>,
): (name: Name) => boolean {
  const last = new Map<Name, number>();
  return (name) => {
    const isDue = Date.now() - (last.get(name) ?? 0) >= every[name];
    if (isDue) last.set(name, Date.now());
    return isDue;
  };
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
