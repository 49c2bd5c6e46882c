/** The body of every PostgREST error, in its wire names. */
export interface PostgrestErrorBody {
  readonly code: string;
  readonly message: string;
  readonly details: string | null;
  readonly hint: string | null;
}

/** What the database driver reports about a refused statement. */
export interface DatabaseError {
  readonly code: string;
  readonly message: string;
  readonly detail?: string | undefined;
  readonly hint?: string | undefined;
}

/** PostgREST's statuses by SQLSTATE: an exact code first, then its class. */
const STATUS_BY_SQLSTATE: Readonly<Record<string, number>> = {
  "0L": 403,
  "0P": 403,
  "08": 503,
  "09": 500,
  "23503": 409,
  "23505": 409,
  "25": 500,
  "25006": 405,
  "28": 403,
  "2D": 500,
  "38": 500,
  "39": 500,
  "3B": 500,
  "40": 500,
  "42883": 404,
  "42P01": 404,
  "42P17": 500,
  "53": 503,
  "53400": 500,
  "54": 500,
  "55": 500,
  "57": 500,
  "57P01": 503,
  "57P02": 503,
  "57P03": 503,
  "58": 500,
  F0: 500,
  HV: 500,
  P0: 500,
  P0001: 400,
  XX: 500,
};

/** Builds an answer with PostgREST's error body. */
export function postgrestError(
  status: number,
  body: PostgrestErrorBody,
  headers: Record<string, string> = {},
): Response {
  const { code, details, hint, message } = body;
  return Response.json({ code, details, hint, message }, { status, headers });
}

/** Tells a server's refusal (it carries a SQLSTATE) from a broken connection or a bug. */
export function isDatabaseError(error: unknown): error is DatabaseError {
  return error instanceof Error && error.name === "PostgresError" && "code" in error &&
    typeof error.code === "string";
}

/** Tells a refusal that leaves the connection in order from the end of the connection. */
export function isConnectionUsable(error: unknown): boolean {
  return isDatabaseError(error) && !error.code.startsWith("57P");
}

/** Turns a refused statement into PostgREST's status and body; `isAnon` tells 401 from 403. */
export function databaseErrorResponse(error: DatabaseError, isAnon: boolean): Response {
  const body: PostgrestErrorBody = {
    code: error.code,
    message: error.message,
    details: error.detail ?? null,
    hint: error.hint ?? null,
  };
  if (error.code === "PGRST") return raisedResponse(body);
  const status = statusOf(error.code, isAnon);
  const headers: Record<string, string> = status === 401 ? { "www-authenticate": "Bearer" } : {};
  return postgrestError(status, body, headers);
}

function statusOf(code: string, isAnon: boolean): number {
  if (code === "42501") return isAnon ? 401 : 403;
  if (code.startsWith("PT")) {
    const status = Number(code.slice(2));
    return status >= 200 && status <= 599 ? status : 500;
  }
  return STATUS_BY_SQLSTATE[code] ?? STATUS_BY_SQLSTATE[code.slice(0, 2)] ?? 400;
}

/** Answers `raise sqlstate 'PGRST'`: message and detail are JSON that spell out body and status. */
function raisedResponse(body: PostgrestErrorBody): Response {
  const message = parseObject(body.message);
  const detail = parseObject(body.details);
  if (message === null || detail === null || typeof detail["status"] !== "number") {
    return postgrestError(500, {
      code: "PGRST121",
      message: "Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error",
      details: null,
      hint: "MESSAGE and DETAIL must be JSON objects",
    });
  }
  return postgrestError(detail["status"], {
    code: text(message["code"]) ?? "PGRST121",
    message: text(message["message"]) ?? "",
    details: text(message["details"]),
    hint: text(message["hint"]),
  }, headersOf(detail["headers"]));
}

function parseObject(json: string | null): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? "");
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function headersOf(value: unknown): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, each] of Object.entries(isRecord(value) ? value : {})) {
    if (typeof each === "string") headers[name] = each;
  }
  return headers;
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
