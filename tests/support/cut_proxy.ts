/** A wire between browser and API that can really be cut. */

/** What is wrong with the wire: nothing, no answer to a write, no socket, or nobody there. */
export type Wire = "whole" | "no_answers" | "no_socket" | "cut";

/** The wire and the way to break it. */
export interface CutProxy {
  readonly url: string;
  /** Breaks or mends it; what is open and does not fit any more is torn down. */
  set(wire: Wire): void;
  close(): Promise<void>;
}

interface Line {
  readonly ends: readonly Deno.Conn[];
  readonly isSocket: boolean;
}

/** Lays a wire to an address. */
export function openCutProxy(target: string): CutProxy {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const proxy = new Wiring(target);
  const serve = (async () => {
    for await (const near of listener) {
      void proxy.carry(near).catch(() => closeQuietly(near));
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    set: (wire) => proxy.set(wire),
    async close(): Promise<void> {
      listener.close();
      proxy.set("cut");
      await serve.catch(() => {});
    },
  };
}

class Wiring {
  #wire: Wire = "whole";
  readonly #lines = new Set<Line>();
  readonly #target: { readonly hostname: string; readonly port: number };

  constructor(target: string) {
    const { hostname, port } = new URL(target);
    this.#target = { hostname, port: Number(port) };
  }

  set(wire: Wire): void {
    this.#wire = wire;
    if (wire === "cut") this.#tear(() => true);
    if (wire === "no_socket") this.#tear((line) => line.isSocket);
    // Answers that were swallowed never come.
    if (wire === "whole") this.#tear((line) => !line.isSocket);
  }

  async carry(near: Deno.Conn): Promise<void> {
    const first = new Uint8Array(64 * 1024);
    const size = await near.read(first) ?? 0;
    const isSocket = new TextDecoder().decode(first.subarray(0, 80)).includes("/realtime/");
    const isRefused = this.#wire === "cut" || (this.#wire === "no_socket" && isSocket);
    if (size === 0 || isRefused) return closeQuietly(near);
    const far = await Deno.connect(this.#target);
    const line = { ends: [near, far], isSocket };
    this.#lines.add(line);
    let isMute = false;
    const hear = (bytes: Uint8Array): boolean => {
      const isWrite = new TextDecoder().decode(bytes.subarray(0, 5)) === "POST ";
      isMute ||= this.#wire === "no_answers" && isWrite;
      return true;
    };
    hear(first);
    await writeAll(far, first.subarray(0, size));
    await Promise.allSettled([pump(near, far, hear), pump(far, near, () => !isMute)]);
    this.#tear((one) => one === line);
  }

  #tear(isTorn: (line: Line) => boolean): void {
    for (const line of this.#lines) {
      if (!isTorn(line)) continue;
      this.#lines.delete(line);
      for (const end of line.ends) closeQuietly(end);
    }
  }
}

async function pump(
  from: Deno.Conn,
  to: Deno.Conn,
  passes: (bytes: Uint8Array) => boolean,
): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  while (true) { // bound: the connection
    const size = await from.read(buffer);
    if (size === null) return;
    const bytes = buffer.subarray(0, size);
    if (passes(bytes)) await writeAll(to, bytes);
  }
}

async function writeAll(to: Deno.Conn, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += await to.write(bytes.subarray(done));
}

function closeQuietly(end: Deno.Conn): void {
  try {
    end.close();
  } catch {
    // It was closed from the other side.
  }
}
