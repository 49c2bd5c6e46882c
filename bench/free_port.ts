/** Ports for what a benchmark starts. */

/** Returns a loopback port that nobody holds now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.transport === "tcp" ? listener.addr.port : 0;
}
