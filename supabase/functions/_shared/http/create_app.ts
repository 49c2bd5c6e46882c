import { type Context, Hono, type MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { requestId } from "hono/request-id";
import { PROBLEMS } from "../contract/problem_codes.ts";
import { describeError, type Log } from "../platform/log.ts";
import { Problem, problemBody } from "../platform/problem.ts";

/** What every door's context carries. */
export interface DoorEnv {
  Variables: {
    requestId: string;
    /** The form as Twilio signed it: untrimmed, nothing dropped. Set by verifyTwilio. */
    twilioForm: TwilioForm;
    /** The raw body that SendGrid signed. Set by verifySendGrid. */
    signedBody: Uint8Array;
    /** Who is signed in. Set by requireStaff. */
    staff: Staff;
  };
}

/** A person who is signed in, with the token that the database knows them by. */
export interface Staff {
  readonly id: string;
  readonly token: string;
}

/** A parsed form; a repeated field is a list. */
export type TwilioForm = Readonly<Record<string, string | string[]>>;

/** How one door differs from the next. */
export interface DoorOptions {
  /** The function's folder, which is also its address. */
  readonly door: string;
  readonly log: Log;
  readonly maxBodyBytes?: number;
}

/** A Hono app with what all doors share: request id, body limit, one log line, problems as JSON. */
export function createApp(options: DoorOptions): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>().basePath(`/${options.door}`);
  app.use(requestId({ limitLength: 64 }));
  app.use(async (context, next) => {
    const startedAt = performance.now();
    await next();
    logRequest(context, options.log, performance.now() - startedAt);
  });
  app.use(limitBody(options.maxBodyBytes ?? 64 * 1024));
  app.onError((thrown, context) => {
    if (thrown instanceof Problem) return renderProblem(thrown, context);
    options.log.error("request_failed", {
      request_id: context.get("requestId"),
      metadata: { error: describeError(thrown) },
    });
    return renderProblem(new Problem("internal"), context);
  });
  app.notFound((context) => renderProblem(new Problem("not_found"), context));
  return app;
}

/** Refuses a larger body. */
export function limitBody(maxSize: number): MiddlewareHandler<DoorEnv> {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new Problem("body_too_large");
    },
  });
}

/** Refuses every method that the routes before it did not answer. */
export function refuseMethod(allowed: string): (context: Context<DoorEnv>) => Response {
  return (context) => {
    context.header("Allow", allowed);
    return renderProblem(new Problem("method_not_allowed"), context);
  };
}

function renderProblem(problem: Problem, context: Context<DoorEnv>): Response {
  const body = problemBody(problem, context.get("requestId"));
  return context.body(JSON.stringify(body), PROBLEMS[problem.code].status, {
    "content-type": "application/problem+json",
  });
}

function logRequest(context: Context<DoorEnv>, log: Log, durationMs: number): void {
  log.info("request", {
    request_id: context.get("requestId"),
    duration_ms: Math.round(durationMs),
    metadata: { method: context.req.method, path: context.req.path, status: context.res.status },
  });
}
