import type { StackKeys } from "../config.ts";
import type { Caller } from "../rest_auth/caller.ts";
import type { ObjectFiles } from "./object_files.ts";
import { badRequest, noSuchBucket } from "./storage_error.ts";
import { SERVICE } from "./storage_caller.ts";
import type { StorageDatabase } from "./storage_database.ts";

/** What every part of Storage works with. */
export interface StorageContext {
  readonly keys: StackKeys;
  readonly database: StorageDatabase;
  readonly files: ObjectFiles;
  readonly fileSizeLimitBytes: number;
}

/** A bucket and a path inside it. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly name: string;
}

/** One request, with its place and caller found out. */
export interface ObjectRequest {
  readonly request: Request;
  readonly caller: Caller;
  readonly place: ObjectPlace;
  readonly context: StorageContext;
}

/** What a bucket allows. */
export interface Bucket {
  readonly id: string;
  readonly public: boolean;
  readonly file_size_limit: string | null;
  readonly allowed_mime_types: readonly string[] | null;
}

/** What is kept about an object's bytes, as clients read it. */
export interface ObjectMetadata {
  readonly eTag: string;
  readonly size: number;
  readonly mimetype: string;
  readonly cacheControl: string;
  readonly lastModified: string;
  readonly contentLength: number;
  readonly httpStatusCode: number;
}

/** A row of storage.objects. */
export interface ObjectRow {
  readonly id: string;
  readonly bucket_id: string;
  readonly name: string;
  readonly version: string;
  readonly metadata: ObjectMetadata;
  readonly user_metadata: Record<string, string> | null;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly last_accessed_at: Date;
}

/** The characters of a path that hosted takes. */
const KEY = /^[\w/!\-.*'() &$@=;:+,?]+$/;

/** Returns the path of a new object, or refuses one that hosted would not take. */
export function newPlace(place: ObjectPlace): ObjectPlace {
  const { name } = place;
  if (!KEY.test(name) || name.length > 1024) throw badRequest(`Invalid key: ${name}`, "InvalidKey");
  return place;
}

/** Finds a bucket whoever asks: what it takes is no secret to one who uploads. */
export async function findBucket(id: string, { database }: StorageContext): Promise<Bucket> {
  const [bucket] = await database.as(SERVICE, "storage.bucket.get", (sql) =>
    sql<Bucket[]>`
    select b.id, b.public, b.file_size_limit, to_jsonb(b.allowed_mime_types) as allowed_mime_types
    from storage.buckets as b where b.id = ${id}`);
  if (bucket === undefined) throw noSuchBucket();
  return bucket;
}

/** Reads a request's JSON object. */
export async function readJson(request: Request): Promise<Record<string, unknown>> {
  const body: unknown = await request.json().catch(() => null);
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw badRequest("body must be object");
  }
  return { ...body };
}

/** Returns a text of a JSON body, or refuses the body. */
export function requiredText(body: Record<string, unknown>, key: string): string {
  const value = body[key];
  if (typeof value === "string" && value !== "") return value;
  throw badRequest(`body must have required property '${key}'`);
}
