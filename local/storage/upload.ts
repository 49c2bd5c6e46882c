import type { TransactionSql } from "postgres";
import type { Caller } from "../rest_auth/caller.ts";
import type { StoredFile } from "./object_files.ts";
import { SERVICE } from "./storage_caller.ts";
import {
  type Bucket,
  findBucket,
  newPlace,
  type ObjectMetadata,
  type ObjectPlace,
  type ObjectRequest,
  type StorageContext,
} from "./storage_context.ts";
import { mimeRefused } from "./storage_error.ts";
import { readUpload, type UploadBody } from "./upload_body.ts";

/** What an upload may do: replace an object, and as whom it is recorded. */
export interface UploadRight {
  readonly upsert: boolean;
  readonly owner: string | null;
}

/** Takes an upload of the caller: the policies are asked before the first byte is kept. */
export async function uploadObject(asked: ObjectRequest): Promise<Response> {
  const { request, caller, place, context } = asked;
  const upsert = request.method === "PUT" || request.headers.get("x-upsert") === "true";
  await findBucket(place.bucket, context);
  await requireUpload(place, caller, upsert, context);
  return await storeUpload(request, place, { upsert, owner: ownerOf(caller) }, context);
}

/** Throws what the policies say unless the caller may put an object there. */
export async function requireUpload(
  place: ObjectPlace,
  caller: Caller,
  upsert: boolean,
  { database }: StorageContext,
): Promise<void> {
  const owner = ownerOf(caller);
  const { bucket, name } = newPlace(place);
  const operation = upsert ? "storage.object.upload_update" : "storage.object.upload";
  await database.attempt(
    caller,
    operation,
    (sql) =>
      upsert
        ? sql`insert into storage.objects as o (bucket_id, name, owner, owner_id, version)
        values (${bucket}, ${name}, ${owner}, ${owner}, '1')
        on conflict (bucket_id, name) do update set version = excluded.version, owner = excluded.owner
        returning o.id`
        : sql`insert into storage.objects (bucket_id, name, owner, owner_id, version)
        values (${bucket}, ${name}, ${owner}, ${owner}, '1')`,
  );
}

/** Stores the bytes and then the row; the bytes go again if the row cannot be written. */
export async function storeUpload(
  request: Request,
  place: ObjectPlace,
  right: UploadRight,
  context: StorageContext,
): Promise<Response> {
  const bucket = await findBucket(place.bucket, context);
  const upload = await readUpload(request);
  requireMimeType(upload.mimetype, bucket);
  const limit = Math.min(
    Number(bucket.file_size_limit ?? context.fileSizeLimitBytes),
    context.fileSizeLimitBytes,
  );
  const file = await context.files.write(upload.bytes, limit);
  const id = await recordFile(place, right, { file, upload }, context);
  return Response.json({ Id: id, Key: `${place.bucket}/${place.name}` });
}

/** Who a new object belongs to. */
export function ownerOf({ claims }: Caller): string | null {
  return typeof claims["sub"] === "string" ? claims["sub"] : null;
}

/** Writes the row of a file that has arrived, and removes the bytes that it replaces. */
export async function recordFile(
  place: ObjectPlace,
  right: UploadRight,
  { file, upload }: { file: StoredFile; upload: Omit<UploadBody, "bytes"> },
  { database, files }: StorageContext,
): Promise<string> {
  const row = { ...place, ...right, file, metadata: metadataOf(file, upload) };
  try {
    const { id, replaced } = await database.as(
      SERVICE,
      "storage.object.upload",
      (sql) => writeRow(sql, row, upload.userMetadata),
    );
    if (replaced !== null) await files.remove(replaced);
    return id;
  } catch (error) {
    await files.remove(file.version);
    throw error;
  }
}

interface NewRow extends ObjectPlace, UploadRight {
  readonly file: StoredFile;
  readonly metadata: ObjectMetadata;
}

async function writeRow(
  sql: TransactionSql,
  { bucket, name, owner, upsert, file, metadata }: NewRow,
  userMetadata: Record<string, string> | null,
): Promise<{ id: string; replaced: string | null }> {
  const [old] = await sql<{ version: string }[]>`
    select version from storage.objects where bucket_id = ${bucket} and name = ${name} for update`;
  const replace = upsert
    ? sql`on conflict (bucket_id, name) do update set version = excluded.version,
        metadata = excluded.metadata, user_metadata = excluded.user_metadata,
        owner = excluded.owner, owner_id = excluded.owner_id`
    : sql``;
  const [row] = await sql<{ id: string }[]>`
    insert into storage.objects (bucket_id, name, owner, owner_id, version, metadata, user_metadata)
    values (${bucket}, ${name}, ${owner}, ${owner}, ${file.version}, ${sql.json({ ...metadata })},
      ${userMetadata === null ? null : sql.json(userMetadata)})
    ${replace} returning id`;
  if (row === undefined) throw new Error("Cannot record upload: the row did not come back");
  return { id: row.id, replaced: old?.version ?? null };
}

function metadataOf(file: StoredFile, upload: Omit<UploadBody, "bytes">): ObjectMetadata {
  return {
    eTag: file.etag,
    size: file.size,
    mimetype: upload.mimetype,
    cacheControl: upload.cacheControl,
    lastModified: new Date().toISOString(),
    contentLength: file.size,
    httpStatusCode: 200,
  };
}

function requireMimeType(mimetype: string, { allowed_mime_types: allowed }: Bucket): void {
  const [essence = ""] = mimetype.toLowerCase().split(";");
  const [family] = essence.split("/");
  const takes = (type: string) =>
    type === "*/*" || type === essence.trim() || type === `${family}/*`;
  if (allowed !== null && !allowed.some(takes)) throw mimeRefused(mimetype);
}
