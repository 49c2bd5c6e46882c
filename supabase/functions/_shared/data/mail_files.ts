import type { Database } from "./client.ts";

/** The private buckets that mails and their files go to. */
export type MailBucket = "mails" | "attachments";

/** Keeps a file; the same path again holds the same bytes, so a repeat is no fault. */
export async function keepFile(
  database: Database,
  bucket: MailBucket,
  path: string,
  { bytes, content_type }: { readonly bytes: Uint8Array; readonly content_type: string },
): Promise<void> {
  const { error } = await database.storage.from(bucket)
    .upload(path, bytes, { contentType: content_type, upsert: true });
  if (error) throw new Error(`Cannot keep a file in ${bucket}: ${error.message}`);
}

/** Signs an address under which anybody may fetch a kept file for so many seconds; null when it is gone. */
export async function signKeptFile(
  database: Database,
  bucket: MailBucket,
  path: string,
  seconds: number,
): Promise<string | null> {
  const { data, error } = await database.storage.from(bucket).createSignedUrl(path, seconds);
  if (data) return data.signedUrl;
  if (/not.?found|404/i.test(error?.message ?? "")) return null;
  throw new Error(`Cannot sign a file of ${bucket}: ${error?.message}`);
}

/** Reads a kept file; null when it is gone. */
export async function readKeptFile(
  database: Database,
  bucket: MailBucket,
  path: string,
): Promise<Uint8Array | null> {
  const { data, error } = await database.storage.from(bucket).download(path);
  if (data) return new Uint8Array(await data.arrayBuffer());
  if (/not.?found|404/i.test(error?.message ?? "")) return null;
  throw new Error(`Cannot read a file of ${bucket}: ${error?.message}`);
}
