/** The whole local stack as one value: start it, use it, stop it. */
import type { Service, StackConfig } from "./config.ts";
import { edgeEnv } from "./edge/edge_env.ts";
import { fakesUnless, platformEnv } from "./function_env.ts";
import { readFunctionSettings } from "./functions_host/function_settings.ts";
import { type FunctionsHost, startFunctionsHost } from "./functions_host/functions_host.ts";
import type { Progress } from "./log.ts";
import { applyMigrations } from "./migrate.ts";
import { type OpenOptions, openStack } from "./open_stack.ts";
import { ensureSchedulerExtensions } from "./postgres/bootstrap.ts";
import { type PostgresService, startPostgres } from "./postgres/postgres.ts";
import { writeVaultSecrets } from "./vault_secrets.ts";
import { startWebHost } from "./web_host.ts";

const STOP_TIMEOUT_MS = 800;
/** The doors of a text's path: a cold one costs its first caller 200 to 350 ms. */
const WARM_FUNCTIONS = ["sms-inbound", "job-runner", "sms-status"];

/** What to start; everything but the checkout has a default. */
export interface StackOptions extends OpenOptions {
  /** Told what is being done. */
  readonly progress?: Progress;
  /** Whether supabase/seed.sql is applied; true unless told. */
  readonly seed?: boolean;
  /** Whether the web app is built and served; true unless told. */
  readonly web?: boolean;
  /** More variables for the functions, over those of the platform and the fakes. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A running stack. */
export interface Stack {
  readonly config: StackConfig;
  /** In the order in which they came up. */
  readonly services: readonly Service[];
  /** Ends the database like a crash and starts it again. */
  restartPostgres(): Promise<void>;
  stop(): Promise<void>;
}

/** How far the database is brought. */
export interface MigrateDatabaseOptions {
  readonly seed: boolean;
  readonly progress: Progress;
}

/** Starts every part of the stack and resolves when all of them answer. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const progress = options.progress ?? (() => {});
  const open = await openStack(options, progress);
  const services: Service[] = [];
  let stopped: Promise<void> | null = null;
  const stop = () => stopped ??= stopServices(services).then(open.close);
  try {
    const database = await startServices(open.config, options, services);
    return { config: open.config, services, restartPostgres: () => database.restart(), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Applies migrations and seed, and makes sure that the scheduler finds its tables. */
export async function migrateDatabase(
  config: StackConfig,
  { seed, progress }: MigrateDatabaseOptions,
): Promise<void> {
  const result = await applyMigrations(config, { seed });
  await ensureSchedulerExtensions(config);
  if (result.applied.length > 0) progress(`applied ${result.applied.length} migrations`);
  if (result.seeded) progress("applied supabase/seed.sql");
  if (result.drifted.length > 0) {
    progress(
      `note: changed since applied: ${result.drifted.join(", ")}; ` +
        "the task `reset` rebuilds the database",
    );
  }
}

/**
 * Everything starts at once and waits only for what it needs. Modules load by `import()`, meanwhile:
 * loading them takes longer than a warm Postgres needs to come up.
 */
async function startServices(
  config: StackConfig,
  options: StackOptions,
  services: Service[],
): Promise<PostgresService> {
  const progress = options.progress ?? (() => {});
  const keep = (name: string) => <T extends Stoppable>(part: T): T => {
    services.push({ name, stop: () => part.stop() });
    return part;
  };
  const modules = loadModules();
  const database = startPostgres(config, progress).then(keep("postgres"));
  const migrated = database
    .then(() => migrateDatabase(config, { seed: options.seed !== false, progress }))
    .then(() => writeVaultSecrets(config));
  const siteUrl = `http://127.0.0.1:${config.ports.web}`;
  const restAuth = Promise.all([modules.restAuth, migrated])
    .then(([module]) => module.startRestAuth(config, { siteUrl })).then(keep("rest_auth"));
  const realtime = Promise.all([modules.realtime, migrated])
    .then(([module]) => module.startRealtime(config)).then(keep("realtime"));
  const storage = Promise.all([modules.storage, migrated])
    .then(([module]) => module.startStorage(config, progress)).then(keep("storage"));
  const scheduler = Promise.all([modules.scheduler, migrated])
    .then(([module]) => module.startScheduler(config)).then(keep("scheduler"));
  const edge = modules.edge.then((module) => module.startEdge(config)).then(keep("edge"));
  const functions = startFunctions(config, options.env ?? {}, progress).then(keep("functions"));
  const web = options.web === false ? null : startWebHost(config, progress).then(keep("web"));
  const gateway = Promise.all([modules.gateway, restAuth, realtime, functions, storage])
    .then(([module, restAuth, realtime, functions, storage]) => {
      const upstreams = { restAuth, realtime, functions, storage };
      return module.startGateway(config, upstreams, { log: progress });
    }).then(keep("gateway"));
  const all = [database, restAuth, realtime, storage, scheduler, edge, functions, web, gateway];
  await allOrFirstFailure(all);
  return await database;
}

interface Stoppable {
  stop(): Promise<void>;
}

function loadModules() {
  return {
    restAuth: import("./rest_auth/rest_auth.ts"),
    realtime: import("./realtime/realtime.ts"),
    storage: import("./storage/storage.ts"),
    scheduler: import("./scheduler.ts"),
    edge: import("./edge/edge.ts"),
    gateway: import("./gateway.ts"),
  };
}

async function startFunctions(
  config: StackConfig,
  env: Readonly<Record<string, string>>,
  progress: Progress,
): Promise<FunctionsHost> {
  const { secrets, secretsFile } = await readFunctionSettings(config.projectDir);
  const fakes = fakesUnless(secrets, edgeEnv(config));
  const given = { ...platformEnv(config), ...fakes, ...env };
  if (secretsFile !== "") {
    const { checkSecrets } = await import("./secrets_check.ts");
    for (const note of checkSecrets(secretsFile, given)) progress(note);
  }
  const host = await startFunctionsHost(config, given, { log: progress });
  // Not awaited: the first text finds them warm, and nobody's start waits for them.
  host.warm(WARM_FUNCTIONS).catch((error) => progress(`functions stay cold: ${error}`));
  return host;
}

/** Waits for all, also when one fails: what starts after a failure must be stopped too. */
async function allOrFirstFailure(starts: readonly (Promise<unknown> | null)[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}

/** Stops the parts that use the database, then the database. */
async function stopServices(services: readonly Service[]): Promise<void> {
  const isDatabase = ({ name }: Service) => name === "postgres";
  const users = services.filter((service) => !isDatabase(service));
  // A part that hangs must not leave the database running behind it.
  await Promise.race([
    Promise.allSettled(users.map((service) => service.stop())),
    new Promise((resolve) => Deno.unrefTimer(setTimeout(resolve, STOP_TIMEOUT_MS))),
  ]);
  await Promise.all(services.filter(isDatabase).map((service) => service.stop()));
}
