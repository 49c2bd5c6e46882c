/** One piece of a document: a tag with its attributes, or the text between two tags. */
export type AdfToken =
  | {
    readonly kind: "open";
    readonly name: string;
    readonly attributes: ReadonlyMap<string, string>;
    readonly empty: boolean;
    readonly raw: string;
  }
  | { readonly kind: "close"; readonly name: string; readonly raw: string }
  /** `literal` text came from CDATA and holds no entities. */
  | { readonly kind: "text"; readonly text: string; readonly literal: boolean };

/** All pieces of a document, and whether it ended in the middle of one. */
export interface ScannedDocument {
  readonly tokens: readonly AdfToken[];
  readonly cut_off: boolean;
}

const NAME = /(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s/>]|$)/y;
const CLOSE = /<\/\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[^<>]*>?/y;
const ATTRIBUTE = /\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)\s*=\s*/y;
const BARE_VALUE = /[^\s<>]*/y;
const BARE_WORD = /\s*[\w:.-]+/y;
const TAG_END = /\s*(\/?)>/y;
/** Curly quotes come from documents that somebody pasted into a word processor. */
const QUOTES: Readonly<Record<string, string>> = {
  '"': '"”',
  "'": "'’",
  "“": '”“"',
  "”": '”"',
  "‘": "’‘'",
  "’": "’'",
};

/**
 * Splits a document into tags and text. Comments, declarations and processing instructions are left
 * out, CDATA is text, and a `<` that starts no tag is text too. One pass; never throws.
 */
export function scanAdf(text: string): ScannedDocument {
  const tokens: AdfToken[] = [];
  let at = 0;
  let written = 0;
  let cutOff = false;
  const flush = (until: number) => {
    if (until > written) {
      tokens.push({ kind: "text", text: text.slice(written, until), literal: false });
    }
  };
  // Each end mark is looked for once per place, so that a thousand openings cost one search.
  const ends = new Map<string, number>();
  const endOf = (mark: string, from: number): number => {
    const known = ends.get(mark);
    if (known !== undefined && (known < 0 || known >= from)) return known;
    const found = text.indexOf(mark, from);
    ends.set(mark, found);
    return found;
  };
  while ((at = text.indexOf("<", at)) >= 0) {
    const piece = pieceAt(text, at, endOf);
    if (piece === null) {
      at++;
      continue;
    }
    flush(at);
    if (piece.token !== null) tokens.push(piece.token);
    cutOff ||= piece.cut_off;
    at = written = piece.end;
  }
  flush(text.length);
  return { tokens, cut_off: cutOff };
}

interface Piece {
  readonly token: AdfToken | null;
  readonly end: number;
  readonly cut_off: boolean;
}

type EndOf = (mark: string, from: number) => number;

function pieceAt(text: string, at: number, endOf: EndOf): Piece | null {
  const next = text[at + 1];
  if (next === "!") return declarationAt(text, at, endOf);
  if (next === "?") return instructionAt(text, at, endOf);
  if (next !== "/") return tagAt(text, at);
  CLOSE.lastIndex = at;
  const close = CLOSE.exec(text);
  if (close === null) return null;
  const name = (close[1] ?? "").toLowerCase();
  const cut = !close[0].endsWith(">") && CLOSE.lastIndex >= text.length;
  return {
    token: { kind: "close", name, raw: close[0] },
    end: CLOSE.lastIndex,
    cut_off: cut,
  };
}

function declarationAt(text: string, at: number, endOf: EndOf): Piece {
  if (text.startsWith("<!--", at)) {
    const end = endOf("-->", at + 4);
    return { token: null, end: end < 0 ? at + 4 : end + 3, cut_off: end < 0 };
  }
  if (text.slice(at, at + 9).toUpperCase() === "<![CDATA[") {
    const found = endOf("]]>", at + 9);
    const end = found < 0 ? endOfText(text, at + 9) : found;
    const token: AdfToken = { kind: "text", text: text.slice(at + 9, end), literal: true };
    return { token, end: found < 0 ? end : end + 3, cut_off: found < 0 };
  }
  // <!DOCTYPE adf [ … ]>: the internal subset may hold `>`.
  const close = endOf(">", at);
  const bracket = text.slice(at, Math.min(close < 0 ? at : close, at + 300)).indexOf("[");
  const end = bracket < 0 ? close : endOf("]>", at);
  if (end < 0) return { token: null, end: at + 2, cut_off: true };
  return { token: null, end: end + (bracket < 0 ? 1 : 2), cut_off: false };
}

/** CDATA that is never closed ends before the next closing tag. */
function endOfText(text: string, from: number): number {
  const end = text.indexOf("</", from);
  return end < 0 ? text.length : end;
}

/** `<?ADF VERSION "1.0"?>`; some senders forget the second question mark. */
function instructionAt(text: string, at: number, endOf: EndOf): Piece {
  const plain = endOf(">", at);
  if (plain < 0) return { token: null, end: text.length, cut_off: true };
  return { token: null, end: plain + 1, cut_off: false };
}

function tagAt(text: string, at: number): Piece | null {
  NAME.lastIndex = at + 1;
  const found = NAME.exec(text);
  if (found === null) return null;
  const attributes = new Map<string, string>();
  let position = NAME.lastIndex;
  for (;;) {
    TAG_END.lastIndex = position;
    const end = TAG_END.exec(text);
    if (end !== null) {
      return open(text, at, { found, attributes, empty: end[1] === "/", end: TAG_END.lastIndex });
    }
    const after = attributeAt(text, position, attributes);
    if (after === null) break;
    position = after;
  }
  // No `>`: a tag that ran into the next one, the end of the document, or no tag at all.
  const rest = /\s*/y;
  rest.lastIndex = position;
  rest.exec(text);
  if (rest.lastIndex < text.length && text[rest.lastIndex] !== "<") return null;
  const cutOff = rest.lastIndex >= text.length;
  const piece = open(text, at, { found, attributes, empty: false, end: rest.lastIndex });
  return { ...piece, cut_off: cutOff };
}

interface OpenTag {
  readonly found: RegExpExecArray;
  readonly attributes: Map<string, string>;
  readonly empty: boolean;
  readonly end: number;
}

function open(text: string, at: number, tag: OpenTag): Piece {
  const name = (tag.found[1] ?? "").toLowerCase();
  const { attributes, empty, end } = tag;
  return {
    token: { kind: "open", name, attributes, empty, raw: text.slice(at, end) },
    end,
    cut_off: false,
  };
}

/** Reads one attribute, quoted in any way or not at all; returns where it ends. */
function attributeAt(text: string, from: number, into: Map<string, string>): number | null {
  ATTRIBUTE.lastIndex = from;
  const found = ATTRIBUTE.exec(text);
  if (found === null) {
    BARE_WORD.lastIndex = from;
    return BARE_WORD.exec(text) === null ? null : BARE_WORD.lastIndex;
  }
  const name = (found[1] ?? "").toLowerCase();
  const start = ATTRIBUTE.lastIndex;
  const closing = QUOTES[text[start] ?? ""];
  const end = closing === undefined ? -1 : closingQuote(text, start + 1, closing);
  if (end >= 0) {
    if (!into.has(name)) into.set(name, text.slice(start + 1, end));
    return end + 1;
  }
  BARE_VALUE.lastIndex = closing === undefined ? start : start + 1;
  const value = BARE_VALUE.exec(text)?.[0].replace(/["'”’]$|\/$/, "") ?? "";
  if (!into.has(name)) into.set(name, value);
  const stop = BARE_VALUE.lastIndex;
  return text[stop] === ">" && text[stop - 1] === "/" ? stop - 1 : stop;
}

/** A value that runs over a `<` or over 2,000 characters was never closed. */
function closingQuote(text: string, from: number, closing: string): number {
  for (let at = from; at < text.length && at - from < 2000; at++) {
    const letter = text[at] ?? "";
    if (closing.includes(letter)) return at;
    if (letter === "<") return -1;
  }
  return -1;
}
