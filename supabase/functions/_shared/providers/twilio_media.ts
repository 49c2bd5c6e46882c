import { Buffer } from "node:buffer";

/** What came of fetching one file. */
export type FetchedMedia =
  | { readonly bytes: Uint8Array }
  /** It will not come: gone, too large, or not Twilio's to give. */
  | { readonly refused: "gone" | "too_large" | "not_ours" };

/** What fetching needs to know. */
export interface TwilioMediaAccess {
  readonly accountSid: string | null;
  readonly authToken: string | null;
  /** Replaces https://api.twilio.com, for a region or a stand-in. */
  readonly apiBaseUrl: string | null;
  readonly timeoutMs?: number;
}

/** Twilio takes 5 MB itself; nothing real is larger than this. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Fetches one file of a text from Twilio, and from nobody else; throws when it may work later. */
export async function fetchTwilioMedia(
  url: string,
  access: TwilioMediaAccess,
): Promise<FetchedMedia> {
  const home = new URL(access.apiBaseUrl ?? "https://api.twilio.com").origin;
  if (!URL.canParse(url) || new URL(url).origin !== home) return { refused: "not_ours" };
  const { accountSid, authToken } = access;
  const headers: Record<string, string> = accountSid === null || authToken === null ? {} : {
    authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`,
  };
  // Twilio redirects to its file store; fetch keeps the password from any other origin.
  const answer = await fetch(url, {
    headers,
    signal: AbortSignal.timeout(access.timeoutMs ?? 20_000),
  });
  if (answer.status === 404 || answer.status === 410) {
    await answer.body?.cancel();
    return { refused: "gone" };
  }
  if (!answer.ok || answer.body === null) {
    await answer.body?.cancel();
    throw new Error(`Cannot fetch media: Twilio answered ${answer.status}`);
  }
  const bytes = await readAtMost(answer.body, MAX_BYTES);
  return bytes === null ? { refused: "too_large" } : { bytes };
}

async function readAtMost(
  body: ReadableStream<Uint8Array>,
  limit: number,
): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    length += chunk.length;
    if (length > limit) return null; // leaving the loop cancels the rest
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
