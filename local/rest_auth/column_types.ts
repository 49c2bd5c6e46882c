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

function jsonText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Stock code hands JSON over as text already; made a string of again, `[]` would arrive as "[]". */
const JSON_TYPES: Record<string, PostgresType> = {
  json: { to: 114, from: [114], serialize: jsonText, parse: JSON.parse },
  jsonb: { to: 3802, from: [3802], serialize: jsonText, parse: JSON.parse },
};

/** Column parsers that give JSON exactly the values Postgres' own row_to_json would. */
export const REST_COLUMN_TYPES: Record<string, PostgresType> = {
  ...JSON_TYPES,
  bool: textual(16, (text) => text === "t"),
  numeric: textual(1700, (text) => Number.isFinite(Number(text)) ? Number(text) : text),
  timestamp: textual(1114, isoTimestamp),
  timestamptz: textual(1184, isoTimestamptz),
  bytea: textual(17, (text) => text),
};

/** Column types of the auth tables: times in the `…Z` form. */
export const AUTH_COLUMN_TYPES: Record<string, PostgresType> = {
  ...JSON_TYPES,
  timestamp: textual(1114, (text) => `${isoTimestamp(text)}Z`),
  timestamptz: textual(1184, (text) => isoTimestamptz(text).replace("+00:00", "Z")),
};
