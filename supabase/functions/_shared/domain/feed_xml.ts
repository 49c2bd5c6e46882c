import { XMLParser } from "fast-xml-parser";
import { decodeEntities } from "./adf_tree.ts";
import { knownColumns } from "./feed_aliases.ts";
import type { ColumnMap } from "../contract/feed.ts";
import {
  FeedError,
  type FeedRecord,
  flatten,
  lineCounter,
  LONGEST_RECORD,
  type PieceOptions,
  type RecordsRead,
} from "./feed_records.ts";

/** Elements are looked for in the beginning of the file; units are all alike. */
const HEAD = 200_000;

/** No coercion and no entities of the file's own making: texts stay what they are. */
const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
  allowBooleanAttributes: true,
  maxNestedTags: 40,
});

/** Finds the element that is one unit: the one with most names we know. */
export function xmlElement(text: string, columnMap: ColumnMap): string {
  const head = text.slice(0, HEAD);
  const names = new Set([...head.matchAll(/<([A-Za-z_][\w.:-]*)/g)].map(([, name = ""]) => name));
  let best = { name: "", known: 1 };
  for (const name of names) { // bound: names of elements in 200 kB
    const first = nextElement(head, name, 0);
    if (first === null) continue;
    const cells = cellsOf(head.slice(first.start, first.end), name);
    const known = knownColumns([...cells.keys()].filter(isOwnName), columnMap);
    if (known > best.known) best = { name, known };
  }
  if (best.name === "") {
    throw new FeedError("feed_no_columns", "Cannot read feed: no element looks like a unit");
  }
  return best.name;
}

/** Reads the units of a piece. */
export function readXml(
  text: string,
  element: string,
  { line, isLast }: PieceOptions,
): RecordsRead {
  const lineAt = lineCounter(text, line);
  const records: FeedRecord[] = [];
  let at = 0;
  for (let next = nextElement(text, element, 0); next !== null;) {
    const cells = cellsOf(text.slice(next.start, next.end), element);
    records.push({ line: lineAt(next.start), cells });
    at = next.end;
    next = nextElement(text, element, at);
  }
  if (records.length === 0 && !isLast && text.length > LONGEST_RECORD) {
    throw new FeedError("feed_record_too_long", "Cannot read feed: a unit has no end");
  }
  const end = isLast ? text.length : at;
  return { records, consumed: end, lines: lineAt(end) - line };
}

/** Names below a nested unit are the nested unit's. */
function isOwnName(name: string): boolean {
  return name.split("/").length <= 2;
}

/** An element's cells by the names of its children and attributes. */
function cellsOf(xml: string, element: string): Map<string, string> {
  const cells = new Map<string, string>();
  const parsed = parse(xml);
  flatten(parsed[element], "", cells);
  for (const [name, text] of cells) cells.set(name, decodeEntities(text));
  return cells;
}

function parse(xml: string): Record<string, unknown> {
  try {
    return { ...parser.parse(xml) };
  } catch {
    return {};
  }
}

/** The next whole element of a name, outside comments and unparsed text. */
function nextElement(
  text: string,
  name: string,
  from: number,
): { start: number; end: number } | null {
  const open = new RegExp(`<!--|<!\\[CDATA\\[|<${escaped(name)}(?=[\\s/>])`, "g");
  open.lastIndex = from;
  for (let found = open.exec(text); found !== null; found = open.exec(text)) {
    const [mark] = found;
    if (mark.startsWith("<!")) {
      const end = text.indexOf(mark === "<!--" ? "-->" : "]]>", open.lastIndex);
      if (end < 0) return null;
      open.lastIndex = end;
      continue;
    }
    const end = elementEnd(text, name, found.index);
    return end === null ? null : { start: found.index, end };
  }
  return null;
}

function elementEnd(text: string, name: string, start: number): number | null {
  const tagEnd = text.indexOf(">", start);
  if (tagEnd < 0) return null;
  if (text[tagEnd - 1] === "/") return tagEnd + 1;
  const marks = new RegExp(`<!--|<!\\[CDATA\\[|</${escaped(name)}\\s*>`, "g");
  marks.lastIndex = tagEnd;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (!found[0].startsWith("<!")) return marks.lastIndex;
    const end = text.indexOf(found[0] === "<!--" ? "-->" : "]]>", marks.lastIndex);
    if (end < 0) return null;
    marks.lastIndex = end;
  }
  return null;
}

function escaped(name: string): string {
  return name.replaceAll(/[.:-]/g, "\\$&");
}
