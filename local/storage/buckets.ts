import { ownerOf } from "./upload.ts";
import type { BodyRequest } from "./object_changes.ts";
import { readJson, requiredText } from "./storage_context.ts";
import { noSuchBucket, StorageError } from "./storage_error.ts";

/** Answers a request about buckets; the policies on storage.buckets decide, so mostly for the service key. */
export async function answerBuckets(asked: BodyRequest, rest: string): Promise<Response> {
  const [id = "", action] = rest.split("/");
  const { method } = asked.request;
  if (method === "POST" && action === "empty") return await emptyBucket(asked, id);
  if (method === "POST") return await createBucket(asked);
  if (method === "PUT") return await updateBucket(asked, id);
  if (method === "DELETE") return await deleteBucket(asked, id);
  return await readBuckets(asked, id);
}

async function readBuckets({ caller, context }: BodyRequest, id: string): Promise<Response> {
  const rows = await context.database.as(
    caller,
    "storage.bucket.list",
    (sql) =>
      sql`select b.id, b.name, b.owner, b.public, b.file_size_limit::int8::float8 as file_size_limit,
      to_jsonb(b.allowed_mime_types) as allowed_mime_types, b.created_at, b.updated_at
      from storage.buckets as b where ${id} in ('', b.id) order by b.name`,
  );
  if (id === "") return Response.json(rows);
  if (rows[0] === undefined) throw noSuchBucket();
  return Response.json(rows[0]);
}

async function createBucket({ request, caller, context }: BodyRequest): Promise<Response> {
  const body = await readJson(request);
  const id = requiredText(body, "name");
  await context.database.as(
    caller,
    "storage.bucket.create",
    (sql) =>
      sql`insert into storage.buckets (id, name, owner, owner_id, public, file_size_limit, allowed_mime_types)
      values (${id}, ${id}, ${ownerOf(caller)}, ${ownerOf(caller)}, ${body["public"] === true},
        ${limitOf(body)}, ${typesOf(body)}::text[])`,
  );
  return Response.json({ name: id });
}

async function updateBucket(asked: BodyRequest, id: string): Promise<Response> {
  const body = await readJson(asked.request);
  const rows = await asked.context.database.as(
    asked.caller,
    "storage.bucket.update",
    (sql) =>
      sql`update storage.buckets set public = ${body["public"] === true},
      file_size_limit = ${limitOf(body)}, allowed_mime_types = ${typesOf(body)}::text[]
      where id = ${id} returning id`,
  );
  if (rows.length === 0) throw noSuchBucket();
  return Response.json({ message: "Successfully updated" });
}

async function deleteBucket({ caller, context }: BodyRequest, id: string): Promise<Response> {
  const rows = await context.database.as(caller, "storage.bucket.delete", async (sql) => {
    const [held] = await sql`select from storage.objects where bucket_id = ${id} limit 1`;
    if (held !== undefined) {
      const message = "The bucket you tried to delete is not empty";
      throw new StorageError(409, "InvalidRequest", "InvalidRequest", message);
    }
    return await sql`delete from storage.buckets where id = ${id} returning id`;
  });
  if (rows.length === 0) throw noSuchBucket();
  return Response.json({ message: "Successfully deleted" });
}

async function emptyBucket({ caller, context }: BodyRequest, id: string): Promise<Response> {
  const rows = await context.database.as(
    caller,
    "storage.bucket.empty",
    (sql) =>
      sql<
        { version: string }[]
      >`delete from storage.objects where bucket_id = ${id} returning version`,
  );
  await Promise.all(rows.map(({ version }) => context.files.remove(version)));
  return Response.json({ message: "Successfully emptied" });
}

function limitOf(body: Record<string, unknown>): number | null {
  return typeof body["file_size_limit"] === "number" ? body["file_size_limit"] : null;
}

/** As a literal: the pool does not look array types up. */
function typesOf(body: Record<string, unknown>): string | null {
  const types = body["allowed_mime_types"];
  return Array.isArray(types) ? `{${types.map((type) => JSON.stringify(type)).join(",")}}` : null;
}
