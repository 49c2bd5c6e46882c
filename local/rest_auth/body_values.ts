import type { AnyAST, IntrospectResult } from "@supabase/lite";

/** Makes the values of a body what PostgREST would make of them; stock code comes near. */
export function withBodyValues(ast: AnyAST, catalog: IntrospectResult): AnyAST {
  return withMissingColumns(withJsonText(ast, catalog));
}

/**
 * Keeps scalars in json columns and arguments JSON. The connection sends strings for json as they
 * are, because stock code hands over filters and some arguments as JSON text; a string in a body
 * therefore has to become `"…"` first, and `true` must not end up as an SQL literal.
 */
function withJsonText(ast: AnyAST, catalog: IntrospectResult): AnyAST {
  if (ast.type === "rpc") {
    if (ast.httpMethod !== "POST" || !isRecord(ast.args)) return ast;
    return { ...ast, args: scalarsAsText(ast.args, jsonArguments(ast, catalog), JSON.stringify) };
  }
  const columns = ast.values === undefined ? new Set<string>() : jsonColumns(ast, catalog);
  if (ast.values === undefined || columns.size === 0) return ast;
  const values = Array.isArray(ast.values)
    ? ast.values.map((row: unknown) => scalarsAsText(row, columns, twiceJson))
    : scalarsAsText(ast.values, columns, twiceJson);
  return { ...ast, values };
}

/**
 * Fills what some rows of a list lack: NULL, or the column's default if the client prefers that.
 * Stock code always takes the default, and then answers NULL.
 */
function withMissingColumns(ast: AnyAST): AnyAST {
  const { values, $meta: meta } = ast;
  const columns = meta?.columns;
  if (!Array.isArray(values) || columns === undefined) return ast;
  const missing = meta?.missing === "default" ? undefined : null;
  const blank = Object.fromEntries(columns.map((column) => [column, missing]));
  return {
    ...ast,
    values: values.map((row: unknown) => isRecord(row) ? { ...blank, ...row } : row),
  };
}

/** Stock code parses a string that is meant for a json column once on its way. */
function twiceJson(value: unknown): string {
  return JSON.stringify(JSON.stringify(value));
}

function jsonColumns(ast: AnyAST, { columns }: IntrospectResult): ReadonlySet<string> {
  const schema = ast.schema ?? "public";
  const found = columns.filter((column) => {
    return column.table === ast.from && column.schema === schema && isJson(column.type);
  });
  return new Set(found.map((column) => column.name));
}

function jsonArguments(ast: AnyAST, catalog: IntrospectResult): ReadonlySet<string> {
  const schema = ast.schema ?? "public";
  const names = (catalog.functions ?? [])
    .filter((each) => each.name === ast.function && each.schema === schema)
    .flatMap((each) => each.arg_names.filter((_, at) => isJson(each.arg_types[at] ?? "")));
  return new Set(names);
}

function isJson(type: string): boolean {
  return type === "json" || type === "jsonb";
}

function scalarsAsText(
  row: unknown,
  names: ReadonlySet<string>,
  asText: (value: unknown) => string,
): object {
  const entries = Object.entries(isRecord(row) ? row : {}).map(([name, value]) => {
    return [name, names.has(name) && typeof value !== "object" ? asText(value) : value];
  });
  return Object.fromEntries(entries);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
