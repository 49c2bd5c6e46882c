/**
 * Keeps other sites open in the same browser away from the local tools: a page may call only from
 * our own origin, and our address must be a loopback name (a foreign name can point to 127.0.0.1).
 */
export function refuseForeignPage(request: Request, ownUrl: string): Response | null {
  const host = new URL(request.url).hostname;
  const isLoopback = host === "127.0.0.1" || host === "localhost";
  const origin = request.headers.get("origin");
  const port = new URL(ownUrl).port;
  const isOwn = origin === null || origin === `http://127.0.0.1:${port}` ||
    origin === `http://localhost:${port}`;
  return isLoopback && isOwn ? null : new Response("Forbidden", { status: 403 });
}
