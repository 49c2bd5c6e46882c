import { z } from "zod";

/** One file of a message: at the carrier's address, or where we keep it. */
export const MediaItem = z.looseObject({
  url: z.string(),
  path: z.string().optional(),
});
/** One file of a message. */
export type MediaItem = z.infer<typeof MediaItem>;

/** Answer of `load_media`; null when the message is gone. */
export const MessageMedia = z.object({
  dealership_id: z.guid(),
  conversation_id: z.guid(),
  media: z.array(MediaItem),
}).nullable();
/** Answer of `load_media`. */
export type MessageMedia = z.infer<typeof MessageMedia>;

/** What a `fetch_media` job carries. */
export const FetchMediaPayload = z.object({ message_id: z.number().int().positive() });
