import type { MediaItem } from "../../contract/media.ts";
import type {
  AdmitWebPhotoAnswer,
  ReceiveWebMessageAnswer,
  SendWebPhoto,
} from "../../contract/web_chat.ts";
import type { WidgetPlace } from "../../data/web_chat.ts";
import { mediaExtension, mediaType } from "../../domain/media_type.ts";
import { Problem } from "../../platform/problem.ts";
import type { KnownCaller, ServeVisitorDeps } from "./serve_visitor.ts";

/** The largest picture that a visitor may send; the chat makes them smaller first. */
export const MAX_PHOTO_BYTES = 5 * 1024 * 1024;
/** What a picture may be, by its bytes. */
const PHOTO_TYPES = new Set(["image/jpeg", "image/png", "image/webp", "image/gif", "image/heic"]);

interface Sender extends WidgetPlace {
  readonly visitor_id: string;
  readonly client_id: string;
  readonly ip_hash: string;
}

/** What receiving a picture takes from outside. */
export interface ReceivePhotoDeps {
  admitWebPhoto(args: Sender): Promise<AdmitWebPhotoAnswer>;
  keepPhoto(
    path: string,
    file: { readonly bytes: Uint8Array; readonly content_type: string },
  ): Promise<void>;
  receiveWebMessage: ServeVisitorDeps["receiveWebMessage"];
}

/** Keeps a visitor's picture in the conversation's private folder and stores the message that shows it, once. */
export async function receivePhoto(
  sent: SendWebPhoto,
  bytes: Uint8Array,
  caller: KnownCaller,
  deps: ReceivePhotoDeps,
): Promise<ReceiveWebMessageAnswer> {
  const content_type = mediaType(bytes);
  if (!PHOTO_TYPES.has(content_type)) {
    const errors = [{ field: "body", message: "is no JPEG, PNG, WebP, GIF or HEIC picture" }];
    throw new Problem("form_invalid", "Cannot read the picture: its type is not accepted", errors);
  }
  const sender = {
    public_key: sent.key,
    origin: sent.site,
    visitor_id: caller.visitorId,
    client_id: sent.client_id,
    ip_hash: caller.ipHash,
  };
  const { folder } = await deps.admitWebPhoto(sender);
  const media: MediaItem[] = [];
  if (folder !== null) {
    const path = `${folder}/${sent.client_id}.${mediaExtension(content_type)}`;
    await deps.keepPhoto(path, { bytes, content_type });
    media.push({ url: "", path, content_type, size_bytes: bytes.length });
  }
  // A picture that is stored already is told from a new one there, by its client_id.
  return await deps.receiveWebMessage({ ...sender, content: "", opt_out: "none", media });
}
