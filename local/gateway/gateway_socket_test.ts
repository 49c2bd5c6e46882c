import assert from "node:assert/strict";
import { CONFIG, firstEvent, withGateway } from "./gateway_test_support.ts";

/** Greets at once, echoes, and closes when told; says which path and protocol it got. */
function echoSocket(request: Request): Response {
  if (request.headers.get("upgrade") !== "websocket") return new Response("no socket");
  const { pathname, search } = new URL(request.url);
  const protocol = request.headers.get("sec-websocket-protocol");
  const own = request.headers.get("x-forwarded-host");
  const { socket, response } = Deno.upgradeWebSocket(
    request,
    protocol === null ? {} : { protocol },
  );
  socket.onopen = () => socket.send(`${pathname}${search} ${own}`);
  socket.onmessage = ({ data }) => {
    if (data === "close") socket.close(4321, "as told");
    else if (data !== "stay") socket.send(data);
  };
  return response;
}

Deno.test("gateway: sockets carry text, bytes and closes both ways", async () => {
  await withGateway({ realtime: echoSocket, functions: echoSocket }, async (url) => {
    const mounts: [string, string][] = [
      [`/realtime/v1/websocket?apikey=${CONFIG.keys.anon}&vsn=2.0.0`, ""],
      ["/functions/v1/voice-stream?call=1", "/functions/v1"],
    ];
    for (const [path, stripped] of mounts) {
      const socket = new WebSocket(`${url.replace("http", "ws")}${path}`, ["own"]);
      socket.binaryType = "arraybuffer";
      const inbox: unknown[] = [];
      const closed = Promise.withResolvers<CloseEvent>();
      const bytes = Promise.withResolvers<ArrayBuffer>();
      socket.onmessage = ({ data }) => {
        inbox.push(data);
        if (inbox.length === 1) socket.send("text ü");
        if (inbox.length === 2) socket.send(new Uint8Array([1, 2, 255]));
        if (data instanceof ArrayBuffer) {
          bytes.resolve(data);
          socket.send("close");
        }
      };
      socket.onclose = closed.resolve;
      assert.deepEqual([...new Uint8Array(await bytes.promise)], [1, 2, 255]);
      const { code, reason } = await closed.promise;
      assert.deepEqual([code, reason], [4321, "as told"]);
      assert.equal(socket.protocol, "own");
      assert.deepEqual(inbox.slice(0, 2), [
        `${path.slice(stripped.length)} ${new URL(url).host}`,
        "text ü",
      ]);
    }
    assert.equal(await firstEvent(`${url}/realtime/v1/websocket`), "error");
  });
});

Deno.test("gateway: stopping ends open sockets in a way that clients come back from", async () => {
  const closed = Promise.withResolvers<CloseEvent>();
  await withGateway({ realtime: echoSocket }, async (url) => {
    const path = `/realtime/v1/websocket?apikey=${CONFIG.keys.anon}`;
    const socket = new WebSocket(url.replace("http", "ws") + path);
    socket.onclose = closed.resolve;
    await new Promise((resolve) => socket.onmessage = resolve);
  });
  assert.notEqual((await closed.promise).code, 1000);
});
