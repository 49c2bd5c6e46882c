import type { Hono } from "hono";
import { cors } from "hono/cors";
import { createApp, type DoorEnv } from "../_shared/http/create_app.ts";
import { requireStaff, type RequireStaffDeps } from "../_shared/http/require_staff.ts";
import type { Log } from "../_shared/platform/log.ts";
import { addPersonaRoutes, type PersonaRoutesDeps } from "./persona_routes.ts";

const DOOR = "staff-api";

/** What this door needs. */
export interface StaffApiDeps extends RequireStaffDeps, PersonaRoutesDeps {
  readonly log: Log;
}

/** The door for commands of the web app that need what no browser may hold. */
export function staffApi(deps: StaffApiDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: 64 * 1024 });
  // Any page may call: the token in the request is what counts, and no cookie goes with it.
  app.use(cors({
    origin: "*",
    allowMethods: ["POST"],
    allowHeaders: ["authorization", "apikey", "content-type", "x-client-info"],
    exposeHeaders: ["x-request-id"],
    maxAge: 3600,
  }));
  app.use(requireStaff(deps));
  addPersonaRoutes(app, deps);
  return app;
}
