import { z } from "zod";

const line = (max: number) => z.string().trim().min(1).max(max);

/** What every call of the widget says: which widget it is, and on whose site. */
const call = {
  key: z.string().regex(/^wc_[a-z0-9]{8,40}$/, "must be a widget's key"),
  /** Origin of the page around the frame. */
  site: z.url({ protocol: /^https?$/ }).max(200).transform((url) => new URL(url).origin),
};
const page = {
  /** VIN or stock number of the vehicle that the page shows. */
  vehicle: line(40).nullish().transform((value) => value ?? null),
  page_url: z.url({ protocol: /^https?$/ }).max(500).nullish().catch(null)
    .transform((value) => value ?? null),
};

/** Asks what the widget shows before anybody has spoken. */
export const OpenWebChat = z.object({ ...call, vehicle: page.vehicle });
/** Asks for a session. */
export const StartWebChat = z.object({ ...call, ...page });
/** Asks for a session. */
export type StartWebChat = z.infer<typeof StartWebChat>;
/** One message of a visitor; the client's id makes a repeat the same message. */
export const SayInWebChat = z.object({ ...call, client_id: z.guid(), text: line(2_000) });
/** One message of a visitor. */
export type SayInWebChat = z.infer<typeof SayInWebChat>;
/** One picture of a visitor, whose bytes are the body; the client's id makes a repeat the same message. */
export const SendWebPhoto = z.object({ ...call, client_id: z.guid() });
/** One picture of a visitor. */
export type SendWebPhoto = z.infer<typeof SendWebPhoto>;
/** Asks for a person, or says that the chat is open. */
export const PlainWebChat = z.object(call);

/** What a visitor says of themselves, and the words beside the box if it was ticked. */
export const IdentifyWebVisitor = z.object({
  ...call,
  full_name: line(120).optional(),
  phone: line(40).optional(),
  email: z.email().max(254).optional(),
  consent_shown: line(600).nullish().transform((value) => value ?? null),
}).refine((said) => said.full_name ?? said.phone ?? said.email, { path: ["full_name"] });
/** What a visitor says of themselves. */
export type IdentifyWebVisitor = z.infer<typeof IdentifyWebVisitor>;

/** Who answers a chat now, as its visitor may know it. */
export const WebChatOwner = z.object({
  who: z.enum(["ai", "waiting", "staff"]),
  name: z.string().nullable(),
});
/** Who answers a chat now. */
export type WebChatOwner = z.infer<typeof WebChatOwner>;

/** Answer of `open_web_chat`. */
export const OpenWebChatAnswer = z.object({
  dealership: z.object({
    id: z.guid(),
    name: z.string(),
    logo_url: z.string().nullable(),
    primary_color: z.string(),
    timezone: z.string(),
  }),
  ai_name: z.string().nullable(),
  is_ai_on: z.boolean(),
  greeting: z.string(),
  consent_text: z.string(),
  is_open: z.boolean().nullable().transform((value) => value ?? false),
  closes_at: z.string().nullable(),
  /** When people are back next. */
  opens_at: z.string().nullable(),
  vehicle: z.object({
    label: z.string(),
    stock_number: z.string(),
    price_cents: z.number().nullable(),
    mileage: z.number().nullable(),
    body_style: z.string().nullable(),
    model: z.string(),
    ext_color: z.string().nullable(),
    image_url: z.url({ protocol: /^https$/ }).nullable().catch(null),
  }).nullable(),
  session: z.object({ owner: WebChatOwner, is_identified: z.boolean() }).nullable(),
});
/** Answer of `open_web_chat`. */
export type OpenWebChatAnswer = z.infer<typeof OpenWebChatAnswer>;

/** Answer of `receive_web_message`. */
export const ReceiveWebMessageAnswer = z.object({
  outcome: z.enum(["stored", "duplicate"]),
  message_id: z.number().int().nullable(),
  dealership_id: z.guid(),
});
/** Answer of `receive_web_message`. */
export type ReceiveWebMessageAnswer = z.infer<typeof ReceiveWebMessageAnswer>;

/** Answer of `admit_web_photo`: null for a picture that is stored already. */
export const AdmitWebPhotoAnswer = z.object({ folder: z.string().nullable() });
/** Answer of `admit_web_photo`. */
export type AdmitWebPhotoAnswer = z.infer<typeof AdmitWebPhotoAnswer>;
