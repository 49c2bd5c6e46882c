import { openPhotoBox } from "./photo_box.ts";
import { ask, post, type Server, textOf } from "./server.ts";
import { shrinkPhoto } from "./shrink_photo.ts";
import type { VisitorSession } from "./visitor_session.ts";

/** The calls for pictures, which come after the chat has opened. */
export interface FileCalls {
  /** Makes a picture ready to be sent, now or after a reload. */
  keepPhoto(clientId: string, photo: Blob): Promise<void>;
  /** Sends a kept picture, unless it is no more. */
  sendPhoto(clientId: string): Promise<void>;
  dropPhoto(clientId: string): Promise<void>;
  /** An address at which the browser may load a file, for a while. */
  linkOf(path: string): Promise<string>;
}

const LINK_S = 3600;
const PHOTO_TIMEOUT_MS = 60_000;

/** Sends pictures to the door, and asks Storage for links to them. */
export function fileCalls(
  server: Server,
  session: VisitorSession,
  { key, site }: { readonly key: string; readonly site: string },
): FileCalls {
  const box = openPhotoBox();
  return {
    keepPhoto: async (clientId, photo) => await box.keep(clientId, await shrinkPhoto(photo)),
    async sendPhoto(client_id) {
      const photo = await box.read(client_id);
      if (photo === null) return;
      const query = new URLSearchParams({ key, site, client_id });
      await ask(`${server.url}/functions/v1/web-chat/photo?${query}`, {
        method: "POST",
        headers: { authorization: `Bearer ${await session.token()}` },
        body: photo,
      }, PHOTO_TIMEOUT_MS);
    },
    dropPhoto: box.drop,
    async linkOf(path) {
      const storage = `${server.url}/storage/v1`;
      const headers = { apikey: server.key, authorization: `Bearer ${await session.token()}` };
      const body = { expiresIn: LINK_S };
      const signed = await post(`${storage}/object/sign/attachments/${path}`, body, headers);
      return storage + textOf(signed, "signedURL");
    },
  };
}
