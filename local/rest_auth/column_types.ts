import type { PostgresType } from "postgres";

function isoTimestamp(text: string): string {
  return text.replace(" ", "T");
}

function isoTimestamptz(text: string): string {
  return isoTimestamp(text).replace(/([+-]\d\d)$/, "$1:00");
}

function textual(oid: number, parse: (text: string) => unknown): PostgresType {
  return { to: oid, from: [oid], serialize: (value: unknown) => String(value), parse };
}

/** Column parsers that give JSON exactly the values Postgres' own row_to_json would. */
export const REST_COLUMN_TYPES: Record<string, PostgresType> = {
  numeric: textual(1700, (text) => Number.isFinite(Number(text)) ? Number(text) : text),
  timestamp: textual(1114, isoTimestamp),
  timestamptz: textual(1184, isoTimestamptz),
  bytea: textual(17, (text) => text),
};

/** Column parsers of the auth tables: times in the `…Z` form that GoTrue answers with. */
export const AUTH_COLUMN_TYPES: Record<string, PostgresType> = {
  timestamp: textual(1114, (text) => `${isoTimestamp(text)}Z`),
  timestamptz: textual(1184, (text) => isoTimestamptz(text).replace("+00:00", "Z")),
};
