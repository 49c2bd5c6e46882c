import { AsyncLocalStorage } from "node:async_hooks";
import type { Caller } from "./caller.ts";
import type { Schema } from "./schema_cache.ts";

/** What a transaction of the REST API must know about the HTTP request it serves. */
export interface RestRequest {
  readonly caller: Caller;
  readonly method: string;
  /** Path below `/rest/v1`, as PostgREST sees it. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The database as it was when the request came, so that all of it sees one schema. */
  readonly schema: Schema;
  /** The texts that its filters compare with, taken out of the query string. */
  readonly filterValues: readonly string[];
}

/** Carries the current request past code that has no parameter for it. */
export const restRequests: AsyncLocalStorage<RestRequest> = new AsyncLocalStorage();

/** Reads the request being served; throws outside of one, so nothing ever runs without a role. */
export function currentRestRequest(): RestRequest {
  const request = restRequests.getStore();
  if (request === undefined) throw new Error("Cannot open transaction: no request is being served");
  return request;
}
