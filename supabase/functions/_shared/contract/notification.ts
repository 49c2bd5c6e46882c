import { z } from "zod";

/** What a `notify_person` job carries: a notification's way out, or a code to a number. */
export const NotifyPersonPayload = z.union([
  z.object({ notification_delivery_id: z.number().int().positive() }),
  z.object({ phone_code_id: z.guid() }),
]);

/** One browser of a person, as the Push API describes it. */
export const PushDevice = z.object({
  id: z.guid(),
  endpoint: z.url(),
  p256dh: z.string(),
  auth: z.string(),
});
/** One browser of a person, as the Push API describes it. */
export type PushDevice = z.infer<typeof PushDevice>;

const text = z.string().nullish().transform((value) => value ?? null);
const claimed = {
  notification_id: z.number().int(),
  kind: z.string(),
  title: z.string(),
  link: z.string(),
  dealership_name: z.string(),
  first_claimed_at: z.string(),
};

/** Answer of `claim_notification`. */
export const ClaimNotificationAnswer = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("done"), reason: text }),
  z.object({
    decision: z.enum(["send", "verify"]),
    channel: z.enum(["sms", "push"]),
    ...claimed,
    to: text,
    from: text,
    messaging_service_sid: text,
    account_sid: text,
    devices: z.array(PushDevice),
  }),
]);
/** Answer of `claim_notification`. */
export type ClaimNotificationAnswer = z.infer<typeof ClaimNotificationAnswer>;
/** A notification on its way out. */
export type OutgoingNotification = Extract<ClaimNotificationAnswer, { channel: string }>;

/** Answer of `claim_phone_code`. */
export const ClaimPhoneCodeAnswer = z.discriminatedUnion("decision", [
  z.object({ decision: z.literal("done"), reason: text }),
  z.object({
    decision: z.literal("send"),
    code: z.string().regex(/^\d{6}$/),
    to: z.string(),
    from: text,
    messaging_service_sid: text,
    account_sid: text,
    dealership_name: z.string(),
  }),
]);
/** Answer of `claim_phone_code`. */
export type ClaimPhoneCodeAnswer = z.infer<typeof ClaimPhoneCodeAnswer>;

/** What the service worker of the web app gets; nobody's data is in it. */
export const PushPayload = z.object({
  title: z.string().max(120),
  body: z.string().max(200),
  link: z.string().startsWith("/"),
  tag: z.string().max(80),
});
/** What the service worker of the web app gets. */
export type PushPayload = z.infer<typeof PushPayload>;
