/** Sends a request to another server of the stack and streams its answer back. */
export async function forward(
  request: Request,
  upstream: { readonly name: string; readonly url: URL },
  headers: Headers,
): Promise<Response> {
  headers.delete("host");
  // With any other value fetch would unpack the body and leave the header that says it is packed.
  headers.set("accept-encoding", "identity");
  try {
    const response = await fetch(upstream.url, {
      method: request.method,
      headers,
      body: request.body,
      redirect: "manual",
    });
    return new Response(response.body, response);
  } catch (error) {
    if (error instanceof TypeError) return unavailable(upstream.name);
    throw error;
  }
}

/** Says that a part of the stack does not answer. */
export function unavailable(name: string): Response {
  return Response.json({ message: `${name} is not available` }, {
    status: 503,
    headers: { "access-control-allow-origin": "*" },
  });
}
