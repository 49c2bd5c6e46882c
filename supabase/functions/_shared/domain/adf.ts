import type { LeadIntake } from "../contract/lead.ts";
import { decodeDocument } from "./adf_decode.ts";
import { openEnvelope } from "./adf_envelope.ts";
import { holdsLabels } from "./adf_labels.ts";
import { isLeadReachable, readProspect } from "./adf_lead.ts";
import { ADF_DEFAULTS, type AdfOptions } from "./adf_options.ts";
import { readLabelledText } from "./adf_plain.ts";
import { type AdfDefect, repairAdf } from "./adf_repair.ts";
import { type AdfNode, findAll, parseTree } from "./adf_tree.ts";

/** Why a person has to look at a document. */
export type ReviewReason =
  | AdfDefect
  | "entity_declared"
  | "too_large"
  | "too_many_prospects"
  | "star"
  | "not_adf"
  | "no_prospect"
  | "nothing_reachable"
  | "unreadable";

/** What became of a document. */
export interface ParsedAdf {
  readonly format: "adf" | "labels" | "star" | "unknown";
  readonly verdict: "parsed" | "needs_review";
  readonly review_reason: ReviewReason | null;
  /** Also filled when a person has to look: what could be read so far. */
  readonly leads: readonly LeadIntake[];
  readonly warnings: readonly string[];
}

/** Documents above this are kept, not read. */
export const MAX_DOCUMENT_BYTES = 500 * 1024;
const MAX_PROSPECTS = 20;

/**
 * Reads a document of leads, however broken. Never throws: what cannot be read for sure goes to a
 * person, with everything that could be read.
 */
export function parseAdf(
  raw: Uint8Array | string,
  options: Pick<AdfOptions, "received_at"> & Partial<AdfOptions>,
): ParsedAdf {
  if (raw.length > MAX_DOCUMENT_BYTES) return review("unknown", "too_large");
  try {
    return read(raw, { ...ADF_DEFAULTS, ...options });
  } catch {
    return review("unknown", "unreadable");
  }
}

function read(raw: Uint8Array | string, options: AdfOptions): ParsedAdf {
  const { text, warnings } = decodeDocument(raw, options.charset);
  if (/<!ENTITY/i.test(text)) return review("adf", "entity_declared", { warnings });
  const envelope = openEnvelope(text);
  if (envelope.kind === "star") return review("star", "star", { warnings });
  if (envelope.kind === "plain") return readPlain(envelope.text, warnings, options);
  const repaired = repairAdf(envelope.text);
  const tree = parseTree(repaired.xml);
  if (tree === null) return review("adf", "unreadable", { warnings });
  const prospects = prospectsIn(tree);
  if (prospects.length === 0) return review("adf", "no_prospect", { warnings });
  const leads = prospects.slice(0, MAX_PROSPECTS).map((node) => readProspect(node, options));
  const defects = new Set<ReviewReason>(repaired.defects);
  if (envelope.truncated) defects.add("truncated");
  if (prospects.length > MAX_PROSPECTS) defects.add("too_many_prospects");
  if (!leads.every(isLeadReachable)) defects.add("nothing_reachable");
  const reason = ORDER.find((candidate) => defects.has(candidate));
  if (reason !== undefined) return review("adf", reason, { warnings, leads });
  return { format: "adf", verdict: "parsed", review_reason: null, leads, warnings };
}

/** The worst defect is the one that is named. */
const ORDER: readonly ReviewReason[] = [
  "too_many_elements",
  "too_deep",
  "truncated",
  "unbalanced",
  "too_many_prospects",
  "nothing_reachable",
];

/** Some senders leave out the prospect and write its parts directly. */
function prospectsIn(tree: AdfNode): AdfNode[] {
  const found = findAll(tree, "prospect");
  if (found.length > 0) return found.filter((node) => node.children.length > 0);
  return findAll(tree, "adf").filter((node) =>
    node.children.some((child) => child.name === "customer")
  );
}

function readPlain(text: string, warnings: readonly string[], options: AdfOptions): ParsedAdf {
  if (!holdsLabels(text)) return review("unknown", "not_adf", { warnings });
  const lead = readLabelledText(text, options);
  if (!isLeadReachable(lead)) {
    return review("labels", "nothing_reachable", { warnings, leads: [lead] });
  }
  return { format: "labels", verdict: "parsed", review_reason: null, leads: [lead], warnings };
}

function review(
  format: ParsedAdf["format"],
  reason: ReviewReason,
  found: Partial<Pick<ParsedAdf, "leads" | "warnings">> = {},
): ParsedAdf {
  const { leads = [], warnings = [] } = found;
  return { format, verdict: "needs_review", review_reason: reason, leads, warnings };
}
