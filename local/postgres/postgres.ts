/** The database of the local stack: an embedded Postgres with a hosted project's platform. */
import { join } from "node:path";
import type { Service, StackConfig } from "../config.ts";
import type { Progress } from "../log.ts";
import { ensurePlatform } from "./bootstrap.ts";
import { ensureDataDir } from "./data_dir.ts";
import { ensureNativeTree } from "./native_tree.ts";
import { isReachableByAll, type OsUser, serverUser } from "./os_user.ts";
import { type ServerOptions, startServer, stopOrphan } from "./server.ts";

const MAX_LOG_BYTES = 10_000_000;

/** The running database. */
export interface PostgresService extends Service {
  /** True if the database was made by this start. */
  readonly created: boolean;
  /** Ends the server like a crash and starts it again on the same data. */
  restart(): Promise<void>;
}

/** Starts Postgres on the state directory's data, making both when there are none. */
export async function startPostgres(
  config: StackConfig,
  progress: Progress = () => {},
): Promise<PostgresService> {
  const options = await prepare(config, progress);
  let server = await startServer(options);
  try {
    const platform = await ensurePlatform(config);
    if (platform === "created") progress("created roles, Auth, Realtime and Vault");
    if (platform === "outdated") {
      progress("note: this database was made by an older local stack; the task `reset` renews it");
    }
    return {
      name: "postgres",
      created: platform === "created",
      stop: () => server.stop(),
      async restart() {
        await server.stop("immediate");
        server = await startServer(options);
      },
    };
  } catch (error) {
    await server.stop("immediate");
    throw error;
  }
}

/** Ends the server that a killed stack left behind; true if there was one. */
export async function stopOrphanDatabase(stateDir: string): Promise<boolean> {
  return await stopOrphan(join(stateDir, "postgres", "data"));
}

/** Deletes the database; the next start makes a new one. */
export async function deleteDatabase(stateDir: string): Promise<void> {
  await stopOrphanDatabase(stateDir);
  await Deno.remove(join(stateDir, "postgres", "data"), { recursive: true }).catch(() => {});
}

async function prepare(config: StackConfig, progress: Progress): Promise<ServerOptions> {
  const user = await serverUser();
  const folder = join(config.stateDir, "postgres");
  await Deno.mkdir(folder, { recursive: true });
  if (user !== null) await letPass(config.stateDir, folder);
  await stopOrphan(join(folder, "data"));
  const tree = await ensureNativeTree(folder, progress);
  const dataDir = await ensureDataDir(folder, { tree, user, progress });
  const logFile = await ensureLogFile(config.stateDir, user);
  return { program: tree.postgres, dataDir, logFile, port: config.ports.postgres, user };
}

async function letPass(stateDir: string, folder: string): Promise<void> {
  await Deno.chmod(stateDir, 0o711);
  await Deno.chmod(folder, 0o755);
  if (await isReachableByAll(folder)) return;
  throw new Error(
    `Cannot run Postgres in ${folder}: it may not run as root, and other users cannot enter ` +
      "that folder. Set RYLIE_STATE_DIR to a folder they can enter",
  );
}

async function ensureLogFile(stateDir: string, user: OsUser | null): Promise<string> {
  const folder = join(stateDir, "logs");
  await Deno.mkdir(folder, { recursive: true });
  if (user !== null) await Deno.chmod(folder, 0o711);
  const path = join(folder, "postgres.log");
  const size = await Deno.stat(path).then((file) => file.size, () => null);
  if (size === null || size > MAX_LOG_BYTES) await Deno.writeTextFile(path, "");
  if (user !== null) await Deno.chown(path, user.uid, user.gid);
  return path;
}
