import type { BodyRequest } from "./object_changes.ts";
import { readJson } from "./storage_context.ts";
import { badRequest } from "./storage_error.ts";

const SORTABLE = ["name", "created_at", "updated_at", "last_accessed_at"];
const MAX_LIMIT = 1000;

/** Lists one folder as the caller sees it: folders first, then files. */
export async function listObjects(asked: BodyRequest, bucket: string): Promise<Response> {
  const question = readQuestion(await readJson(asked.request));
  const { column, descending, limit, offset, prefix, search } = question;
  const depth = prefix.split("/").length;
  const rows = await asked.context.database.as(asked.caller, "storage.object.list", (sql) => {
    const order = descending ? sql`desc` : sql`asc`;
    return sql`
      with found as (
        select o.path_tokens[${depth}::int] as entry, cardinality(o.path_tokens) > ${depth}::int as is_folder,
          o.id, o.updated_at, o.created_at, o.last_accessed_at, o.metadata
        from storage.objects as o
        where o.bucket_id = ${bucket} and starts_with(o.name, ${prefix})
          and starts_with(lower(o.name), ${(prefix + search).toLowerCase()})
      )
      select f.entry as name, null::uuid as id, null::timestamptz as updated_at,
        null::timestamptz as created_at, null::timestamptz as last_accessed_at,
        null::jsonb as metadata, true as is_folder
      from found as f where f.is_folder group by f.entry
      union all
      select f.entry, f.id, f.updated_at, f.created_at, f.last_accessed_at, f.metadata, false
      from found as f where not f.is_folder
      order by is_folder desc, ${sql(column)} ${order} limit ${limit} offset ${offset}`;
  });
  return Response.json(rows.map(({ is_folder: _, ...entry }) => entry));
}

function readQuestion(body: Record<string, unknown>) {
  const { prefix, search, limit, offset, sortBy } = body;
  if (typeof prefix !== "string") throw badRequest("body must have required property 'prefix'");
  const sort: Record<string, unknown> = typeof sortBy === "object" ? { ...sortBy } : {};
  const column = typeof sort["column"] === "string" ? sort["column"] : "name";
  if (!SORTABLE.includes(column)) throw badRequest("body/sortBy/column must be sortable");
  return {
    column,
    descending: sort["order"] === "desc",
    prefix: prefix === "" || prefix.endsWith("/") ? prefix : `${prefix}/`,
    search: typeof search === "string" ? search : "",
    limit: Math.min(typeof limit === "number" ? limit : 100, MAX_LIMIT),
    offset: typeof offset === "number" ? offset : 0,
  };
}
