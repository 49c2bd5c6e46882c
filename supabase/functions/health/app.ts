import type { Hono } from "hono";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { describeError, type Log } from "../_shared/platform/log.ts";
import { VERSION } from "../_shared/platform/version.ts";

/** What this door needs. */
export interface HealthDeps {
  readonly log: Log;
  /** Resolves when the database answers. */
  pingDatabase(): Promise<void>;
}

/** The door that says whether the functions run and reach the database. */
export function health(deps: HealthDeps): Hono<DoorEnv> {
  const app = createApp({ door: "health", log: deps.log, maxBodyBytes: 1024 });
  app.get("/live", (context) => context.json({ status: "live", version: VERSION }));
  for (const path of ["/", "/ready"]) {
    app.get(path, async (context) => {
      context.header("cache-control", "no-store");
      const database = await databaseState(deps);
      const ready = database === "reachable";
      return context.json(
        { status: ready ? "ready" : "not_ready", version: VERSION, database },
        ready ? 200 : 503,
      );
    });
  }
  for (const path of ["/", "/live", "/ready"]) app.all(path, refuseMethod("GET"));
  return app;
}

async function databaseState(deps: HealthDeps): Promise<"reachable" | "unreachable"> {
  try {
    await deps.pingDatabase();
    return "reachable";
  } catch (thrown) {
    deps.log.error("database_unreachable", { metadata: { error: describeError(thrown) } });
    return "unreachable";
  }
}
