/** One field or file of a multipart form, its bytes as they came. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | null;
  readonly content_type: string | null;
  readonly bytes: Uint8Array;
}

const MAX_PARTS = 200;

/**
 * Splits a multipart/form-data body. The platform's own reader decodes every field as UTF-8, which
 * destroys mails in other charsets; here a field stays bytes. Null when it is no such body.
 */
export function parseMultipart(body: Uint8Array, contentType: string): readonly FormPart[] | null {
  const boundary = /boundary=(?:"([^"]{1,200})"|([^\s;]{1,200}))/i.exec(contentType);
  if (!/^multipart\/form-data\b/i.test(contentType) || boundary === null) return null;
  // One byte is one sign, so positions in the text are positions in the bytes.
  const text = latin1(body);
  const declared = `--${boundary[1] ?? boundary[2] ?? ""}`;
  // A mail that came again lies there as a form of the same parts with another boundary.
  const mark = text.includes(declared) ? declared : /^--[^\r\n]{1,200}/.exec(text)?.[0] ?? declared;
  const parts: FormPart[] = [];
  let start = text.indexOf(mark);
  while (start >= 0 && parts.length < MAX_PARTS) {
    const from = start + mark.length;
    const end = text.indexOf(`\r\n${mark}`, from);
    if (text.startsWith("--", from) || end < 0) break;
    const part = readPart(text, body, { from: from + 2, to: end });
    if (part !== null) parts.push(part);
    start = end + 2;
  }
  return parts;
}

function readPart(
  text: string,
  body: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): FormPart | null {
  const headEnd = text.indexOf("\r\n\r\n", from);
  if (headEnd < 0 || headEnd > to) return null;
  const head = text.slice(from, headEnd);
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? "";
  const name = parameter(disposition, "name");
  if (name === null) return null;
  return {
    name,
    filename: parameter(disposition, "filename"),
    content_type: /^content-type:[ \t]*(.*)$/im.exec(head)?.[1]?.trim() ?? null,
    bytes: body.subarray(headEnd + 4, to),
  };
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`[;\\s]${name}="((?:[^"\\\\]|\\\\.){0,400})"`, "i").exec(disposition);
  const raw = found?.[1]?.replace(/\\(.)/g, "$1");
  return raw === undefined ? null : new TextDecoder().decode(bytesOf(raw));
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let from = 0; from < bytes.length; from += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(from, from + 0x8000));
  }
  return text;
}

function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}
