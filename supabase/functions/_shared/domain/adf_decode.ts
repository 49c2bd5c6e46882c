/** A document as text, with what had to be guessed on the way. */
export interface DecodedDocument {
  readonly text: string;
  readonly warnings: readonly string[];
}

/** Families whose bytes are what windows-1252 says, whatever the label claims. */
const LATIN = /^(?:us-ascii|ascii|iso-?8859-1|latin-?1|windows-1252|cp1252|ansi)$/i;
const UNICODE = /^(?:utf-?8|utf-?16(?:le|be)?|ucs-?2|unicode)$/i;
/** What XML forbids: control characters, lone surrogates, non-characters. */
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff\ufffe\uffff]/g;

/**
 * Returns the text of a document. The bytes are trusted over every label: providers declare utf-16
 * and send UTF-8, or declare UTF-8 and send windows-1252.
 */
export function decodeDocument(raw: Uint8Array | string, charset: string | null): DecodedDocument {
  if (typeof raw === "string") return { text: keepLegal(raw), warnings: [] };
  const bytes = unquotePrintable(raw);
  const wide = wideEncoding(bytes);
  if (wide !== null) return { text: keepLegal(decode(bytes, wide) ?? ""), warnings: [] };
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  const declared = /<\?xml[^>]{0,100}encoding\s*=\s*["']?([\w-]+)/i.exec(head)?.[1] ?? null;
  const label = charset ?? declared;
  const special = label !== null && !LATIN.test(label) && !UNICODE.test(label) ? label : null;
  const foreign = special === null ? null : decode(bytes, special);
  if (foreign !== null) return { text: keepLegal(foreign), warnings: [] };
  const utf8 = decode(bytes, "utf-8");
  if (utf8 !== null) {
    const lied = [charset, declared].find((name) => name !== null && /16|ucs/i.test(name));
    const warnings = lied ? [`Declared ${lied.toLowerCase()}, but the bytes are UTF-8`] : [];
    return { text: keepLegal(utf8), warnings };
  }
  const warnings = label !== null && LATIN.test(label) ? [] : ["Not UTF-8: read as windows-1252"];
  return { text: keepLegal(decode(bytes, "windows-1252") ?? ""), warnings };
}

/** Drops what XML forbids; the rest of the pipeline and Postgres would refuse it. */
function keepLegal(text: string): string {
  return text.toWellFormed().replaceAll("\r\n", "\n").replaceAll("\r", "\n").replace(FORBIDDEN, "");
}

function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: encoding !== "windows-1252" }).decode(bytes);
  } catch {
    return null;
  }
}

/** UTF-16 by its mark, or by the zero that stands beside the first `<`. */
function wideEncoding(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe || a === 0x3c && b === 0 && d === 0) return "utf-16le";
  if (a === 0xfe && b === 0xff || a === 0 && b === 0x3c && c === 0) return "utf-16be";
  return null;
}

/** Undoes quoted-printable that a relay left in place: `=3D"` and soft line ends give it away. */
function unquotePrintable(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder("latin1").decode(bytes);
  if (!/<[^<>]{0,200}=3D["'\w]/i.test(text)) return bytes;
  const plain = text.replace(/=\r?\n/g, "").replace(
    /=([\dA-F]{2})/gi,
    (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0) & 0xff);
}
