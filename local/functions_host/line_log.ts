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
  const encoder = new TextEncoder();
  let writing: Promise<void> = Promise.resolve();
  // Not file.writable: Deno 2.9 keeps what it is given until the file is closed.
  const append = async (bytes: Uint8Array) => {
    let written = 0;
    while (written < bytes.length) written += await file.write(bytes.subarray(written));
  };
  return {
    write(line) {
      const bytes = encoder.encode(`${line}\n`);
      // A full disk must not end the stack: the line is lost, the next one is tried again.
      writing = writing.then(() => append(bytes)).catch(() => undefined);
    },
    async close() {
      await writing;
      file.close();
    },
  };
}
