import { App, type IntrospectResult } from "@supabase/lite";
import type { PostgresConnection } from "@supabase/lite/postgres";
import { databaseUrl, type StackConfig } from "../config.ts";
import type { ApiSettings } from "./supabase_settings.ts";
import { identifyCaller } from "./caller.ts";
import { exactFilters } from "./exact_filters.ts";
import { postgrestError } from "./postgrest_error.ts";
import { openRestConnection } from "./rest_connection.ts";
import { requestWith } from "./request_with.ts";
import { currentRestRequest, type RestRequest, restRequests } from "./rest_request.ts";
import { openSchemaCache } from "./schema_cache.ts";
import { refuseUnknownRelation } from "./unknown_relation.ts";

/** A PostgREST-compatible API below `/rest/v1`. */
export interface Rest {
  answer(request: Request): Promise<Response>;
  stop(): Promise<void>;
}

const BASE_PATH = "/rest/v1";

/** Starts the REST API as `authenticator`; every request runs as the role its key or token names. */
export async function startRest(config: StackConfig, settings: ApiSettings): Promise<Rest> {
  const schemaCache = await openSchemaCache(
    databaseUrl(config, "supabase_admin"),
    settings.schemas,
  );
  const { connection, close } = await openRestConnection({
    databaseUrl: databaseUrl(config, "authenticator"),
    searchPath: [...settings.schemas.slice(0, 1), ...settings.extraSearchPath],
  });
  const app = liteApp(connection, settings);
  // Warms the catalogue (0.1 s); a failure shows again on the first request.
  schemaCache.current().catch(() => {});

  return {
    async answer(request) {
      const { caller, refusal } = await identifyCaller(request, config.keys);
      if (refusal !== null) return refusal;
      const schema = await schemaCache.current().catch(() => null);
      if (schema === null) return schemaUnavailable();
      const path = new URL(request.url).pathname.slice(BASE_PATH.length) || "/";
      const unknown = refuseUnknownRelation(request, path, schema.catalog);
      if (unknown !== null) return unknown;
      const { search, values } = exactFilters(
        new URL(request.url).searchParams,
        argumentNames(request, path, schema.catalog),
      );
      const served: RestRequest = {
        caller,
        method: request.method,
        path,
        headers: Object.fromEntries(request.headers),
        schema,
        filterValues: values,
      };
      const response = await restRequests.run(served, () => {
        return app.fetch(stockRequest(request, search));
      });
      // It would tell the marks that stand for the values.
      response.headers.delete("content-location");
      return response;
    },
    async stop() {
      await Promise.all([close(), schemaCache.close()]);
    },
  };
}

function liteApp(connection: PostgresConnection, settings: ApiSettings): App {
  const resolver = () => {
    const { role, claims } = currentRestRequest().caller;
    return Promise.resolve({ type: "publishable" as const, claims: { ...claims, role } });
  };
  return new App({
    connection,
    api: { enabled: true, schemas: [...settings.schemas], max_rows: settings.maxRows },
    auth: { enabled: false },
    options: { server: { apiKeys: { resolver }, disableStudio: true, disableFallback: true } },
  });
}

/** A function called by GET takes its arguments from the query string, between the filters. */
function argumentNames(
  request: Request,
  path: string,
  catalog: IntrospectResult,
): ReadonlySet<string> {
  const [, name] = /^\/rpc\/([^/]+)$/.exec(path) ?? [];
  if (name === undefined || request.method === "POST") return new Set();
  const functions = (catalog.functions ?? []).filter((each) => each.name === name);
  return new Set(functions.flatMap((each) => each.arg_names));
}

/** Hides the token, which is verified already: stock code would verify it again, per request. */
function stockRequest(request: Request, search: URLSearchParams): Request {
  const url = new URL(request.url);
  url.search = search.toString();
  const headers = new Headers(request.headers);
  headers.delete("authorization");
  headers.set("apikey", "verified");
  return requestWith(request, { url, headers });
}

function schemaUnavailable(): Response {
  return postgrestError(503, {
    code: "PGRST002",
    message: "Could not query the database for the schema cache. Retrying.",
    details: null,
    hint: null,
  });
}
