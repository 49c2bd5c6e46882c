/**
 * Copies a request with other headers or another body. Unlike `new Request(request, …)` it leaves
 * the signal alone, which Deno's server would abort after every answer, with a warning.
 */
export function requestWith(
  request: Request,
  changes: { headers?: Headers; body?: ReadableStream<Uint8Array> | string },
): Request {
  return new Request(request.url, {
    method: request.method,
    headers: changes.headers ?? request.headers,
    body: changes.body ?? request.body,
    redirect: "manual",
  });
}
