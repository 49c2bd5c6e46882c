import { decodeEntities } from "./adf_tree.ts";

/** What a text turned out to be. */
export type AdfEnvelope =
  | { readonly kind: "adf"; readonly text: string; readonly truncated: boolean }
  | { readonly kind: "star" }
  | { readonly kind: "plain"; readonly text: string };

const ADF = /<(?:[\w.-]{1,40}:)?(?:adf|prospect)(?=[\s/>])/i;
const ESCAPED_ADF = /&(?:amp;)?lt;(?:[\w.-]{1,40}:)?(?:adf|prospect)(?=[\s/&])/i;
const STAR =
  /<(?:[\w.-]{1,40}:)?(?:Process|Acknowledge|Get|Show)(?:SalesLead|CustomerInformation|ServiceAppointment)(?=[\s/>])/i;
const HTML = /<(?:html|body|div|table|p|br|span|td|pre)[\s/>]/i;
/** Tags of HTML; any other word in angle brackets is text. */
const TAG =
  /<(?:\/?(?:a|abbr|article|b|big|blockquote|body|button|center|code|del|em|font|footer|form|head|header|html|i|img|input|ins|label|link|main|meta|nav|o:p|option|s|section|select|small|span|strike|strong|sub|sup|tbody|tfoot|thead|tt|u)(?=[\s/>])|!)[^<>]*>/gi;
/** How deep a document may be wrapped in JSON. */
const WRAPPER_DEPTH = 4;

/** True when a text holds an ADF or STAR document, escaped or not. */
export function holdsAdf(text: string): boolean {
  return ADF.test(text) || ESCAPED_ADF.test(text) || STAR.test(text);
}

/** Finds the document in a text: unwraps JSON, forms and escaped HTML, then cuts the envelope. */
export function openEnvelope(text: string): AdfEnvelope {
  let inner = unwrap(text);
  if (!ADF.test(inner) && ESCAPED_ADF.test(inner)) inner = unescapeHtml(inner);
  if (!ADF.test(inner) && STAR.test(inner)) return { kind: "star" };
  if (ADF.test(inner)) return cut(inner);
  return { kind: "plain", text: HTML.test(inner) ? htmlToText(inner) : inner };
}

/** Turns HTML into lines of text. */
export function htmlToText(html: string): string {
  const lines = html.replace(/<(?:style|script|title)\b[^>]*>[^<]*<\/(?:style|script|title)>/gi, "")
    .replace(/<\/?(?:br|p|div|li|tr|h[1-6]|pre|table|ul|ol|hr|blockquote)\b[^<>]*>/gi, "\n")
    .replace(/<\/?t[dh]\b[^<>]*>/gi, " ")
    .replace(TAG, "");
  return decodeEntities(lines).replace(/\u00a0/g, " ").replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n").replace(/\n{3,}/g, "\n\n").trim();
}

/** From the first `<adf` to the last `</adf>`; a bare prospect is put into an envelope. */
function cut(text: string): AdfEnvelope {
  for (const name of ["adf", "prospect"]) {
    const start = text.search(new RegExp(`<(?:[\\w.-]{1,40}:)?${name}(?=[\\s/>])`, "i"));
    if (start < 0) continue;
    let end = -1;
    const closing = new RegExp(`</\\s?(?:[\\w.-]{1,40}:)?${name}\\s?>`, "gi");
    for (const match of text.matchAll(closing)) end = match.index + match[0].length;
    const body = text.slice(start, end > start ? end : undefined);
    const wrapped = name === "adf" ? body : `<adf>${body}</adf>`;
    return { kind: "adf", text: wrapped, truncated: end <= start };
  }
  return { kind: "plain", text };
}

/** `<pre>&lt;adf&gt;…`: the document is what a reader of the mail would see. */
function unescapeHtml(html: string): string {
  let shown = html.replace(/<br\s?\/?>/gi, "\n").replace(/<\/?[a-z][^<>]*>/gi, "");
  for (let round = 0; round < 2 && !ADF.test(shown); round++) {
    shown = shown.replace(/&nbsp;/gi, " ").replace(/&quot;/gi, '"').replace(/&#0?39;/g, "'")
      .replace(/&gt;/gi, ">").replace(/&lt;/gi, "<").replace(/&amp;/gi, "&");
  }
  return shown;
}

function unwrap(text: string): string {
  const head = text.trimStart();
  if (head.startsWith("{") || head.startsWith("[") || head.startsWith('"')) {
    try {
      return flatten(JSON.parse(head), WRAPPER_DEPTH);
    } catch {
      return text;
    }
  }
  if (/^[\w.[\]-]{1,60}=[^<\n]*(?:%3C|&[\w.[\]-]{1,60}=)/i.test(head.slice(0, 4000))) {
    return flatten(Object.fromEntries(new URLSearchParams(head)), 1);
  }
  return text;
}

/** The document among the values, else all of them as labelled lines. */
function flatten(value: unknown, depth: number): string {
  const found = documentIn(value, depth);
  return found ?? linesOf(value, depth).join("\n");
}

function documentIn(value: unknown, depth: number): string | null {
  if (typeof value === "string") return holdsAdf(value) ? value : null;
  if (typeof value !== "object" || value === null || depth === 0) return null;
  const found = Object.values(value).slice(0, 100).map((inner) => documentIn(inner, depth - 1))
    .filter((inner) => inner !== null);
  return found.length === 0 ? null : found.join("\n");
}

function linesOf(value: unknown, depth: number, label = ""): string[] {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return [label === "" ? String(value) : `${label.replace(/[_-]+/g, " ")}: ${value}`];
  }
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.entries(value).slice(0, 100).flatMap(([key, inner]) =>
    linesOf(inner, depth - 1, Array.isArray(value) ? label : key)
  );
}
