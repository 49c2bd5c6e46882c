import { z } from "zod";

const line = z.string().trim().min(1).max(200);
const path = z.string().startsWith("/").max(300);

/** The vars of each template; what is not named here is dropped. */
export const MAIL_VARS = {
  /** A shopper waits for a person. */
  handover: z.object({
    customer: line.default("A shopper"),
    reason: line,
    summary: z.string().max(2000).default(""),
    path,
  }),
  /** Anything of the notification bell, one by one. */
  notification: z.object({
    title: line,
    body: z.string().max(2000).default(""),
    path: path.default("/"),
  }),
  /** A lead came in. */
  lead_alert: z.object({
    customer: line.default("A shopper"),
    source: line,
    vehicle: line.nullable().default(null),
    comments: z.string().max(2000).default(""),
    path,
  }),
  /** A lead for the dealership's CRM: the text is the ADF document and nothing else. */
  lead_to_crm: z.object({
    customer: line.default("a shopper"),
    document: z.string().min(20).max(200_000),
  }),
  /** What happened since the last one. */
  digest: z.object({
    title: line,
    items: z.array(z.object({ title: line, path: path.default("/") })).min(1).max(50),
  }),
} as const;
/** The name of a template of our own mails. */
export type MailTemplate = keyof typeof MAIL_VARS;

/** Answer of `claim_mail`. */
export const ClaimMailAnswer = z.discriminatedUnion("decision", [
  z.object({
    decision: z.literal("send"),
    to: z.string().min(3),
    template: z.string(),
    vars: z.record(z.string(), z.unknown()),
    dealership_name: z.string(),
  }),
  z.object({ decision: z.literal("wait"), reason: z.string(), run_at: z.string() }),
  z.object({ decision: z.enum(["blocked", "done"]), reason: z.string() }),
]);
/** Answer of `claim_mail`. */
export type ClaimMailAnswer = z.infer<typeof ClaimMailAnswer>;

/** What a `send_mail` job carries. */
export const SendMailPayload = z.object({ outbound_mail_id: z.number().int().positive() });
