import type { Server } from "./server.ts";

/** What the server says while the chat is open; the rows themselves are fetched. */
export interface LiveNews {
  readonly kind: string;
  readonly is_writing?: boolean;
  readonly owner?: { readonly who: string; readonly name: string | null };
}

/** What listening takes from outside. */
export interface LiveDeps {
  readonly server: Server;
  readonly userId: string;
  token(): Promise<string | null>;
  onNews(news: LiveNews): void;
  /** Called each time the channel is joined: whatever was missed must be fetched. */
  onJoined(): void;
}

const HEARTBEAT_MS = 25_000;
const LONGEST_WAIT_MS = 30_000;

/** One connection after another, until it is over. */
interface Ear {
  readonly deps: LiveDeps;
  readonly topic: string;
  socket: WebSocket | null;
  heart: ReturnType<typeof setInterval> | undefined;
  isOver: boolean;
  isJoined: boolean;
  tries: number;
  ref: number;
}

interface Frame {
  readonly topic: string;
  readonly event: string;
  readonly payload: { readonly status?: string; readonly payload?: LiveNews };
}

/** Listens on the visitor's own channel until stopped: Realtime's protocol, as little as it takes. */
export function listen(deps: LiveDeps): () => void {
  const ear: Ear = {
    deps,
    topic: `realtime:visitor:${deps.userId}`,
    socket: null,
    heart: undefined,
    isOver: false,
    isJoined: false,
    tries: 0,
    ref: 0,
  };
  void connect(ear);
  return () => {
    ear.isOver = true;
    ear.socket?.close();
  };
}

async function connect(ear: Ear): Promise<void> {
  const { url, key } = ear.deps.server;
  const access_token = await ear.deps.token().catch(() => null);
  if (ear.isOver) return;
  if (access_token === null) return connectLater(ear);
  const address = `${url.replace(/^http/, "ws")}/realtime/v1/websocket`;
  const socket = new WebSocket(`${address}?apikey=${encodeURIComponent(key)}&vsn=1.0.0`);
  ear.socket = socket;
  socket.onopen = () => {
    const config = { broadcast: { self: false }, presence: { key: "" }, private: true };
    push(ear, ear.topic, "phx_join", { config, access_token });
    ear.heart = setInterval(() => void beat(ear), HEARTBEAT_MS);
  };
  socket.onmessage = ({ data }) => hear(ear, JSON.parse(data));
  socket.onclose = () => {
    clearInterval(ear.heart);
    ear.isJoined = false;
    connectLater(ear);
  };
}

function connectLater(ear: Ear): void {
  if (ear.isOver) return;
  ear.tries += 1;
  setTimeout(() => void connect(ear), Math.min(2 ** ear.tries * 500, LONGEST_WAIT_MS));
}

async function beat(ear: Ear): Promise<void> {
  push(ear, "phoenix", "heartbeat", {});
  // The channel ends with the token it was joined with unless it is told of the next one.
  const access_token = await ear.deps.token().catch(() => null);
  if (access_token !== null) push(ear, ear.topic, "access_token", { access_token });
}

function push(ear: Ear, topic: string, event: string, payload: object): void {
  ear.ref += 1;
  if (ear.socket?.readyState !== WebSocket.OPEN) return;
  ear.socket.send(JSON.stringify({ topic, event, payload, ref: `${ear.ref}`, join_ref: "1" }));
}

function hear(ear: Ear, { topic, event, payload }: Frame): void {
  if (topic !== ear.topic) return;
  if (event === "broadcast" && payload.payload !== undefined) ear.deps.onNews(payload.payload);
  else if (event === "phx_reply" && payload.status === "ok" && !ear.isJoined) {
    ear.isJoined = true;
    ear.tries = 0;
    ear.deps.onJoined();
  } else if (payload.status === "error" || event === "phx_close" || event === "phx_error") {
    ear.socket?.close();
  }
}
