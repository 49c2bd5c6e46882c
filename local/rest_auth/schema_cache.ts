import { createPostgresConnection } from "@supabase/lite/postgres";
import type { PostgresConnection } from "@supabase/lite/postgres";
import type { IntrospectResult } from "@supabase/lite";
import postgres from "postgres";
import { API_ROLES } from "./api_keys.ts";
import { reserveExclusively } from "./exclusive_pool.ts";

/** What REST knows of the database besides the rows. */
export interface Schema {
  readonly catalog: IntrospectResult;
  /** `alter role … set statement_timeout` of the API roles. */
  readonly statementTimeouts: ReadonlyMap<string, string>;
}

/** The catalogue of the exposed schemas, read once and again after `notify pgrst`. */
export interface SchemaCache {
  current(): Promise<Schema>;
  close(): Promise<void>;
}

const RELOAD_DEBOUNCE_MS = 50;

/**
 * Opens the cache with a superuser's connection: under `authenticator` the information schema is
 * empty. Requests that arrive while a reload is due wait for it, so nobody sees the old schema
 * after the notification.
 */
export async function openSchemaCache(
  databaseUrl: string,
  schemas: readonly string[],
): Promise<SchemaCache> {
  const options = { max: 1, onnotice: () => {} };
  const open = () => createPostgresConnection({ url: databaseUrl, postgresOptions: options });
  const reader = open();
  const pool = await reserveExclusively(reader, open, { max: 1, waitMs: 10_000 });
  const listener = postgres(databaseUrl, { ...options, fetch_types: false });
  let schema: Promise<Schema> | null = null;
  let due: PromiseWithResolvers<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function current(): Promise<Schema> {
    if (due !== null) await due.promise;
    const loading = schema ??= readSchema(reader, schemas);
    try {
      return await loading;
    } catch (error) {
      if (schema === loading) schema = null;
      throw error;
    }
  }
  function reloadSoon(): void {
    clearTimeout(timer);
    due ??= Promise.withResolvers();
    timer = setTimeout(() => {
      schema = null;
      due?.resolve();
      due = null;
    }, RELOAD_DEBOUNCE_MS);
  }
  // The second callback runs on every (re)connection: what was notified meanwhile is unknown.
  await listener.listen("pgrst", reloadSoon, () => schema = null);
  return {
    current,
    async close() {
      clearTimeout(timer);
      due?.resolve();
      const closed = [listener, reader.driver].map((sql) => sql.end({ timeout: 1 }));
      await Promise.all([...closed, pool.close()]);
    },
  };
}

async function readSchema(
  reader: PostgresConnection,
  schemas: readonly string[],
): Promise<Schema> {
  const catalog = await reader.introspect();
  // The stock reader answers an empty catalogue when it fails; without functions it is that one.
  if (catalog.functions === undefined) throw new Error("Cannot read schema: introspection failed");
  const rows = await reader.driver<{ role: string; setting: string }[]>`
    select r.rolname as role, split_part(c.setting, '=', 2) as setting
    from pg_catalog.pg_roles as r cross join unnest(r.rolconfig) as c(setting)
    where r.rolname = any(${[...API_ROLES]}) and c.setting like 'statement_timeout=%'`;
  return {
    catalog: exposedOnly(catalog, new Set(schemas)),
    statementTimeouts: new Map(rows.map((row) => [row.role, row.setting])),
  };
}

/**
 * Keeps the exposed schemas: the stock code finds keys and columns by bare table name, so
 * `realtime.messages` would lend its primary key to `public.messages`.
 */
function exposedOnly(catalog: IntrospectResult, schemas: ReadonlySet<string>): IntrospectResult {
  function exposed<T extends { schema: string }>(rows: readonly T[]): T[] {
    return rows.filter((row) => schemas.has(row.schema));
  }
  return {
    ...catalog,
    tables: exposed(catalog.tables),
    columns: exposed(catalog.columns),
    indexes: exposed(catalog.indexes),
    foreign_keys: exposed(catalog.foreign_keys)
      .filter((key) => schemas.has(key.ref_schema ?? key.schema)),
    primary_keys: exposed(catalog.primary_keys),
    views: exposed(catalog.views),
    check_constraints: exposed(catalog.check_constraints),
    unique_constraints: exposed(catalog.unique_constraints),
    comments: exposed(catalog.comments),
    triggers: exposed(catalog.triggers),
    functions: exposed(catalog.functions ?? []),
    partitions: exposed(catalog.partitions ?? []),
  };
}
