/** Sends named events to every open page. */
export interface EventStream {
  send(name: string, value: unknown): void;
  /** Answers one page with a stream that lives until the page leaves. */
  open(): Response;
  close(): void;
}

const HEARTBEAT_MS = 20_000;

/** Makes a server-sent-events stream. */
export function createEventStream(): EventStream {
  const encoder = new TextEncoder();
  const listeners = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const write = (text: string) => {
    for (const listener of listeners) listener.enqueue(encoder.encode(text));
  };
  const heartbeat = setInterval(() => write(": still here\n\n"), HEARTBEAT_MS);

  function open(): Response {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller;
        listeners.add(controller);
        controller.enqueue(encoder.encode("retry: 1000\n\n"));
      },
      cancel() {
        if (own !== undefined) listeners.delete(own);
      },
    });
    return new Response(body, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }

  return {
    send: (name, value) => write(`event: ${name}\ndata: ${JSON.stringify(value)}\n\n`),
    open,
    close() {
      clearInterval(heartbeat);
      for (const listener of listeners) listener.close();
      listeners.clear();
    },
  };
}
