import type { Job, JobOutcome } from "../../contract/jobs.ts";
import { FetchMediaPayload, type MediaItem, type MessageMedia } from "../../contract/media.ts";
import { mediaExtension, mediaType } from "../../domain/media_type.ts";
import { JobError } from "../../platform/job_error.ts";
import type { FetchedMedia } from "../../providers/twilio_media.ts";

/** What fetching the files of a text takes from outside. */
export interface FetchMediaDeps {
  loadMedia(messageId: number): Promise<MessageMedia>;
  keepMedia(messageId: number, media: readonly MediaItem[]): Promise<void>;
  fetchMedia(url: string): Promise<FetchedMedia>;
  keepFile(
    path: string,
    file: { readonly bytes: Uint8Array; readonly content_type: string },
  ): Promise<void>;
}

/** Fetches the files of one text into the conversation's private folder, each once. */
export async function fetchMedia(job: Job, deps: FetchMediaDeps): Promise<JobOutcome> {
  const payload = FetchMediaPayload.safeParse(job.payload);
  if (!payload.success) throw new JobError("Cannot fetch media: bad payload", { permanent: true });
  const { message_id } = payload.data;
  const message = await deps.loadMedia(message_id);
  if (message === null) return { kind: "finished", result: { outcome: "gone" } };
  const folder = `${message.dealership_id}/${message.conversation_id}`;
  const kept: MediaItem[] = [];
  for (const [place, item] of message.media.entries()) { // bound: Twilio sends ten at most
    kept.push(await keepOne(item, `${folder}/${message_id}-${place}`, deps));
  }
  await deps.keepMedia(message_id, kept);
  const fetched = kept.filter(({ path }) => path !== undefined).length;
  return { kind: "finished", result: { outcome: "kept", fetched, of: kept.length } };
}

async function keepOne(item: MediaItem, place: string, deps: FetchMediaDeps): Promise<MediaItem> {
  if (item.path !== undefined) return item;
  const fetched = await deps.fetchMedia(item.url);
  if ("refused" in fetched) return { ...item, refused: fetched.refused };
  const content_type = mediaType(fetched.bytes);
  const path = `${place}.${mediaExtension(content_type)}`;
  await deps.keepFile(path, { bytes: fetched.bytes, content_type });
  return { url: "", path, content_type, size_bytes: fetched.bytes.length };
}
