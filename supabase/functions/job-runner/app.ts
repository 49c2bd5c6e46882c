import type { Hono } from "hono";
import { jobRunner, type RunJobsDeps } from "../_shared/actions/jobs/run_jobs.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { requireService, type RequireServiceDeps } from "../_shared/http/require_service.ts";

const DOOR = "job-runner";

/** What this door needs. */
export interface JobRunnerDeps extends RunJobsDeps, RequireServiceDeps {
  /** Keeps the worker alive after the answer has left. */
  inBackground(promise: Promise<unknown>): void;
  /** Calls back when the platform is about to end the worker. */
  onUnload(callback: () => void): void;
}

/** The door through which the database asks for its queue to be worked off. */
export function jobRunnerDoor(deps: JobRunnerDeps): Hono<DoorEnv> {
  const runner = jobRunner(deps);
  deps.onUnload(() => runner.stop());
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: 4 * 1024 });
  app.post("/", requireService(DOOR, deps), (context) => {
    // The database waits 5 s at most for this answer, and a drain takes up to 100 s.
    deps.inBackground(runner.kick());
    return context.json({ status: "draining" }, 202);
  });
  app.all("/", refuseMethod("POST"));
  return app;
}
