import type {
  AnyAST,
  ConnectionContextOptions,
  IntrospectResult,
  VarsContext,
} from "@supabase/lite";
import { RelationNotFoundError } from "@supabase/lite";
import {
  createPostgresConnection,
  type IPostgresConnectionConfig,
  PostgresConnection,
} from "@supabase/lite/postgres";
import { REST_COLUMN_TYPES } from "./column_types.ts";
import { restoreValues } from "./exact_filters.ts";
import { PoolTimeoutError, reserveExclusively } from "./exclusive_pool.ts";
import { withBodyValues } from "./body_values.ts";
import { openingStatement } from "./opening_statement.ts";
import { databaseErrorResponse, isDatabaseError, postgrestError } from "./postgrest_error.ts";
import { currentRestRequest, type RestRequest } from "./rest_request.ts";

type Database = Parameters<Parameters<PostgresConnection["withContext"]>[1]>[0];
type Statement = Parameters<Database["executeQuery"]>[0];

/** The stock methods replaced below; if one is renamed upstream, its fix would silently vanish. */
const REPLACED_METHODS = ["introspect", "withContext", "onPostgrestAST", "ensureRlsContext"];

/** What a connection of the REST API is made from. */
export interface RestConnectionOptions {
  /** Connection string of `authenticator`. */
  readonly databaseUrl: string;
  readonly searchPath: readonly string[];
}

/** Opens the REST API's connection; its transactions take turns on ten of their own. */
export async function openRestConnection(
  options: RestConnectionOptions,
): Promise<{ connection: RestConnection; close(): Promise<void> }> {
  checkReplacedMethods();
  const connection = new RestConnection(options);
  const open = () => createPostgresConnection(connectionOptions(options.databaseUrl));
  const pool = await reserveExclusively(connection, open, { max: 10, waitMs: 10_000 });
  return {
    connection,
    async close() {
      await Promise.all([pool.close(), connection.driver.end({ timeout: 1 })]);
    },
  };
}

function connectionOptions(url: string): IPostgresConnectionConfig {
  return { url, postgresOptions: { max: 1, onnotice: () => {}, types: REST_COLUMN_TYPES } };
}

/** Fails when the installed @supabase/lite no longer has a method that this module replaces. */
function checkReplacedMethods(): void {
  for (const method of REPLACED_METHODS) {
    if (typeof Reflect.get(PostgresConnection.prototype, method) !== "function") {
      throw new Error(`Cannot start REST: @supabase/lite has no ${method}() to replace`);
    }
  }
}

/** The stock connection with PostgREST's transactions: role, claims, read-only, errors, rollback. */
class RestConnection extends PostgresConnection {
  readonly #searchPath: readonly string[];

  constructor(options: RestConnectionOptions) {
    super(connectionOptions(options.databaseUrl));
    this.#searchPath = options.searchPath;
    // Stock code grants ALL on every schema with RLS here, which undoes column privileges. The
    // method is private, so it is replaced on the instance; nothing calls it any more either.
    Reflect.set(this, "ensureRlsContext", () => Promise.resolve(true));
  }

  override introspect(): Promise<IntrospectResult> {
    return Promise.resolve(currentRestRequest().schema.catalog);
  }

  override async onPostgrestAST(ast: AnyAST): Promise<AnyAST> {
    const catalog = await this.introspect();
    const { from, schema = "public" } = ast;
    const isKnown = from === undefined || [...catalog.tables, ...catalog.views].some((each) => {
      return each.name === from && each.schema === schema;
    });
    if (!isKnown) throw new RelationNotFoundError(schema, from);
    return withBodyValues(withFilterValues(ast), catalog);
  }

  /** Runs one request in one transaction; a refusal rolls back, whatever was written before it. */
  override async withContext<T>(
    _vars: VarsContext | undefined,
    work: (db: Database) => Promise<T>,
    options?: ConnectionContextOptions,
  ): Promise<T> {
    const request = currentRestRequest();
    const opening = openingStatement(request, {
      isReadOnly: isReadOnly(request, options),
      searchPath: this.#searchPath,
      statementTimeout: request.schema.statementTimeouts.get(request.caller.role) ?? null,
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

function withFilterValues(ast: AnyAST): AnyAST {
  const { where, select, join } = ast;
  const { filterValues } = currentRestRequest();
  const filtered = restoreValues({ where, select, join }, filterValues);
  // Restoring changes strings only, so the parts keep their shapes.
  return { ...ast, ...definedOnly(filtered as Pick<AnyAST, "where" | "select" | "join">) };
}

function definedOnly<T extends object>(parts: T): Partial<T> {
  const entries = Object.entries(parts).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
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
  options: ConnectionContextOptions | undefined,
): boolean {
  if (request.method === "GET" || request.method === "HEAD") return true;
  if (options?.rpc === undefined) return false;
  const name = options.rpc.path.split("/").at(-1);
  const functions = (request.schema.catalog.functions ?? []).filter((each) => each.name === name);
  return functions.length > 0 && functions.every((each) => each.volatility !== "v");
}

function refusalOf(error: unknown, request: RestRequest): Response | null {
  if (isDatabaseError(error)) {
    return databaseErrorResponse(error, request.caller.role === "anon");
  }
  if (error instanceof PoolTimeoutError) {
    return postgrestError(504, {
      code: "PGRST003",
      message: "Timed out acquiring connection from connection pool.",
      details: null,
      hint: null,
    });
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (!/^(CONNECT|ECONN|EPIPE)/.test(code)) return null;
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
