/** One message from the server: its type letter and body. */
export interface WireMessage {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Where and as whom to connect; the server trusts loopback, so there is no password. */
export interface WireTarget {
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

const PROTOCOL_3 = 196_608;
const READ_SIZE = 65_536;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A walsender session over the plain Postgres protocol: what npm `postgres` cannot survive losing. */
export class WireConnection {
  #conn: Deno.Conn;
  #unread: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #sending: Promise<void> = Promise.resolve();

  private constructor(conn: Deno.Conn) {
    this.#conn = conn;
  }

  /** Opens a session in replication mode. */
  static async open(target: WireTarget): Promise<WireConnection> {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port: target.port });
    const wire = new WireConnection(conn);
    try {
      conn.setNoDelay();
      await wire.#write(startupMessage(target));
      await wire.#untilReady();
      return wire;
    } catch (error) {
      wire.close();
      throw error;
    }
  }

  /** Runs one command to its end. */
  async run(command: string): Promise<void> {
    await this.send("Q", encoder.encode(`${command}\0`));
    await this.#untilReady();
  }

  /** Runs a command that turns the session into a stream of CopyData. */
  async startCopy(command: string): Promise<void> {
    await this.send("Q", encoder.encode(`${command}\0`));
    const { type } = await this.read();
    if (type !== "W") throw new Error(`Cannot start replication: server answered ${type}`);
  }

  /** The next message; an error from the server is thrown. */
  async read(): Promise<WireMessage> {
    await this.#fill(5);
    const size = new DataView(this.#unread.buffer, this.#unread.byteOffset).getInt32(1);
    await this.#fill(size + 1);
    const type = String.fromCharCode(this.#unread[0] ?? 0);
    const body = this.#unread.slice(5, size + 1);
    this.#unread = this.#unread.subarray(size + 1);
    if (type === "E") throw new Error(errorText(body));
    return { type, body };
  }

  /** Sends one message. */
  send(type: string, body: Uint8Array): Promise<void> {
    const message = new Uint8Array(body.length + 5);
    message[0] = type.charCodeAt(0);
    new DataView(message.buffer).setInt32(1, body.length + 4);
    message.set(body, 5);
    return this.#write(message);
  }

  /** Ends the session; a pending read fails. */
  close(): void {
    try {
      this.#conn.close();
    } catch {
      // The other side was first.
    }
  }

  async #untilReady(): Promise<void> {
    while ((await this.read()).type !== "Z");
  }

  #write(bytes: Uint8Array): Promise<void> {
    const written = this.#sending.then(() => this.#writeAll(bytes));
    this.#sending = written.catch(() => undefined);
    return written;
  }

  async #writeAll(bytes: Uint8Array): Promise<void> {
    let sent = 0;
    while (sent < bytes.length) sent += await this.#conn.write(bytes.subarray(sent));
  }

  async #fill(size: number): Promise<void> {
    while (this.#unread.length < size) {
      const chunk = new Uint8Array(Math.max(READ_SIZE, size - this.#unread.length));
      const count = await this.#conn.read(chunk);
      if (count === null) throw new Error("Cannot read from Postgres: connection closed");
      const joined = new Uint8Array(this.#unread.length + count);
      joined.set(this.#unread);
      joined.set(chunk.subarray(0, count), this.#unread.length);
      this.#unread = joined;
    }
  }
}

function startupMessage(target: WireTarget): Uint8Array {
  const settings = ["user", target.user, "database", target.database, "replication", "database"];
  const text = encoder.encode(
    `${settings.join("\0")}\0application_name\0realtime_replication_connection\0\0`,
  );
  const message = new Uint8Array(text.length + 8);
  const view = new DataView(message.buffer);
  view.setInt32(0, message.length);
  view.setInt32(4, PROTOCOL_3);
  message.set(text, 8);
  return message;
}

/** Fields are a letter and a text each; C is the code, M the message. */
function errorText(body: Uint8Array): string {
  const fields = decoder.decode(body).split("\0");
  const field = (letter: string) => fields.find((text) => text.startsWith(letter))?.slice(1);
  return `Cannot continue replication: ${field("M") ?? "unknown error"} (${field("C") ?? "-"})`;
}
