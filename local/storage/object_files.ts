import { createHash } from "node:crypto";
import { join } from "node:path";
import { tooLarge } from "./storage_error.ts";

/** A file that has arrived whole. */
export interface StoredFile {
  /** Names the bytes; another upload to the same path gets another version. */
  readonly version: string;
  readonly size: number;
  readonly etag: string;
}

/** A part of a file, in bytes, both ends included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** The bytes of all objects, one file per version. */
export interface ObjectFiles {
  /** Streams a body to disk; nothing is left behind when it is too large or breaks off. */
  write(body: ReadableStream<Uint8Array> | null, maxBytes: number): Promise<StoredFile>;
  read(version: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>;
  copy(version: string): Promise<string>;
  remove(version: string): Promise<void>;
}

/** Deletes all objects' bytes; their rows go with the database. */
export async function deleteObjectFiles(stateDir: string): Promise<void> {
  await Deno.remove(filesFolder(stateDir), { recursive: true }).catch(() => {});
}

/** Where the bytes of a stack's objects are. */
export function filesFolder(stateDir: string): string {
  return join(stateDir, "storage");
}

/** Keeps object bytes in a folder; names come from here alone, so no path of a caller reaches it. */
export async function openObjectFiles(folder: string): Promise<ObjectFiles> {
  const arriving = join(folder, "arriving");
  await Deno.mkdir(arriving, { recursive: true });
  const pathOf = (version: string) => join(folder, version);
  return {
    async write(body, maxBytes) {
      const version = crypto.randomUUID();
      const temporary = join(arriving, version);
      try {
        const { size, etag } = await writeBody(temporary, body, maxBytes);
        // Renamed when whole: a file under its final name is never half an upload.
        await Deno.rename(temporary, pathOf(version));
        return { version, size, etag };
      } catch (error) {
        await Deno.remove(temporary).catch(() => {});
        throw error;
      }
    },
    async read(version, range) {
      const file = await Deno.open(pathOf(version));
      if (range === undefined) return file.readable;
      await file.seek(range.first, Deno.SeekMode.Start);
      return file.readable.pipeThrough(firstBytes(range.last - range.first + 1));
    },
    async copy(version) {
      const copied = crypto.randomUUID();
      await Deno.copyFile(pathOf(version), pathOf(copied));
      return copied;
    },
    remove: (version) => Deno.remove(pathOf(version)).catch(() => {}),
  };
}

async function writeBody(
  path: string,
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<{ size: number; etag: string }> {
  const hash = createHash("md5");
  let size = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      size += chunk.byteLength;
      if (size > maxBytes) return controller.error(tooLarge());
      hash.update(chunk);
      controller.enqueue(chunk);
    },
  });
  const file = await Deno.open(path, { write: true, createNew: true });
  if (body === null) file.close();
  else await body.pipeThrough(counted).pipeTo(file.writable);
  return { size, etag: `"${hash.digest("hex")}"` };
}

function firstBytes(count: number): TransformStream<Uint8Array, Uint8Array> {
  let left = count;
  return new TransformStream({
    transform(chunk, controller) {
      if (left > 0) controller.enqueue(chunk.subarray(0, left));
      left -= chunk.byteLength;
      if (left <= 0) controller.terminate();
    },
  });
}
