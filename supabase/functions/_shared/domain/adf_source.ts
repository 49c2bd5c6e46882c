import type { LeadExternalId, LeadIntake } from "../contract/lead.ts";
import { type AdfNode, childOf, childrenOf, textOf } from "./adf_tree.ts";
import { emailsIn } from "./adf_contact.ts";
import { ID_METADATA, KNOWN_SOURCES, STAFF_LOGGER, valueOf } from "./adf_words.ts";

/** Where a lead came from, and the ids its sender knows it by. */
export interface ReadSource
  extends Pick<LeadIntake, "source" | "source_kind" | "sub_source" | "external_id"> {
  readonly external_ids: readonly LeadExternalId[];
  /** Ids that describe the lead instead of naming it. */
  readonly metadata: Readonly<Record<string, string>>;
  /** A colleague logged it: its comments are not the customer's words. */
  readonly is_staff_log: boolean;
}

/** Reads provider, ids and, where they tell more, the vendor's name and the sender's domain. */
export function readSource(prospect: AdfNode, senderDomain: string | null): ReadSource {
  const provider = childOf(prospect, "provider");
  const { external_ids, metadata } = readIds(prospect);
  const name = nameIn(provider);
  const service = valueOf(textOf(childOf(provider, "service")));
  const vendor = nameIn(childOf(prospect, "vendor"));
  // Some portals write their own name where the dealership's belongs.
  const portal = vendor !== null && knownSource(vendor)?.name ? vendor : null;
  const idSource = external_ids.find((one) => one.source !== null)?.source ?? null;
  const said = name ?? portal ?? idSource ?? domainName(senderDomain) ?? "Unknown";
  const known = knownSource(said) ?? (service === null ? null : knownSource(service));
  const [first] = external_ids;
  const hints = [said, service, ...Object.values(metadata)].filter((hint) => hint !== null);
  return {
    source: (known?.name ?? said).slice(0, 80),
    source_kind: known?.kind ?? knownSource(Object.values(metadata).join(" "))?.kind ?? "other",
    sub_source: service?.slice(0, 120) ?? null,
    external_id: first === undefined
      ? null
      : `${first.id}${first.source === null ? "" : `@${first.source}`}`.slice(0, 200),
    external_ids,
    metadata,
    is_staff_log: hints.some((hint) => STAFF_LOGGER.test(hint)),
  };
}

/** Who a name belongs to; the portal's usual spelling where there is one. */
export function knownSource(
  text: string,
): { name: string | null; kind: LeadIntake["source_kind"] } | null {
  const found = KNOWN_SOURCES.find(([pattern]) => pattern.test(text));
  if (found === undefined) return null;
  return { name: found[1], kind: found[2] as LeadIntake["source_kind"] };
}

function readIds(prospect: AdfNode): {
  external_ids: LeadExternalId[];
  metadata: Record<string, string>;
} {
  const external: { id: LeadExternalId; sequence: number }[] = [];
  const metadata: Record<string, string> = {};
  for (const [index, node] of childrenOf(prospect, "id").slice(0, 30).entries()) {
    const id = valueOf(textOf(node));
    const source = valueOf(node.attributes.get("source"));
    if (id === null) continue;
    if (source !== null && ID_METADATA.test(source)) metadata[source] = id.slice(0, 200);
    else {
      const sequence = Number.parseInt(node.attributes.get("sequence") ?? "", 10);
      external.push({
        id: { id: id.slice(0, 120), source },
        sequence: Number.isNaN(sequence) ? index + 1 : sequence,
      });
    }
  }
  external.sort((a, b) => a.sequence - b.sequence);
  return { external_ids: external.map(({ id }) => id), metadata };
}

/** `<provider><name>` in one part or several, else the name of its contact. */
function nameIn(node: AdfNode | undefined): string | null {
  const parts = childrenOf(node, "name", "vendorname").map((name) => valueOf(textOf(name)))
    .filter((part) => part !== null);
  if (parts.length > 0) return parts.join(" ");
  return valueOf(textOf(childOf(childOf(node, "contact"), "name")));
}

/** `leads.cargurus.com` becomes `cargurus.com`; the name of last resort. */
function domainName(domain: string | null): string | null {
  const plain = valueOf(domain)?.toLowerCase();
  if (!plain) return null;
  return plain.split(".").slice(-2).join(".");
}

/** What the vendor block says: for staff to read and to cross-check, never to find the dealership. */
export function readVendor(prospect: AdfNode): Record<string, unknown> | null {
  const vendor = childOf(prospect, "vendor");
  if (vendor === undefined) return null;
  const contact = childOf(vendor, "contact");
  const found = {
    id: valueOf(textOf(childOf(vendor, "id"))),
    name: nameIn(vendor),
    url: valueOf(textOf(childOf(vendor, "url"))),
    contact_name: valueOf(textOf(childOf(contact, "name"))),
    contact_email: emailsIn(textOf(childOf(contact, "email")))[0] ?? null,
    contact_phone: valueOf(textOf(childOf(contact, "phone"))),
  };
  const said = Object.entries(found).filter(([, value]) => value !== null);
  return said.length === 0 ? null : Object.fromEntries(said);
}

/** Words that half of all dealerships have in their names. */
const COMMON =
  /^(?:the|of|and|auto|autos|automotive|motors?|cars?|group|dealer(?:ship)?|inc|llc|co)$/;

/** True when a document names a dealership that shares no word with the one it came to. */
export function namesAnother(vendor: unknown, dealershipName: string | null): boolean {
  if (typeof vendor !== "string" || dealershipName === null) return false;
  const words = (name: string) =>
    (name.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? []).filter((word) => !COMMON.test(word));
  const ours = new Set(words(dealershipName));
  const theirs = words(vendor);
  return theirs.length > 0 && ours.size > 0 && !theirs.some((word) => ours.has(word));
}
