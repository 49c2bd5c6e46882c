import { holdsAdf, htmlToText } from "./adf_envelope.ts";
import { holdsLabels } from "./adf_labels.ts";

/** One file of a mail. */
export interface MailFile {
  readonly filename: string | null;
  readonly content_type: string;
  readonly bytes: Uint8Array;
}

/** The parts of a mail that may hold a lead, transfer encodings undone. */
export interface MailParts {
  readonly attachments: readonly MailFile[];
  readonly text: string | null;
  readonly html: string | null;
}

/** One document found in a mail; `nothing` is the mail's own text, for a person to look at. */
export interface FoundDocument {
  readonly place: "attachment" | "text" | "html" | "labels" | "nothing";
  readonly filename: string | null;
  readonly content_type: string;
  readonly raw: Uint8Array;
}

const XML_TYPE = /\b(?:xml|x-adf)\b/i;
const XML_NAME = /\.(?:xml|adf)$/i;
const TEXT_TYPE = /^(?:text\/plain|application\/octet-stream)\b/i;

/**
 * Finds the documents of leads in a mail: ADF attachments, else the text, else the HTML, else
 * labelled lines. Never empty: what nobody can read goes to a person as it is.
 */
export function findAdf(mail: MailParts): readonly FoundDocument[] {
  const files = mail.attachments.filter(isDocument);
  if (files.length > 0) {
    return files.slice(0, 20).map((file) => ({
      place: "attachment",
      filename: file.filename,
      content_type: file.content_type,
      raw: file.bytes,
    }));
  }
  const { text, html } = mail;
  if (text !== null && holdsAdf(text)) return [body("text", text)];
  if (html !== null && holdsAdf(html)) return [body("html", html)];
  if (text !== null && holdsLabels(text)) return [body("labels", text)];
  if (html !== null && holdsLabels(htmlToText(html))) {
    return [{ ...body("html", html), place: "labels" }];
  }
  return [body("nothing", text ?? html ?? "")];
}

function isDocument(file: MailFile): boolean {
  const named = XML_TYPE.test(file.content_type) || XML_NAME.test(file.filename ?? "");
  if (!named && !TEXT_TYPE.test(file.content_type)) return false;
  const head = new TextDecoder("latin1").decode(file.bytes.subarray(0, 20_000)).replaceAll(
    "\0",
    "",
  );
  return holdsAdf(head) || (named && XML_NAME.test(file.filename ?? "") && /^\s*</.test(head));
}

function body(place: "text" | "html" | "labels" | "nothing", text: string): FoundDocument {
  return {
    place,
    filename: null,
    content_type: `text/${place === "html" ? "html" : "plain"}; charset=utf-8`,
    raw: new TextEncoder().encode(text),
  };
}
