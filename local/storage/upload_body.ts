import { Busboy } from "@fastify/busboy";
import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import type { ReadableStream as NodeReadableStream } from "node:stream/web";
import { badRequest } from "./storage_error.ts";

/** One upload as it arrives; the bytes must be read before anything else happens. */
export interface UploadBody {
  readonly bytes: ReadableStream<Uint8Array> | null;
  readonly mimetype: string;
  readonly cacheControl: string;
  readonly userMetadata: Record<string, string> | null;
}

/** Reads an upload in either of its shapes: a form with one file, or the bare bytes. */
export async function readUpload(request: Request): Promise<UploadBody> {
  const type = request.headers.get("content-type") ?? "";
  if (type.startsWith("multipart/form-data")) return await readForm(request, type);
  return {
    bytes: request.body,
    mimetype: type || "application/octet-stream",
    cacheControl: request.headers.get("cache-control") ?? "no-cache",
    userMetadata: metadataOf(decodeBase64(request.headers.get("x-metadata"))),
  };
}

/** Clients write the fields before the file, so they are known when its bytes begin. */
async function readForm(request: Request, type: string): Promise<UploadBody> {
  if (request.body === null) throw badRequest("body must be a form with a file");
  const form = new Busboy({ headers: { "content-type": type }, limits: { files: 1 } });
  const fields = new Map<string, string>();
  form.on("field", (name, value) => fields.set(name, value));
  // Node's stream types and the web's do not know each other.
  const source = Readable.fromWeb(request.body as unknown as NodeReadableStream);
  return await new Promise<UploadBody>((resolve, reject) => {
    form.on("file", (...[, file, , , mimetype]) => {
      source.on("error", (error) => file.destroy(error));
      const cacheSeconds = fields.get("cacheControl");
      resolve({
        bytes: ReadableStream.from(file as AsyncIterable<Uint8Array>),
        mimetype,
        cacheControl: cacheSeconds ? `max-age=${cacheSeconds}` : "no-cache",
        userMetadata: metadataOf(fields.get("metadata") ?? null),
      });
    });
    form.on("finish", () => reject(badRequest("body must be a form with a file")));
    form.on("error", () => reject(badRequest("body is not a valid form")));
    source.on("error", reject);
    source.pipe(form);
  });
}

function decodeBase64(text: string | null): string | null {
  return text === null ? null : Buffer.from(text, "base64").toString();
}

function metadataOf(json: string | null): Record<string, string> | null {
  if (json === null) return null;
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    throw badRequest("metadata must be a JSON object");
  }
}
