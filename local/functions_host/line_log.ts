import { dirname } from "node:path";

/** A log file that takes whole lines, in order, without making its caller wait. */
export interface LineLog {
  write(line: string): void;
  close(): Promise<void>;
}

const MAX_BYTES = 5_000_000;

/** Opens a log file for appending; one that has outgrown 5 MB starts anew. */
export async function openLineLog(path: string): Promise<LineLog> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const size = await Deno.stat(path).then((file) => file.size, () => 0);
  const file = await Deno.open(path, {
    write: true,
    create: true,
    append: size <= MAX_BYTES,
    truncate: size > MAX_BYTES,
  });
  const writer = file.writable.getWriter();
  const encoder = new TextEncoder();
  return {
    write(line) {
      // A full disk must not end the stack: the line is lost, the next one is tried again.
      writer.write(encoder.encode(`${line}\n`)).catch(() => undefined);
    },
    async close() {
      await writer.close().catch(() => undefined);
    },
  };
}
