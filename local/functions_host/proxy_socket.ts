import { edgeError } from "./edge_error.ts";
import { sendableCode } from "../gateway/forward_socket.ts";

/** Headers that belong to one hop and must not be carried to the next. */
const HOP_HEADERS = /^(connection|upgrade|host|keep-alive|sec-websocket-(?!protocol).*)$/i;

/** Deno's WebSocket takes headers; the browser's type, which this workspace checks by, does not know. */
const HeaderWebSocket = WebSocket as unknown as new (
  url: string,
  options: { readonly headers: readonly [string, string][]; readonly protocols: string[] },
) => WebSocket;

/** Whether a request asks to become a WebSocket. */
export function wantsSocket(request: Request): boolean {
  return request.headers.get("upgrade")?.toLowerCase() === "websocket";
}

/** Opens the function's side first, then the caller's, and passes messages both ways. */
export async function proxySocket(request: Request, target: string): Promise<Response> {
  // Read before upgradeWebSocket, which takes the request apart.
  const headers = [...request.headers].filter(([name]) =>
    !HOP_HEADERS.test(name) && name !== "sec-websocket-protocol"
  );
  const protocols = request.headers.get("sec-websocket-protocol")?.split(/\s*,\s*/) ?? [];
  const upstream = new HeaderWebSocket(target, { headers, protocols });
  upstream.binaryType = "arraybuffer";
  const early: MessageEvent[] = [];
  upstream.onmessage = (event) => early.push(event);
  if (!await opened(upstream)) {
    return edgeError(502, "EDGE_FUNCTION_ERROR", "Function refused the WebSocket");
  }
  const { socket, response } = Deno.upgradeWebSocket(
    request,
    upstream.protocol === "" ? {} : { protocol: upstream.protocol },
  );
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    for (const event of early) socket.send(event.data);
    pipe(upstream, socket);
  };
  pipe(socket, upstream);
  upstream.onclose = (event) => close(socket, event);
  socket.onclose = (event) => close(upstream, event);
  socket.onerror = () => close(upstream, { code: 1001, reason: "" });
  return response;
}

async function opened(socket: WebSocket): Promise<boolean> {
  return await new Promise((resolve) => {
    socket.onopen = () => resolve(true);
    socket.onerror = () => resolve(false);
  });
}

function pipe(from: WebSocket, to: WebSocket): void {
  from.onmessage = (event) => {
    if (to.readyState === WebSocket.OPEN) to.send(event.data);
  };
}

function close(socket: WebSocket, event: { readonly code: number; readonly reason: string }): void {
  if (socket.readyState >= WebSocket.CLOSING) return;
  socket.close(sendableCode(event.code), event.reason.slice(0, 100));
}
