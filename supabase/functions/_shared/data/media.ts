import { z } from "zod";
import { type MediaItem, MessageMedia } from "../contract/media.ts";
import { callRpc, type Database } from "./client.ts";

/** The files of one message. */
export function loadMedia(database: Database, messageId: number): Promise<MessageMedia> {
  return callRpc(database, "load_media", { message_id: messageId }, MessageMedia);
}

/** Writes down where the files of a message lie now. */
export async function keepMedia(
  database: Database,
  messageId: number,
  media: readonly MediaItem[],
): Promise<void> {
  await callRpc(database, "keep_media", { message_id: messageId, media }, z.unknown());
}
