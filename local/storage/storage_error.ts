/** Why Storage refuses: status, code and sentence as the hosted server words them. */
export class StorageError extends Error {
  readonly status: number;
  readonly code: string;
  readonly kind: string;

  constructor(status: number, code: string, kind: string, message: string) {
    super(message);
    this.name = "StorageError";
    this.status = status;
    this.code = code;
    this.kind = kind;
  }
}

/** There is no such object, or the caller may not see it: the answer is the same. */
export function noSuchKey(): StorageError {
  return new StorageError(404, "NoSuchKey", "not_found", "Object not found");
}

/** There is no such bucket, or the caller may not see it. */
export function noSuchBucket(): StorageError {
  return new StorageError(404, "NoSuchBucket", "Bucket not found", "Bucket not found");
}

/** The path exists and the upload was not an upsert. */
export function keyExists(): StorageError {
  return new StorageError(409, "KeyAlreadyExists", "Duplicate", "The resource already exists");
}

/** The object is larger than its bucket or the server takes. */
export function tooLarge(): StorageError {
  const message = "The object exceeded the maximum allowed size";
  return new StorageError(413, "EntityTooLarge", "Payload too large", message);
}

/** The bucket does not take files of this type. */
export function mimeRefused(type: string): StorageError {
  const message = `mime type ${type} is not supported`;
  return new StorageError(415, "InvalidMimeType", "invalid_mime_type", message);
}

/** The request itself is malformed. */
export function badRequest(message: string, code = "InvalidRequest"): StorageError {
  return new StorageError(400, code, code, message);
}

/** A token is missing, forged or past its end. */
export function accessDenied(message: string): StorageError {
  return new StorageError(403, "AccessDenied", "Unauthorized", message);
}

/** Renders a refusal; like hosted, the HTTP status is 400 and the real one is in the body. */
export function errorResponse(error: unknown): Response {
  const refusal = asStorageError(error);
  const { status, code, kind, message } = refusal;
  return Response.json({ statusCode: String(status), code, error: kind, message }, {
    status: status >= 500 ? 500 : 400,
  });
}

/** Turns a refusal of the database into Storage's. */
export function asStorageError(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const code = sqlState(error);
  const message = error instanceof Error ? error.message : "Internal Server Error";
  if (code === "42501") return accessDenied(message);
  if (code === "23505") return keyExists();
  if (code === "23503") return noSuchBucket();
  if (code?.startsWith("PT")) {
    return new StorageError(Number(code.slice(2)) || 400, "DatabaseError", "Error", message);
  }
  return new StorageError(500, "InternalError", "internal", "Internal Server Error");
}

function sqlState(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}
