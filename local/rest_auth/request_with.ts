/**
 * Copies a request with another address, headers or body. Unlike `new Request(request, …)` it leaves
 * the signal alone, which Deno's server would abort after every answer, with a warning.
 */
export function requestWith(
  request: Request,
  changes: { url?: URL; headers?: Headers; body?: ReadableStream<Uint8Array> | string },
): Request {
  return new Request(changes.url ?? request.url, {
    method: request.method,
    headers: changes.headers ?? request.headers,
    body: changes.body ?? request.body,
    redirect: "manual",
  });
}
