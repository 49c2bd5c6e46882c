import { decodeHTMLStrict } from "entities/decode";
import { XMLParser } from "fast-xml-parser";

/** One element: its attributes, its own text, and the elements in it, in document order. */
export interface AdfNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly AdfNode[];
  /** The text directly in it, entities decoded. */
  readonly text: string;
}

/** No coercion: a postal code keeps its zero and `1E5` stays what it was. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  allowBooleanAttributes: true,
  maxNestedTags: 80,
});

const TEXT = "#text";
const ATTRIBUTES = ":@";
/** Text that was escaped twice still holds entities after one decoding. */
const STILL_ESCAPED = /&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,8});/i;

/** Parses repaired XML into one root that holds everything; null when the parser refuses it. */
export function parseTree(xml: string): AdfNode | null {
  try {
    const items: unknown = parser.parse(`<root>${xml}</root>`);
    return nodeOf("root", new Map(), childItems(items, "root"));
  } catch {
    return null;
  }
}

/** Returns text with its entities decoded, also when a relay escaped it twice. */
export function decodeEntities(text: string): string {
  let plain = text;
  for (let round = 0; round < 2 && STILL_ESCAPED.test(plain); round++) {
    plain = decodeHTMLStrict(plain);
  }
  return plain;
}

/** Returns the direct children of one of these names. */
export function childrenOf(node: AdfNode | undefined, ...names: string[]): AdfNode[] {
  return node === undefined ? [] : node.children.filter((child) => names.includes(child.name));
}

/** Returns the first direct child of one of these names. */
export function childOf(node: AdfNode | undefined, ...names: string[]): AdfNode | undefined {
  return node?.children.find((child) => names.includes(child.name));
}

/** Returns all elements of a name, wherever they stand, outermost first. */
export function findAll(node: AdfNode, name: string): AdfNode[] {
  const found: AdfNode[] = [];
  for (const child of node.children) {
    if (child.name === name) found.push(child);
    else found.push(...findAll(child, name));
  }
  return found;
}

/** Returns all text in an element, that of nested elements included. */
export function textOf(node: AdfNode | undefined): string {
  if (node === undefined) return "";
  if (node.children.length === 0) return node.text;
  return [node.text, ...node.children.map(textOf)].filter((part) => part.trim() !== "").join("\n");
}

function childItems(items: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(items)) return [];
  const item: unknown = items.find((candidate) => isRecord(candidate) && name in candidate);
  const inner = isRecord(item) ? item[name] : [];
  return Array.isArray(inner) ? inner : [];
}

function nodeOf(
  name: string,
  attributes: ReadonlyMap<string, string>,
  items: readonly unknown[],
): AdfNode {
  const children: AdfNode[] = [];
  let text = "";
  for (const item of items) {
    if (!isRecord(item)) continue;
    if (typeof item[TEXT] === "string") {
      text += item[TEXT];
      continue;
    }
    const tag = Object.keys(item).find((key) => key !== ATTRIBUTES);
    if (tag === undefined) continue;
    const inner = item[tag];
    children.push(nodeOf(tag, attributesOf(item[ATTRIBUTES]), Array.isArray(inner) ? inner : []));
  }
  return { name, attributes, children, text: decodeEntities(text) };
}

function attributesOf(found: unknown): ReadonlyMap<string, string> {
  if (!isRecord(found)) return new Map();
  return new Map(
    Object.entries(found).map(([key, value]) => [key, decodeEntities(String(value)).trim()]),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
