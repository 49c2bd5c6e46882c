const EXPOSED = [
  "content-encoding",
  "content-location",
  "content-range",
  "link",
  "location",
  "preference-applied",
  "range-unit",
  "sb-request-id",
  "www-authenticate",
  "x-request-id",
  "x-total-count",
].join(", ");

/** Whether a browser asks for leave to send the real request. */
export function isPreflight(request: Request): boolean {
  return request.method === "OPTIONS" && request.headers.has("access-control-request-method");
}

/** Grants a preflight: keys and tokens protect the API, not origins. */
export function preflightAnswer(request: Request): Response {
  const asked = request.headers.get("access-control-request-headers");
  return new Response(null, {
    status: 204,
    headers: {
      "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      "access-control-allow-headers": asked ?? "authorization, apikey, content-type, x-client-info",
      "access-control-max-age": "3600",
      vary: "access-control-request-headers",
    },
  });
}

/** Lets pages of any origin read a response and the headers that clients use. */
export function withCors(response: Response): Response {
  const open = new Response(response.body, response);
  open.headers.set("access-control-allow-origin", "*");
  open.headers.set("access-control-expose-headers", EXPOSED);
  open.headers.delete("access-control-allow-credentials");
  return open;
}
