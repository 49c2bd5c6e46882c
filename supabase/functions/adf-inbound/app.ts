import type { Context, Hono } from "hono";
import {
  ingestPostedDocument,
  type IngestPostedDocumentDeps,
} from "../_shared/actions/leads/ingest_posted_document.ts";
import type { DocumentAnswer } from "../_shared/contract/document.ts";
import { createApp, type DoorEnv, refuseMethod } from "../_shared/http/create_app.ts";
import { withKnownRefusals } from "../_shared/http/known_refusal.ts";
import { describeError } from "../_shared/platform/log.ts";
import { Problem } from "../_shared/platform/problem.ts";

const DOOR = "adf-inbound";
const MAX_BYTES = 500 * 1024;

/** What this door needs. */
export interface AdfInboundDeps extends IngestPostedDocumentDeps {
  /** Counts a refusal for the security page. */
  countRefusal(door: string, reason: string): Promise<void>;
}

/** The door for documents of leads over HTTP. */
export function adfInbound(deps: AdfInboundDeps): Hono<DoorEnv> {
  const app = createApp({ door: DOOR, log: deps.log, maxBodyBytes: MAX_BYTES });
  const post = async (context: Context<DoorEnv>, token: string | undefined) => {
    if (token === undefined || token === "") return await refuse("missing_key", deps);
    const raw = new Uint8Array(await context.req.arrayBuffer());
    const content_type = context.req.header("content-type") ?? null;
    try {
      const taken = await withKnownRefusals(
        ingestPostedDocument({ token, raw, content_type }, deps),
      );
      return answer(context, taken, deps);
    } catch (thrown) {
      if (!(thrown instanceof Problem) || thrown.code !== "lead_key_unknown") throw thrown;
      return await refuse("wrong_key", deps);
    }
  };
  app.post("/", (context) => post(context, keyOf(context)));
  app.post("/:token{lead_[a-z0-9_]{3,80}}", (context) => post(context, context.req.param("token")));
  app.all("/", refuseMethod("POST"));
  return app;
}

/** A header keeps the key out of address logs; senders that can set none use the address. */
function keyOf(context: Context<DoorEnv>): string | undefined {
  const bearer = context.req.header("authorization")?.match(/^Bearer\s+(\S+)$/i)?.[1];
  return context.req.header("x-api-key") ?? bearer;
}

function answer(context: Context<DoorEnv>, taken: DocumentAnswer, deps: AdfInboundDeps): Response {
  const { document_id, dealership_id, outcome, status, review_reason, lead_ids } = taken;
  deps.log.info("document_received", {
    request_id: context.get("requestId"),
    dealership_id,
    resource_id: document_id,
    metadata: { outcome, status },
  });
  return context.json({ document_id, outcome, status, review_reason, lead_ids }, statusOf(taken));
}

/** 201 made a lead, 200 was known, 202 is kept and waits for its job or a person. */
function statusOf({ outcome, status }: DocumentAnswer): 200 | 201 | 202 {
  if (outcome === "duplicate" || status === "duplicate" || status === "updated") return 200;
  return status === "created" ? 201 : 202;
}

async function refuse(reason: string, deps: AdfInboundDeps): Promise<never> {
  deps.log.warn("request_refused", { metadata: { door: DOOR, reason } });
  await deps.countRefusal(DOOR, reason).catch((thrown: unknown) => {
    deps.log.error("refusal_not_counted", { metadata: { error: describeError(thrown) } });
  });
  throw new Problem("lead_key_unknown");
}
