import type { ByteRange } from "./object_files.ts";
import type { Caller } from "../rest_auth/caller.ts";
import { SERVICE } from "./storage_caller.ts";
import {
  findBucket,
  type ObjectPlace,
  type ObjectRequest,
  type ObjectRow,
  type StorageContext,
} from "./storage_context.ts";
import { noSuchBucket, noSuchKey } from "./storage_error.ts";
import type { Operation } from "./storage_database.ts";

/** Finds an object as somebody; one they may not see is not there. */
export async function findObject(
  { bucket, name }: ObjectPlace,
  caller: Caller,
  operation: Operation,
  { database }: StorageContext,
): Promise<ObjectRow> {
  const [row] = await database.as(caller, operation, (sql) =>
    sql<ObjectRow[]>`
    select o.id, o.bucket_id, o.name, o.version, o.metadata, o.user_metadata, o.created_at,
      o.updated_at, o.last_accessed_at
    from storage.objects as o where o.bucket_id = ${bucket} and o.name = ${name}`);
  if (row === undefined) throw noSuchKey();
  return row;
}

/** Sends an object that the caller may read. */
export async function downloadObject(asked: ObjectRequest): Promise<Response> {
  const { request, place, caller, context } = asked;
  const row = await findObject(place, caller, "storage.object.get_authenticated", context);
  return await objectResponse(request, row, context);
}

/** Sends an object of a public bucket to anybody. */
export async function downloadPublic(
  request: Request,
  place: ObjectPlace,
  context: StorageContext,
): Promise<Response> {
  if (!(await findBucket(place.bucket, context)).public) throw noSuchBucket();
  const row = await findObject(place, SERVICE, "storage.object.get_authenticated", context);
  return await objectResponse(request, row, context);
}

/** Tells about an object that the caller may read. */
export async function objectInfo(asked: ObjectRequest): Promise<Response> {
  const row = await findObject(asked.place, asked.caller, "storage.object.info", asked.context);
  const { metadata, user_metadata, bucket_id, ...rest } = row;
  return Response.json({
    ...rest,
    bucket_id,
    size: metadata.size,
    content_type: metadata.mimetype,
    cache_control: metadata.cacheControl,
    etag: metadata.eTag,
    last_modified: metadata.lastModified,
    metadata: user_metadata,
  });
}

/** Streams an object: whole, the part that was asked for, or not again when it has not changed. */
export async function objectResponse(
  request: Request,
  row: ObjectRow,
  { files }: StorageContext,
): Promise<Response> {
  const { metadata } = row;
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": metadata.cacheControl,
    "content-type": metadata.mimetype,
    "etag": metadata.eTag,
    "last-modified": new Date(metadata.lastModified).toUTCString(),
  });
  const download = new URL(request.url).searchParams.get("download");
  if (download !== null) headers.set("content-disposition", attachment(download));
  if (request.headers.get("if-none-match") === metadata.eTag) {
    return new Response(null, { status: 304, headers });
  }
  const range = rangeOf(request.headers.get("range"), metadata.size);
  const length = range === null ? metadata.size : range.last - range.first + 1;
  headers.set("content-length", String(length));
  if (range !== null) {
    headers.set("content-range", `bytes ${range.first}-${range.last}/${metadata.size}`);
  }
  const hasBody = request.method !== "HEAD" && length > 0;
  const body = hasBody ? await files.read(row.version, range ?? undefined) : null;
  return new Response(body, { status: range === null ? 200 : 206, headers });
}

function attachment(name: string): string {
  return name === "" ? "attachment" : `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}

function rangeOf(header: string | null, size: number): ByteRange | null {
  const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(header ?? "") ?? [];
  if (first === "" && last === "") return null;
  const from = first === "" ? Math.max(0, size - Number(last)) : Number(first);
  const to = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return from <= to ? { first: from, last: to } : null;
}
