import type { Database } from "@rylie/database.types.ts";
import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { ApiProblem, problemFromRest } from "./api_problem.ts";

type Schema = Database["public"];
/** A table or view of the schema. */
export type Relation = keyof Schema["Tables"] | keyof Schema["Views"];
/** A call of the schema. */
export type Rpc = keyof Schema["Functions"];

/** The page's connection: it knows only names that the schema has; zod reads what comes back. */
export interface Client extends Omit<SupabaseClient, "from" | "rpc"> {
  from(relation: Relation): ReturnType<SupabaseClient["from"]>;
  rpc(name: Rpc, args?: Readonly<Record<string, unknown>>): ReturnType<SupabaseClient["rpc"]>;
}

/** How long the socket waits before its nth new try, in milliseconds. */
export function reconnectDelayMs(tries: number): number {
  return [1_000, 2_000, 4_000, 8_000][tries - 1] ?? 15_000;
}

/** Opens the one client of the page, with the address and key that the page's head names. */
export function openSupabase(onRetry: (delayMs: number) => void): Client {
  const url = readMeta("supabase-url");
  const key = readMeta("supabase-key");
  return createClient(url, key, {
    auth: { storageKey: "rylie.session", detectSessionInUrl: false },
    global: { fetch: fetchWithRequestId },
    realtime: {
      reconnectAfterMs(tries: number): number {
        const delayMs = reconnectDelayMs(tries);
        onRetry(delayMs);
        return delayMs;
      },
    },
  });
}

/** One answer of supabase-js: rows, or what went wrong. */
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
