import { fuzzyMatch, type IntrospectResult } from "@supabase/lite";
import { postgrestError } from "./postgrest_error.ts";

/**
 * Answers a request for a table or view that is not in the schema cache; null when it is. Stock
 * code gives the same answer but logs it as an error with its stack.
 */
export function refuseUnknownRelation(
  request: Request,
  path: string,
  catalog: IntrospectResult,
): Response | null {
  const relation = relationOf(path);
  if (relation === null) return null;
  const isRead = request.method === "GET" || request.method === "HEAD";
  const profile = request.headers.get(isRead ? "accept-profile" : "content-profile");
  const schema = profile ?? catalog.default_schema ?? "public";
  const names = [...catalog.tables, ...catalog.views]
    .filter((each) => each.schema === schema).map((each) => each.name);
  // An unexposed schema has no names at all; that refusal is PostgREST's PGRST106.
  if (names.length === 0 || names.includes(relation)) return null;
  const nearest = fuzzyMatch(relation, names);
  return postgrestError(404, {
    code: "PGRST205",
    message: `Could not find the table '${schema}.${relation}' in the schema cache`,
    details: null,
    hint: nearest ? `Perhaps you meant the table '${schema}.${nearest}'` : null,
  });
}

function relationOf(path: string): string | null {
  const match = /^\/([^/]+)$/.exec(path);
  try {
    return match?.[1] === undefined ? null : decodeURIComponent(match[1]);
  } catch {
    return null;
  }
}
