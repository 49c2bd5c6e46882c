/** SQL as the real Postgres parser sees it, narrowed to what the house rules ask. */
import { parse, SqlError } from "libpg-query";

/** One statement: the name of its kind in Postgres, and its parts. */
export interface SqlStatement {
  readonly kind: string;
  readonly node: SqlNode;
}

/** A part of the parse tree; what a key holds depends on the kind of node. */
export interface SqlNode {
  readonly [key: string]: SqlNode | readonly SqlNode[] | string | number | boolean | undefined;
}

/** Thrown when Postgres could not read a text. */
export class SqlSyntaxError extends Error {
  /** From 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = "SqlSyntaxError";
    this.line = line;
  }
}

/** Parses a text into its statements. */
export async function parseSql(text: string): Promise<SqlStatement[]> {
  try {
    const tree = await parse(text) as { readonly stmts?: readonly { readonly stmt: SqlNode }[] };
    return (tree.stmts ?? []).map(({ stmt }) => unwrap(stmt));
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    const position = error.sqlDetails?.cursorPosition ?? 0;
    throw new SqlSyntaxError(error.message, text.slice(0, position).split("\n").length);
  }
}

/** Returns a part of a node, or an empty one. */
export function partOf(node: SqlNode, ...keys: readonly string[]): SqlNode {
  let part: SqlNode = node;
  for (const key of keys) {
    const next = part[key];
    part = typeof next === "object" && !Array.isArray(next) ? next as SqlNode : {};
  }
  return part;
}

/** Returns the members of a list, each unwrapped from the name of its kind. */
export function listOf(node: SqlNode, key: string): readonly SqlStatement[] {
  const list = node[key];
  if (!Array.isArray(list)) return [];
  return list.map((member: SqlNode) => unwrap(member));
}

/** Takes a node out of the name of its kind. */
export function unwrap(wrapped: SqlNode): SqlStatement {
  const [[kind, node] = ["", {}]] = Object.entries(wrapped);
  return { kind, node: node as SqlNode };
}

/** Returns a text of a node, or an empty one. */
export function textOf(node: SqlNode, key: string): string {
  const text = node[key];
  return typeof text === "string" ? text : "";
}

/** Joins a list of names: `public.messages`. */
export function nameOf(node: SqlNode, key: string): string {
  return listOf(node, key).map((part) => textOf(part.node, "sval")).join(".");
}

/** Returns the name of a relation: `public.messages`. */
export function relationOf(node: SqlNode, key: string): string {
  const { schemaname, relname } = partOf(node, key);
  return [schemaname, relname].filter(Boolean).join(".");
}
