import type { RestRequest } from "./rest_request.ts";

/** Limits of one transaction besides who runs it. */
export interface TransactionLimits {
  readonly isReadOnly: boolean;
  readonly searchPath: readonly string[];
  /** The role's own statement_timeout (`alter role … set`), or null to keep the session's. */
  readonly statementTimeout: string | null;
}

/** Writes a string literal that holds whatever `standard_conforming_strings` says. */
export function sqlLiteral(text: string): string {
  return `E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/**
 * Opens a transaction as the caller in one round trip: role, claims and request settings as
 * PostgREST sets them, all local to the transaction.
 */
export function openingStatement(
  request: Pick<RestRequest, "caller" | "method" | "path" | "headers">,
  limits: TransactionLimits,
): string {
  const path = limits.searchPath.map((schema) => `"${schema.replaceAll('"', '""')}"`).join(", ");
  const settings: [string, string][] = [
    ["search_path", path],
    ["role", request.caller.role],
    ["request.jwt.claims", JSON.stringify(request.caller.claims)],
    ["request.method", request.method],
    ["request.path", request.path],
    ["request.headers", JSON.stringify(request.headers)],
    ["request.cookies", JSON.stringify(cookies(request.headers["cookie"] ?? ""))],
    ["response.status", ""],
    ["response.headers", ""],
  ];
  if (limits.statementTimeout !== null) {
    settings.push(["statement_timeout", limits.statementTimeout]);
  }
  const calls = settings.map(([name, value]) => {
    return `set_config(${sqlLiteral(name)}, ${sqlLiteral(value)}, true)`;
  });
  return `begin${limits.isReadOnly ? " read only" : ""}; select ${calls.join(", ")}`;
}

function cookies(header: string): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const part of header.split(";")) {
    const at = part.indexOf("=");
    if (at > 0) pairs[part.slice(0, at).trim()] = part.slice(at + 1).trim();
  }
  return pairs;
}
