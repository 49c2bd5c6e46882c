import type { FieldError } from "../contract/problem_codes.ts";
import { holdsAdf, openEnvelope } from "./adf_envelope.ts";
import { answerTo, readLabels } from "./adf_labels.ts";

const JSON_TYPE = /\bjson\b/i;
const FORM_TYPE = /x-www-form-urlencoded/i;
const KNOWN_TYPE =
  /\b(?:xml|json|x-adf|x-www-form-urlencoded)\b|^text\/(?:plain|html)|^application\/octet-stream/i;

/** True for a content type that can carry a document of leads; none at all can, too. */
export function isDocumentType(contentType: string | null): boolean {
  return contentType === null || contentType.trim() === "" || KNOWN_TYPE.test(contentType);
}

/**
 * Says what a body lacks to hold a lead at all, by field; empty when it may hold one. Only JSON and
 * forms can be judged before they are kept: everything else is kept and read.
 */
export function bodyFaults(raw: Uint8Array, contentType: string | null): FieldError[] {
  const text = new TextDecoder().decode(raw);
  if (text.trim() === "") return [{ field: "body", message: "is empty" }];
  const type = contentType ?? "";
  const isJson = JSON_TYPE.test(type);
  if (!isJson && !FORM_TYPE.test(type) || holdsAdf(text)) return [];
  if (isJson && !isJsonText(text)) return [{ field: "body", message: "is not JSON" }];
  const envelope = openEnvelope(text);
  if (envelope.kind !== "plain") return [];
  const labels = readLabels(envelope.text);
  const reachable = ["name", "first_name", "last_name", "email", "phone", "cell"] as const;
  if (answerTo(labels, ...reachable) !== null) return [];
  return [
    { field: "adf", message: "holds no ADF document" },
    { field: "name", message: "is missing, and so are email and phone" },
  ];
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
