import type postgres from "postgres";

/** Sends the requests of net.http_request_queue. */
export interface NetWorker {
  /** Takes what waits, up to the limit, and sends it. */
  poll(): Promise<void>;
  /** Deletes responses older than six hours, as pg_net does. */
  prune(): Promise<void>;
}

interface QueuedRequest {
  readonly id: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string> | null;
  readonly body: Uint8Array<ArrayBuffer> | null;
  readonly timeout_milliseconds: number;
}

interface NetResponse {
  readonly status_code: number | null;
  readonly content_type: string | null;
  readonly headers: Record<string, string> | null;
  readonly content: string | null;
  readonly timed_out: boolean | null;
  readonly error_msg: string | null;
}

/** What the worker needs. */
export interface NetWorkerDeps {
  readonly sql: ReturnType<typeof postgres>;
  readonly log: (line: string) => void;
  /** Ends requests under way when the stack stops. */
  readonly signal: AbortSignal;
}

const MAX_CONCURRENT = 50;

/** Makes a worker; `poll` is called by the clock and by the database's notice. */
export function createNetWorker({ sql, log, signal }: NetWorkerDeps): NetWorker {
  let underWay = 0;

  async function claim(limit: number): Promise<readonly QueuedRequest[]> {
    return await sql<QueuedRequest[]>`
      delete from net.http_request_queue
      where id in (
        select id from net.http_request_queue order by id limit ${limit} for update skip locked)
      returning id::text, method::text, url, headers, body, timeout_milliseconds`;
  }

  async function handle(request: QueuedRequest): Promise<void> {
    const response = await send(request, signal);
    if (response.error_msg !== null) log(`${request.method} ${request.url}: ${response.error_msg}`);
    await sql`insert into net._http_response ${
      sql({
        id: request.id,
        ...response,
        headers: response.headers === null ? null : sql.json(response.headers),
      })
    }`;
  }

  async function poll(): Promise<void> {
    const free = MAX_CONCURRENT - underWay;
    if (free <= 0) return;
    underWay += free;
    const requests = await claim(free).finally(() => underWay -= free);
    for (const request of requests) {
      underWay++;
      handle(request)
        .catch((error) => log(`Cannot keep the answer of ${request.url}: ${describe(error)}`))
        .finally(() => underWay--)
        // A full house left requests waiting; the first place that is free takes the next.
        .then(() => requests.length === free ? poll() : undefined)
        .catch(() => undefined);
    }
  }

  async function prune(): Promise<void> {
    await sql`delete from net._http_response where created < now() - interval '6 hours'`;
  }

  return { poll, prune };
}

async function send(request: QueuedRequest, stopping: AbortSignal): Promise<NetResponse> {
  const timeout = AbortSignal.timeout(request.timeout_milliseconds);
  const nothing = { status_code: null, content_type: null, headers: null, content: null };
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers ?? {},
      body: request.body,
      signal: AbortSignal.any([timeout, stopping]),
    });
    return {
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      // Postgres text cannot hold a NUL.
      content: (await response.text()).replaceAll("\u0000", ""),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    const isTimeout = timeout.aborted;
    const waited = `Timeout of ${request.timeout_milliseconds} ms reached`;
    return { ...nothing, timed_out: isTimeout, error_msg: isTimeout ? waited : describe(error) };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
