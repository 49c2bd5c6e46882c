import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { z } from "zod";
import type { Database as Schema } from "./database.types.ts";

/** What the data layer needs to reach PostgREST as the service. */
export interface ServiceAccess {
  readonly supabaseUrl: string;
  readonly serviceKeys: readonly [string, ...string[]];
}

/** The database as the service role sees it: our RPCs, which check what RLS would. */
export type Database = SupabaseClient<Schema>;

type Functions = Schema["public"]["Functions"];
/** The parameters that a function of the database takes, by the schema's names; SQL checks the values. */
type ArgsOf<Rpc extends keyof Functions> = {
  readonly [Name in keyof Functions[Rpc]["Args"]]: unknown;
};

/** An RPC that the database, PostgREST or the network refused. */
export class RpcError extends Error {
  readonly rpc: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** SQLSTATE or PostgREST code. */
  readonly code: string | null;
  /** The problem code of a refusal that our own SQL wrote out, else PostgREST's detail. */
  readonly detail: string | null;

  constructor(
    rpc: string,
    answer: { status: number; code: string | null; message: string; detail?: string | null },
  ) {
    super(`Cannot call ${rpc}: ${answer.message}`);
    this.name = "RpcError";
    this.rpc = rpc;
    this.status = answer.status;
    this.code = answer.code;
    this.detail = answer.detail ?? null;
  }
}

/** PostgREST's own statement timeout is 8 s; past that nobody is going to answer. */
const TIMEOUT_MS = 9_000;

/** Opens the database as the service role; one per worker is enough. */
export function asService(access: ServiceAccess): Database {
  return createClient<Schema>(access.supabaseUrl, access.serviceKeys[0], {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: fetchWithTimeout },
  });
}

/** Calls one function of the database and parses its answer; throws RpcError or names what is wrong. */
export async function callRpc<Rpc extends keyof Functions & string, Shape extends z.ZodType>(
  database: Database,
  rpc: Rpc,
  args: ArgsOf<Rpc>,
  schema: Shape,
): Promise<z.output<Shape>> {
  const untyped: SupabaseClient = database;
  const { data, error, status } = await untyped.rpc(rpc, args);
  if (error) {
    const { message, code, details } = error;
    throw new RpcError(rpc, { status, code: code || null, message, detail: details || null });
  }
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(`Cannot read the answer of ${rpc}: ${issuePaths(parsed.error)}`);
}

/** Resolves when PostgREST and the database behind it answer. */
export async function pingDatabase(database: Database, timeoutMs = 2_000): Promise<void> {
  const { error, status } = await database.from("dealerships").select("id").limit(1)
    .abortSignal(AbortSignal.timeout(timeoutMs));
  if (error) {
    throw new RpcError("ping", { status, code: error.code || null, message: error.message });
  }
}

function issuePaths(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join(".") || "answer"} ${issue.code}`).join(
    "; ",
  );
}

/** Fetches, and gives up when nobody is going to answer any more. */
export function fetchWithTimeout(
  input: string | URL | Request,
  init: RequestInit = {},
): Promise<Response> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
  return fetch(input, { ...init, signal });
}
