/** Who is at the other end of the connection, and what its request is called. */
export interface Client {
  readonly address: string;
  readonly requestId: string;
}

/** A request's headers with what only the gateway knows: nothing is taken away or rewritten. */
export function forwardedHeaders(request: Request, client: Client): Headers {
  const headers = new Headers(request.headers);
  headers.append("x-forwarded-for", client.address);
  const url = new URL(request.url);
  headers.set("x-forwarded-host", request.headers.get("host") ?? url.host);
  headers.set("x-forwarded-port", url.port);
  headers.set("x-forwarded-proto", "http");
  headers.set("x-request-id", client.requestId);
  return headers;
}
