import { createHash, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { describeError, type Log } from "../platform/log.ts";
import { Problem } from "../platform/problem.ts";
import type { DoorEnv } from "./create_app.ts";

/** What the check needs to know. */
export interface RequireServiceDeps {
  readonly log: Log;
  /** Keys that prove the caller is our own database or platform. */
  readonly serviceKeys: readonly string[];
  /** Counts a refusal for the security page. */
  countRefusal(door: string, reason: string): Promise<void>;
}

/** Lets only callers through that hold a service key, in `apikey` or as bearer token. */
export function requireService(door: string, deps: RequireServiceDeps): MiddlewareHandler<DoorEnv> {
  const digests = deps.serviceKeys.filter((key) => key !== "").map(digest);
  return async (context, next) => {
    const bearer = context.req.header("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
    const shown = [context.req.header("apikey"), bearer].filter((key) => key !== undefined);
    // Digests have one length, so that the comparison takes the same time for every guess.
    const known = shown.map(digest).some((key) =>
      digests.some((ours) => timingSafeEqual(ours, key))
    );
    if (known) return await next();
    const reason = shown.length === 0 ? "missing_key" : "wrong_key";
    deps.log.warn("request_refused", { metadata: { door, reason } });
    await deps.countRefusal(door, reason).catch((thrown: unknown) => {
      deps.log.error("refusal_not_counted", { metadata: { door, error: describeError(thrown) } });
    });
    throw new Problem("key_required");
  };
}

function digest(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}
