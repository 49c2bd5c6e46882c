import type { Database } from "@rylie/database.types.ts";
import { GoTrueClient } from "@supabase/auth-js";
import { PostgrestClient } from "@supabase/postgrest-js";
import { ApiProblem, problemFromRest } from "./api_problem.ts";
import type { LiveClient } from "./live_client.ts";

/** Where Auth keeps the session in this browser. */
export const SESSION_KEY = "rylie.session";

type Schema = Database["public"];
/** A table or view of the schema. */
export type Relation = keyof Schema["Tables"] | keyof Schema["Views"];
/** A call of the schema. */
export type Rpc = keyof Schema["Functions"];

/**
 * The page's connection, made of Supabase's own clients one by one: supabase-js brings all of them
 * at once, and the socket's is 17 KB that the first view does not wait for. It knows only names
 * that the schema has; zod reads what comes back.
 */
export interface Client {
  /** The address of the project. */
  readonly url: string;
  readonly auth: GoTrueClient;
  /** Fetches from the project, signed with the person's token. */
  readonly fetch: typeof fetch;
  from(relation: Relation): ReturnType<PostgrestClient["from"]>;
  rpc(name: Rpc, args?: Readonly<Record<string, unknown>>): ReturnType<PostgrestClient["rpc"]>;
  /** The socket's client, which comes as a script of its own. */
  live(): Promise<LiveClient>;
}

/** Opens the one client of the page, with the address and key that the page's head names. */
export function openSupabase(onRetry: (delayMs: number) => void): Client {
  const url = readMeta("supabase-url");
  const key = readMeta("supabase-key");
  const auth = new GoTrueClient({
    url: `${url}/auth/v1`,
    // In capitals, as auth-js writes them: it overrides this one by its exact name.
    headers: { apikey: key, Authorization: `Bearer ${key}` },
    storageKey: SESSION_KEY,
    detectSessionInUrl: false,
    autoRefreshToken: true,
    persistSession: true,
    fetch: fetchWithRequestId,
  });
  const readToken = async (): Promise<string> => {
    const { data, error } = await auth.getSession();
    // Asking as nobody would have the server say that nothing is there.
    if (error !== null) throw error;
    return data.session?.access_token ?? key;
  };
  const signedFetch: typeof fetch = async (input, init) => {
    const headers = new Headers(init?.headers);
    if (!headers.has("apikey")) headers.set("apikey", key);
    if (!headers.has("authorization")) headers.set("authorization", `Bearer ${await readToken()}`);
    return await fetchWithRequestId(input, { ...init, headers });
  };
  const rest = new PostgrestClient(`${url}/rest/v1`, { fetch: signedFetch });
  let live: Promise<LiveClient> | undefined;
  return {
    url,
    auth,
    fetch: (input, init) => signedFetch(input, init).catch(namedFailure),
    from: (relation) => rest.from(relation),
    rpc: (name, args) => rest.rpc(name, args),
    live: () =>
      live ??= import("./live_client.ts").then(({ openLiveClient }) =>
        openLiveClient({ url, key, auth, readToken, onRetry })
      ).catch((error) => {
        live = undefined;
        throw error;
      }),
  };
}

/** Address and key of the project, for the parts of it that the page's connection leaves out. */
export function projectOf(): { readonly url: string; readonly key: string } {
  return { url: readMeta("supabase-url"), key: readMeta("supabase-key") };
}

/** One answer of PostgREST: rows, or what went wrong. */
interface RestAnswer {
  readonly data: unknown;
  readonly error: { message?: string; code?: string; details?: string | null } | null;
  readonly status: number;
  readonly count?: number | null;
}

/** Waits for an answer and returns its rows, or throws the problem it carries. */
export async function unwrap<Answer extends RestAnswer>(query: PromiseLike<Answer>): Promise<
  { readonly data: unknown; readonly count: number | null }
> {
  const answer = await query;
  if (answer.error !== null) throw problemFromRest(answer.error, answer.status);
  return { data: answer.data, count: answer.count ?? null };
}

function readMeta(name: string): string {
  const content = document.querySelector(`meta[name="${name}"]`)?.getAttribute("content") ?? "";
  if (content === "" || content.startsWith("%")) {
    throw new ApiProblem(`The page does not say its ${name}`, 500, "not_configured");
  }
  return content;
}

/** A fetch without an answer throws what any mistake in a script throws. */
function namedFailure(error: unknown): never {
  throw error instanceof TypeError ? problemFromRest({}, 0) : error;
}

/** PostgREST's error object drops headers, so the request id moves into the body of a failure. */
async function fetchWithRequestId(
  input: RequestInfo | URL,
  init?: RequestInit,
): Promise<Response> {
  const response = await fetch(input, init);
  const requestId = response.headers.get("x-request-id") ??
    response.headers.get("sb-request-id");
  const isJson = response.headers.get("content-type")?.includes("json") ?? false;
  if (response.ok || requestId === null || !isJson) return response;
  const body: unknown = await response.json();
  const extended = typeof body === "object" && body !== null && !Array.isArray(body)
    ? { ...body, request_id: requestId }
    : body;
  const { status, statusText, headers } = response;
  return new Response(JSON.stringify(extended), { status, statusText, headers });
}
