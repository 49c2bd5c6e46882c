/**
 * Takes filter values out of a query string before stock code sees them, and puts them back into
 * its syntax tree. Stock code guesses their types: `eq.+15550100100` became the number
 * 15550100100, `eq.1.50` 1.5, `eq.null` NULL. Postgres knows the column's type and needs the text.
 * On the way, repeated `or` and repeated filters of one column, which stock code merges or drops,
 * become one `and`.
 */
export interface ExactFilters {
  readonly search: URLSearchParams;
  /** The values, in the order of their marks. */
  readonly values: readonly string[];
}

const RESERVED = /(^|\.)(select|order|limit|offset)$|^(columns|on_conflict)$/;
const LOGIC = /(^|\.)(not\.)?(and|or)$/;
/** Operators whose operand is plain text; the others (`is`, `fts`, `eq(any)` …) stay as they are. */
const OPERATORS = "eq|neq|gte?|lte?|i?like|i?match|cs|cd|ov|in";
const VALUE = new RegExp(`^(not\\.)?(${OPERATORS})\\.(.*)$`, "s");
const LEAF = new RegExp(`^(.+?)\\.(not\\.)?(${OPERATORS})\\.(.*)$`, "s");
const BRANCH = /^((?:not\.)?(?:and|or))(\(.*\))$/s;
/** Private-use characters around a number: no type can be guessed from it. */
const MARK = /^\uE000(\d+)\uE001$/;

/** Replaces the values of a query's filters by marks; `argumentNames` are a function's, not filters. */
export function exactFilters(
  query: URLSearchParams,
  argumentNames: ReadonlySet<string>,
): ExactFilters {
  const values: string[] = [];
  const search = new URLSearchParams();
  const repeated = repeatedLogic(query);
  for (const [name, text] of query) {
    if (RESERVED.test(name) || argumentNames.has(name)) search.append(name, text);
    else if (LOGIC.test(name)) addLogic(search, name, markTree(text, values), repeated);
    else addFilter(search, name, markValue(text, values));
  }
  return { search, values };
}

/** Puts the values back where stock code has carried their marks. */
export function restoreValues(tree: unknown, values: readonly string[]): unknown {
  if (typeof tree === "string") return values[Number(MARK.exec(tree)?.[1] ?? -1)] ?? tree;
  if (Array.isArray(tree)) return tree.map((each) => restoreValues(each, values));
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).map(([name, each]) => [name, restoreValues(each, values)]);
  return Object.fromEntries(entries);
}

function repeatedLogic(query: URLSearchParams): ReadonlySet<string> {
  const names = [...query.keys()].filter((name) => LOGIC.test(name));
  return new Set(names.filter((name, at) => names.indexOf(name) !== at));
}

/** Several `or` parameters all have to hold. */
function addLogic(
  search: URLSearchParams,
  name: string,
  tree: string,
  repeated: ReadonlySet<string>,
): void {
  const [, embed = "", not = "", operator = ""] = /^(.*?)(not\.)?(and|or)$/.exec(name) ?? [];
  const isPlainAnd = not === "" && operator === "and";
  if (repeated.has(name) && !isPlainAnd) search.append(`${embed}and`, `(${not}${operator}${tree})`);
  else search.append(name, tree);
}

function addFilter(search: URLSearchParams, name: string, condition: string): void {
  const isTaken = search.has(name);
  if (!isTaken || !VALUE.test(condition)) return search.append(name, condition);
  const dot = (name.split("->")[0] ?? "").lastIndexOf(".");
  search.append(`${name.slice(0, dot + 1)}and`, `(${name.slice(dot + 1)}.${condition})`);
}

function markValue(text: string, values: string[]): string {
  const [, not = "", operator, operand] = VALUE.exec(text) ?? [];
  if (operator === undefined || operand === undefined) return text;
  return `${not}${operator}.${markOperand(operator, operand, values)}`;
}

function markTree(text: string, values: string[]): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  const items = splitList(text.slice(1, -1)).map((each) => {
    const item = each.trimStart();
    const [, branch, inner] = BRANCH.exec(item) ?? [];
    if (branch !== undefined && inner !== undefined) return branch + markTree(inner, values);
    const [, path, not = "", operator, operand] = LEAF.exec(item) ?? [];
    if (path === undefined || operator === undefined || operand === undefined) return item;
    const value = operator === "in" ? operand : unquoted(operand);
    return `${path}.${not}${operator}.${markOperand(operator, value, values)}`;
  });
  return `(${items.join(",")})`;
}

function markOperand(operator: string, operand: string, values: string[]): string {
  if (operator === "in") {
    if (!/^\(.+\)$/s.test(operand)) return operand;
    const elements = splitList(operand.slice(1, -1)).map((each) => mark(unquoted(each), values));
    return `(${elements.join(",")})`;
  }
  return mark(operator.endsWith("like") ? operand.replaceAll("*", "%") : operand, values);
}

function mark(value: string, values: string[]): string {
  values.push(value);
  return `\uE000${values.length - 1}\uE001`;
}

function unquoted(text: string): string {
  const [, inner] = /^\s*"(.*)"\s*$/s.exec(text) ?? [];
  return inner === undefined ? text : inner.replace(/\\(.)/gs, "$1");
}

/** Splits at the commas that stand outside of quotes, brackets. */
function splitList(text: string): string[] {
  const items: string[] = [];
  let start = 0;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (isQuoted && character === "\\") at++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if ("({[".includes(character)) depth++;
    else if (")}]".includes(character)) depth--;
    else if (character === "," && depth === 0) {
      items.push(text.slice(start, at));
      start = at + 1;
    }
  }
  items.push(text.slice(start));
  return items;
}
