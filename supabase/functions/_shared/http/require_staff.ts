import type { MiddlewareHandler } from "hono";
import { Problem } from "../platform/problem.ts";
import type { DoorEnv } from "./create_app.ts";

/** What the check needs to know. */
export interface RequireStaffDeps {
  /** The person a token belongs to, as the Auth server says now; null when it says nobody. */
  staffOfToken(token: string): Promise<string | null>;
}

/**
 * Lets only signed-in people through and says who they are. What they may do is the database's
 * word: routes call it with the person's own token before they use anything of ours.
 */
export function requireStaff(deps: RequireStaffDeps): MiddlewareHandler<DoorEnv> {
  return async (context, next) => {
    const token = context.req.header("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
    const id = token === undefined ? null : await deps.staffOfToken(token);
    if (token === undefined || id === null) throw new Problem("sign_in_required");
    context.set("staff", { id, token });
    await next();
  };
}
