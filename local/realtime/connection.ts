import { Channel, type ChannelDeps, type ClientLink } from "./channel.ts";
import {
  type ClientFrame,
  decodeFrame,
  encodeFrame,
  type JsonObject,
  type Vsn,
  type WireFrame,
} from "./protocol.ts";

/** How a client opened its connection. */
export interface ConnectionOpening {
  readonly vsn: Vsn;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The largest message a client may send. */
export const MAX_MESSAGE_BYTES = 1_000_000;
/** A client that lets this much pile up is too slow, and is dropped. */
const MAX_UNSENT_BYTES = 4_000_000;
/** Frames that wait for the database; a client with more is not waiting for answers. */
const MAX_PENDING_FRAMES = 1000;
const MAX_CHANNELS = 100;

const GOING_AWAY = 1001;
const POLICY_VIOLATION = 1008;
const TOO_BIG = 1009;

/** One client's WebSocket and the channels it joined over it. */
export class Connection implements ClientLink {
  readonly vsn: Vsn;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly #socket: WebSocket;
  readonly #deps: ChannelDeps;
  readonly #channels = new Map<string, Channel>();
  #pendingFrames = 0;
  #isOver = false;

  constructor(socket: WebSocket, opening: ConnectionOpening, deps: ChannelDeps) {
    this.vsn = opening.vsn;
    this.token = opening.token;
    this.headers = opening.headers;
    this.#socket = socket;
    this.#deps = deps;
  }

  /** Listens to the socket; `onOver` is called once, when the connection has ended. */
  listen(onOver: () => void): void {
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onmessage = ({ data }) => {
      try {
        this.#receive(data instanceof ArrayBuffer ? new Uint8Array(data) : String(data));
      } catch (cause) {
        this.#deps.report("cannot read a message", cause);
      }
    };
    this.#socket.onclose = () => {
      this.#end();
      onOver();
    };
    // A close follows each error, and says what is to be known.
    this.#socket.onerror = (event) => event.preventDefault();
  }

  /** Sends one frame, unless the client is gone or has stopped reading. */
  send(frame: WireFrame): void {
    if (this.#isOver || this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) {
      return this.#drop(POLICY_VIOLATION, "client reads too slowly");
    }
    this.#socket.send(frame);
  }

  forget(channel: Channel): void {
    if (this.#channels.get(channel.topic) === channel) this.#channels.delete(channel.topic);
  }

  /** Ends the connection because the server stops; clients connect again by themselves. */
  stop(): void {
    this.#drop(GOING_AWAY, "server stops");
  }

  #receive(message: string | Uint8Array): void {
    if (this.#isOver) return;
    if (message.length > MAX_MESSAGE_BYTES) return this.#drop(TOO_BIG, "message is too big");
    const frame = decodeFrame(message, this.vsn);
    if (frame === null) return this.#deps.report("malformed message ignored");
    if (frame.topic === "phoenix") {
      if (frame.event === "heartbeat") this.#reply(frame, "ok", {});
      return;
    }
    if (frame.event === "phx_join") return this.#join(frame);
    const channel = this.#channels.get(frame.topic);
    if (channel) return this.#pass(channel, frame);
    if (frame.event === "phx_leave") return this.#reply(frame, "ok", {});
    this.#reply(frame, "error", { reason: "unmatched topic" });
  }

  #join(frame: ClientFrame): void {
    if (!frame.topic.startsWith("realtime:")) {
      return this.#reply(frame, "error", { reason: "unmatched topic" });
    }
    // A client that lost track of a channel joins it anew; the new one replaces the old.
    this.#channels.get(frame.topic)?.closeAloud();
    if (this.#channels.size >= MAX_CHANNELS) {
      const reason = "ChannelRateLimitReached: Too many channels";
      return this.#reply(frame, "error", { reason });
    }
    const channel = new Channel(frame, this, this.#deps);
    this.#channels.set(frame.topic, channel);
    this.#pass(channel, frame);
  }

  #pass(channel: Channel, frame: ClientFrame): void {
    // The client has joined anew meanwhile: its leave was for the channel before.
    const isStale = frame.joinRef !== null && frame.joinRef !== channel.joinRef;
    if (frame.event === "phx_leave" && isStale) return;
    if (this.#pendingFrames >= MAX_PENDING_FRAMES) {
      return this.#drop(POLICY_VIOLATION, "client sends too fast");
    }
    this.#pendingFrames++;
    channel.handle(frame).finally(() => this.#pendingFrames--);
  }

  #reply(frame: ClientFrame, status: "ok" | "error", response: JsonObject): void {
    const { joinRef, ref, topic } = frame;
    const payload = { status, response };
    this.send(encodeFrame({ joinRef, ref, topic, event: "phx_reply", payload }, this.vsn));
  }

  #drop(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (code !== GOING_AWAY) this.#deps.report(`connection dropped: ${reason}`);
    this.#socket.close(code, reason);
    // Not at once: a room may be sending to all its subscribers, this one among them.
    queueMicrotask(() => this.#end());
  }

  #end(): void {
    this.#isOver = true;
    for (const channel of this.#channels.values()) channel.close();
  }
}
