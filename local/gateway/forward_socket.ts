/** Headers of one hop: the next handshake makes its own. */
const HANDSHAKE_HEADERS = /^(connection|upgrade|host|keep-alive|sec-websocket-.*)$/i;

/** Deno's WebSocket sends headers; the browser's type, by which this is checked, knows none. */
const HeaderWebSocket = WebSocket as unknown as new (
  url: URL,
  options: { readonly headers: readonly [string, string][]; readonly protocols: string[] },
) => WebSocket;

/** Whether a request asks to become a WebSocket. */
export function wantsSocket(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/**
 * Opens the upstream's side first, then the client's, and passes messages and closes both ways;
 * null if the upstream does not accept. `sockets` holds the client's side while it is open.
 */
export async function forwardSocket(
  request: Request,
  target: URL,
  headers: Headers,
  sockets: Set<WebSocket>,
): Promise<Response | null> {
  target.protocol = "ws:";
  const protocols = request.headers.get("sec-websocket-protocol")?.split(/\s*,\s*/) ?? [];
  const sent = [...headers].filter(([name]) => !HANDSHAKE_HEADERS.test(name));
  const upstream = new HeaderWebSocket(target, { headers: sent, protocols });
  upstream.binaryType = "arraybuffer";
  const early: MessageEvent[] = [];
  upstream.onmessage = (event) => early.push(event);
  if (!await isAccepted(upstream)) return null;
  const { socket, response } = upgrade(request, upstream);
  socket.binaryType = "arraybuffer";
  sockets.add(socket);
  socket.onopen = () => {
    for (const { data } of early) pass(data, socket);
    upstream.onmessage = ({ data }) => pass(data, socket);
    if (upstream.readyState !== WebSocket.OPEN) close(socket, 1001, "");
  };
  socket.onmessage = ({ data }) => pass(data, upstream);
  upstream.onclose = ({ code, reason }) => close(socket, code, reason);
  upstream.onerror = () => close(socket, 1001, "");
  socket.onclose = ({ code, reason }) => {
    sockets.delete(socket);
    close(upstream, code, reason);
  };
  socket.onerror = () => {
    sockets.delete(socket);
    close(upstream, 1001, "");
  };
  return response;
}

function upgrade(request: Request, upstream: WebSocket): Deno.WebSocketUpgrade {
  try {
    const { protocol } = upstream;
    return Deno.upgradeWebSocket(request, protocol === "" ? {} : { protocol });
  } catch (error) {
    upstream.close();
    throw error;
  }
}

async function isAccepted(socket: WebSocket): Promise<boolean> {
  return await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
    socket.onclose = () => resolve(false);
  });
}

function pass(data: string | ArrayBuffer, to: WebSocket): void {
  if (to.readyState === WebSocket.OPEN) to.send(data);
}

function close(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState >= WebSocket.CLOSING) return;
  socket.close(sendableCode(code), reason.slice(0, 100));
}

/** Reserved codes may not be sent; as 4xxx they still tell clients that this was no plain end. */
export function sendableCode(code: number): number {
  if (code === 1000 || code === 1005) return 1000;
  return code >= 3000 ? code : 3000 + code;
}
