import { fetchWithTimeout, type ServiceAccess } from "./client.ts";

/** A piece of a stored file. */
export interface FilePiece {
  readonly bytes: Uint8Array;
  /** Size of the whole file. */
  readonly size: number;
}

/** Storage refused or did not answer. */
export class FileError extends Error {
  readonly status: number;

  constructor(action: string, status: number) {
    super(`Cannot ${action} import file: Storage answered ${status}`);
    this.name = "FileError";
    this.status = status;
  }
}

/** Reads bytes of a file in bucket imports, from an offset on; fewer at its end. */
export async function readImportPiece(
  access: ServiceAccess,
  path: string,
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<FilePiece> {
  const range = `bytes=${offset}-${offset + length - 1}`;
  const answer = await fetchWithTimeout(addressOf(access, path), {
    headers: { ...headersOf(access), range },
  });
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new FileError("read", answer.status);
  }
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const total = /\/(\d+)$/.exec(answer.headers.get("content-range") ?? "")?.[1];
  if (total !== undefined) return { bytes, size: Number(total) };
  // A file shorter than the range may come whole.
  return { bytes: bytes.subarray(offset, offset + length), size: bytes.length };
}

/** Puts a file into bucket imports; the same path again replaces it. */
export async function storeImportFile(
  access: ServiceAccess,
  path: string,
  bytes: Uint8Array,
): Promise<void> {
  const headers = {
    ...headersOf(access),
    "content-type": "application/octet-stream",
    "x-upsert": "true",
  };
  const answer = await fetchWithTimeout(addressOf(access, path), {
    method: "POST",
    headers,
    body: bytes as BodyInit,
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new FileError("store", answer.status);
}

function addressOf({ supabaseUrl }: ServiceAccess, path: string): string {
  const encoded = path.split("/").map(encodeURIComponent).join("/");
  return `${supabaseUrl}/storage/v1/object/imports/${encoded}`;
}

function headersOf({ serviceKeys }: ServiceAccess): Record<string, string> {
  const [key] = serviceKeys;
  return { apikey: key, authorization: `Bearer ${key}` };
}
