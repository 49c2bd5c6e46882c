import { findObject } from "./download.ts";
import {
  newPlace,
  type ObjectPlace,
  type ObjectRequest,
  type ObjectRow,
  readJson,
  requiredText,
} from "./storage_context.ts";
import { badRequest, noSuchKey } from "./storage_error.ts";
import { ownerOf, recordFile, requireUpload } from "./upload.ts";

/** A request that is about a bucket or about paths in its body. */
export type BodyRequest = Omit<ObjectRequest, "place">;

/** Gives an object another path; needs leave to see it and to change it. */
export async function moveObject({ request, caller, context }: BodyRequest): Promise<Response> {
  const { source, target } = await readMove(request);
  const moved = await context.database.as(
    caller,
    "storage.object.move",
    (sql) =>
      sql<{ id: string }[]>`
    update storage.objects as o set bucket_id = ${target.bucket}, name = ${target.name}
    where o.bucket_id = ${source.bucket} and o.name = ${source.name} returning o.id`,
  );
  const [row] = moved;
  if (row === undefined) throw noSuchKey();
  const Key = `${target.bucket}/${target.name}`;
  return Response.json({ message: "Successfully moved", Id: row.id, Key });
}

/** Copies an object; needs leave to see it and to put one at the other path. */
export async function copyObject({ request, caller, context }: BodyRequest): Promise<Response> {
  const { source, target } = await readMove(request);
  const upsert = request.headers.get("x-upsert") === "true";
  const row = await findObject(source, caller, "storage.object.copy", context);
  await requireUpload(target, caller, upsert, context);
  const { metadata } = row;
  const version = await context.files.copy(row.version);
  const file = { version, size: metadata.size, etag: metadata.eTag };
  const { mimetype, cacheControl } = metadata;
  const upload = { mimetype, cacheControl, userMetadata: row.user_metadata };
  const right = { upsert, owner: ownerOf(caller) };
  const Id = await recordFile(target, right, { file, upload }, context);
  return Response.json({ Id, Key: `${target.bucket}/${target.name}` });
}

/** Removes the objects among the named ones that the caller may remove, and tells which. */
export async function removeObjects(asked: BodyRequest, bucket: string): Promise<Response> {
  const { prefixes } = await readJson(asked.request);
  if (!Array.isArray(prefixes) || !prefixes.every((name) => typeof name === "string")) {
    throw badRequest("body/prefixes must be array of strings");
  }
  return Response.json(await removeRows(asked, bucket, prefixes));
}

/** Removes one object. */
export async function removeObject({ place, ...asked }: ObjectRequest): Promise<Response> {
  const removed = await removeRows(asked, place.bucket, [place.name]);
  if (removed.length === 0) throw noSuchKey();
  return Response.json({ message: "Successfully deleted" });
}

async function removeRows(
  { caller, context }: BodyRequest,
  bucket: string,
  names: readonly string[],
): Promise<readonly ObjectRow[]> {
  const removed = await context.database.as(
    caller,
    "storage.object.delete_many",
    (sql) =>
      sql<ObjectRow[]>`
    delete from storage.objects as o
    where o.bucket_id = ${bucket} and o.name in (select jsonb_array_elements_text(${
        sql.json([...names])
      }))
    returning o.id, o.bucket_id, o.name, o.version, o.metadata, o.user_metadata, o.created_at,
      o.updated_at, o.last_accessed_at`,
  );
  // After the commit: a row without bytes would be worse than bytes without a row.
  await Promise.all(removed.map(({ version }) => context.files.remove(version)));
  return removed;
}

async function readMove(
  request: Request,
): Promise<{ source: ObjectPlace; target: ObjectPlace }> {
  const body = await readJson(request);
  const bucket = requiredText(body, "bucketId");
  const { destinationBucket } = body;
  const target = {
    bucket: typeof destinationBucket === "string" ? destinationBucket : bucket,
    name: requiredText(body, "destinationKey"),
  };
  return { source: { bucket, name: requiredText(body, "sourceKey") }, target: newPlace(target) };
}
