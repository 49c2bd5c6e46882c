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
  let waiting = "";
  let writing: Promise<void> | null = null;
  // Not file.writable: Deno 2.9 keeps what it is given until the file is closed.
  const append = async (bytes: Uint8Array) => {
    let written = 0;
    while (written < bytes.length) written += await file.write(bytes.subarray(written));
  };
  // What comes while one write is under way is the next one, whole: busy functions log a line each 2 ms.
  const flush = async () => {
    while (waiting !== "") {
      const bytes = encoder.encode(waiting);
      waiting = "";
      // A full disk must not end the stack: the lines are lost, the next ones are tried again.
      await append(bytes).catch(() => undefined);
    }
    writing = null;
  };
  return {
    write(line) {
      waiting += `${line}\n`;
      writing ??= flush();
    },
    async close() {
      await writing;
      file.close();
    },
  };
}
