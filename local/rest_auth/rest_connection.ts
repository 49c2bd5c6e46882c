import type {
  AnyAST,
  ConnectionContextOptions,
  IntrospectResult,
  VarsContext,
} from "@supabase/lite";
import { RelationNotFoundError } from "@supabase/lite";
import { PostgresConnection } from "@supabase/lite/postgres";
import { REST_COLUMN_TYPES } from "./column_types.ts";
import { openingStatement } from "./opening_statement.ts";
import { databaseErrorResponse, isDatabaseError, postgrestError } from "./postgrest_error.ts";
import { currentRestRequest, type RestRequest } from "./rest_request.ts";
import type { Schema, SchemaCache } from "./schema_cache.ts";

type Database = Parameters<Parameters<PostgresConnection["withContext"]>[1]>[0];
type Statement = Parameters<Database["executeQuery"]>[0];

/** The stock methods replaced below; if one is renamed upstream, its fix would silently vanish. */
const REPLACED_METHODS = ["introspect", "withContext", "onPostgrestAST", "ensureRlsContext"];

/** What a connection of the REST API is made from. */
export interface RestConnectionOptions {
  /** Connection string of `authenticator`. */
  readonly databaseUrl: string;
  readonly schemaCache: SchemaCache;
  readonly searchPath: readonly string[];
}

/** Fails when the installed @supabase/lite no longer has a method that this module replaces. */
export function checkReplacedMethods(): void {
  for (const method of REPLACED_METHODS) {
    if (typeof Reflect.get(PostgresConnection.prototype, method) !== "function") {
      throw new Error(`Cannot start REST: @supabase/lite has no ${method}() to replace`);
    }
  }
}

/** The stock connection with PostgREST's transactions: role, claims, read-only, errors, rollback. */
export class RestConnection extends PostgresConnection {
  readonly #schemaCache: SchemaCache;
  readonly #searchPath: readonly string[];

  constructor(options: RestConnectionOptions) {
    super({
      url: options.databaseUrl,
      postgresOptions: { max: 10, onnotice: () => {}, types: REST_COLUMN_TYPES },
    });
    this.#schemaCache = options.schemaCache;
    this.#searchPath = options.searchPath;
    // Stock code grants ALL on every schema with RLS here, which undoes column privileges. The
    // method is private, so it is replaced on the instance; nothing calls it any more either.
    Reflect.set(this, "ensureRlsContext", () => Promise.resolve(true));
  }

  override async introspect(): Promise<IntrospectResult> {
    return (await this.#schemaCache.current()).catalog;
  }

  override async onPostgrestAST(ast: AnyAST): Promise<AnyAST> {
    const { from } = ast;
    if (from === undefined) return ast;
    const schema = ast.schema ?? "public";
    const { tables, views } = await this.introspect();
    const isKnown = [...tables, ...views].some((each) => {
      return each.name === from && each.schema === schema;
    });
    if (!isKnown) throw new RelationNotFoundError(schema, from);
    return ast;
  }

  /** Runs one request in one transaction; a refusal rolls back, whatever was written before it. */
  override async withContext<T>(
    _vars: VarsContext | undefined,
    work: (db: Database) => Promise<T>,
    options?: ConnectionContextOptions,
  ): Promise<T> {
    const request = currentRestRequest();
    const schema = await this.#schemaCache.current();
    const opening = openingStatement(request, {
      isReadOnly: isReadOnly(request, schema, options),
      searchPath: this.#searchPath,
      statementTimeout: schema.statementTimeouts.get(request.caller.role) ?? null,
    });
    try {
      return await this.kysely.connection().execute((db) => transact(db, opening, work));
    } catch (error) {
      const refusal = refusalOf(error, request);
      if (refusal === null) throw error;
      // The only caller is the REST route, whose work answers a Response.
      return refusal as T;
    }
  }
}

async function transact<T>(
  db: Database,
  opening: string,
  work: (db: Database) => Promise<T>,
): Promise<T> {
  try {
    await db.executeQuery(statement(opening));
    const result = await work(db);
    const isRefused = result instanceof Response && result.status >= 400;
    await db.executeQuery(statement(isRefused ? "rollback" : "commit"));
    return result;
  } catch (error) {
    // On a broken connection the rollback fails too; the first error is the one to tell.
    await db.executeQuery(statement("rollback")).catch(() => {});
    throw error;
  }
}

/** PostgREST's rule: reads, and calls of functions that promise not to write, are read-only. */
function isReadOnly(
  request: RestRequest,
  schema: Schema,
  options: ConnectionContextOptions | undefined,
): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  if (options?.rpc === undefined) return false;
  const name = options.rpc.path.split("/").at(-1);
  const functions = (schema.catalog.functions ?? []).filter((each) => each.name === name);
  return functions.length > 0 && functions.every((each) => each.volatility !== "v");
}

function refusalOf(error: unknown, request: RestRequest): Response | null {
  if (isDatabaseError(error)) {
    return databaseErrorResponse(error, request.caller.role === "anon");
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(CONNECT|ECONN|CONNECTION_)/.test(code)) return null;
  return postgrestError(503, {
    code: "PGRST001",
    message: "Database client error. Retrying the connection.",
    details: null,
    hint: null,
  });
}

function statement(text: string): Statement {
  return {
    sql: text,
    parameters: [],
    query: { kind: "RawNode", sqlFragments: [text], parameters: [] },
    queryId: { queryId: text },
  };
}
