import type { LeadContact, LeadFinance, LeadIntake } from "../contract/lead.ts";
import {
  customerFromLabels,
  extrasFromLabels,
  languageCode,
  mineComments,
  type MinedComments,
  vehicleFromLabels,
  vinFromComments,
} from "./adf_comments.ts";
import { isReachable, readContact, readTimeframe, type Warn } from "./adf_contact.ts";
import { requestDate } from "./adf_dates.ts";
import { extrasOf } from "./adf_extras.ts";
import { leadKind } from "./adf_kind.ts";
import { answerTo } from "./adf_labels.ts";
import type { AdfOptions } from "./adf_options.ts";
import { knownSource, namesAnother, readSource, readVendor } from "./adf_source.ts";
import { type AdfNode, childOf, childrenOf, textOf } from "./adf_tree.ts";
import { flagOf } from "./adf_values.ts";
import { readFinance, type ReadVehicle, readVehicle } from "./adf_vehicle.ts";
import { sortVehicles } from "./adf_vehicles.ts";
import { valueOf } from "./adf_words.ts";

const MAX_VEHICLES = 20;

/** Reads one `<prospect>` as a lead. Nothing missing or odd in it makes it fail. */
export function readProspect(prospect: AdfNode, options: AdfOptions): LeadIntake {
  const warnings: string[] = [];
  const warn = (sentence: string) => void (warnings.length < 50 && warnings.push(sentence));
  const thisYear = Number(options.received_at.slice(0, 4));
  const source = readSource(prospect, options.sender_domain);
  const mined = mineComments(commentsOf(prospect));
  const blocks = childrenOf(prospect, "vehicle");
  if (blocks.length > MAX_VEHICLES) warn(`${blocks.length} vehicles: the first 20 were read`);
  const vehicles = blocks.slice(0, MAX_VEHICLES).map((node) => readVehicle(node, thisYear, warn));
  const cars = fromComments(sortVehicles(vehicles, warn), mined, thisYear);
  const people = readPeople(prospect, options.country, warn);
  const asked = requestDate(
    textOf(childOf(prospect, "requestdate")),
    options.received_at,
    options.timezone,
  );
  if (asked.warning !== null) warn(asked.warning);
  const finance = financeOf(prospect, vehicles, mined);
  checkVendor(prospect, options.dealership_name, warn);
  const { metadata, is_staff_log, external_ids, ...origin } = source;
  return {
    ...origin,
    external_ids: [...external_ids],
    request_kind: statusOf(prospect) === "resend" ? "resend" : "new",
    ...leadKind({
      ...cars,
      text: mined.inquiry ?? mined.shown ?? "",
      hints: [...Object.values(metadata), origin.sub_source ?? ""],
      finance,
      department: options.department,
    }),
    requested_at: asked.requested_at,
    received_at: new Date(options.received_at).toISOString(),
    customer: customerFromLabels({ ...people.primary, ...customerWishes(prospect) }, mined.labels),
    co_buyers: people.others,
    vehicle: cars.vehicle,
    other_vehicles: cars.others,
    trade_in: cars.trade_in,
    finance,
    ...spoken(mined, is_staff_log),
    extras: {
      ...moreAbout(prospect, metadata),
      ...Object.assign({}, ...vehicles.map((vehicle) => vehicle.extras)),
      ...extrasFromLabels(mined.labels),
      ...(isSocialRelay(origin.source_kind, people.primary) ? { reply_in: origin.source } : {}),
    },
    warnings,
    document_id: null,
  };
}

/** Only a hint for staff: some portals write their own name where the dealership's belongs. */
function checkVendor(prospect: AdfNode, dealershipName: string | null, warn: Warn): void {
  const vendor = readVendor(prospect)?.["name"];
  if (!namesAnother(vendor, dealershipName) || knownSource(String(vendor)) !== null) return;
  warn(`Meant for ${String(vendor).slice(0, 80)}, by its own words`);
}

/** Who said what: a colleague's log is a note, never the customer's words. */
function spoken(
  mined: MinedComments,
  isStaffLog: boolean,
): Pick<
  LeadIntake,
  "inquiry" | "comments_raw" | "comments_shown" | "consents" | "staff_note"
> {
  return {
    inquiry: isStaffLog ? null : mined.inquiry,
    comments_raw: mined.raw,
    comments_shown: mined.shown,
    consents: [...mined.consents],
    staff_note: isStaffLog ? mined.shown : null,
  };
}

function statusOf(prospect: AdfNode): string {
  return (prospect.attributes.get("status") ?? "new").trim().toLowerCase();
}

/** Everything without a field of its own, for staff to see. */
function moreAbout(
  prospect: AdfNode,
  ids: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const status = statusOf(prospect);
  const vendor = readVendor(prospect);
  const asked = valueOf(prospect.attributes.get("type"));
  return {
    ...extrasOf(prospect),
    ...(asked === null ? {} : { request_type: asked }),
    ...(Object.keys(ids).length === 0 ? {} : { ids }),
    ...(vendor === null ? {} : { vendor }),
    ...(["", "new", "resend"].includes(status) ? {} : { status }),
  };
}

/** True when a lead can be worked: somebody has a name, an e-mail or a phone. */
export function isLeadReachable(lead: LeadIntake): boolean {
  return isReachable(lead.customer) || lead.co_buyers.some(isReachable);
}

/** A marketplace messenger gives a name and nothing else: the answer is typed there. */
function isSocialRelay(kind: LeadIntake["source_kind"], contact: LeadContact): boolean {
  return kind === "social" && contact.emails.length === 0 &&
    !contact.phones.some((phone) => phone.e164 !== null);
}

type Cars = ReturnType<typeof sortVehicles>;

/** What only the comments say about a car goes to the car that the lead is about. */
function fromComments(cars: Cars, mined: MinedComments, thisYear: number): Cars {
  const target = cars.only_own ? "trade_in" : "vehicle";
  const known = cars[target];
  const vin = cars.vehicle === null && cars.trade_in === null || known?.vin === null
    ? vinFromComments(mined)
    : null;
  const named = vin !== null || answerTo(mined.labels, "stock", "model", "vin") !== null;
  if (known === null && !named) return cars;
  const blank = readVehicle(
    { name: "vehicle", attributes: new Map([["status", ""]]), children: [], text: "" },
    thisYear,
    () => undefined,
  ).vehicle;
  const start = known ?? { ...blank, interest: cars.only_own ? "sell" as const : "buy" as const };
  const filled = vehicleFromLabels({ ...start, vin: start.vin ?? vin }, mined, thisYear);
  return { ...cars, [target]: filled };
}

function financeOf(
  prospect: AdfNode,
  vehicles: readonly ReadVehicle[],
  mined: MinedComments,
): LeadFinance | null {
  const found = vehicles.find((vehicle) => vehicle.finance !== null)?.finance ??
    readFinance(childOf(prospect, "finance") ?? childOf(childOf(prospect, "customer"), "finance"));
  if (found !== null) return found;
  if (!/\bcash\b/i.test(answerTo(mined.labels, "options") ?? "")) return null;
  return {
    method: "cash",
    down_payment_cents: null,
    monthly_cents: null,
    total_cents: null,
    balance_cents: null,
    currency: null,
    term_months: null,
    rate_percent: null,
  };
}

/** Comments stand at four levels, and some senders use several. */
function commentsOf(prospect: AdfNode): string[] {
  const customer = childrenOf(prospect, "customer");
  const contacts = [...customer, prospect].flatMap((node) => childrenOf(node, "contact"));
  const requests = childrenOf(prospect, "request");
  const holders = [...customer, ...contacts, ...requests, prospect];
  const said = holders.flatMap((node) => childrenOf(node, "comments", "comment"));
  // Sell leads and marketplace leads say it in the vehicle block, in labels.
  const labelled = childrenOf(prospect, "vehicle").flatMap((node) => childrenOf(node, "comments"))
    .filter((node) => mineComments([textOf(node)]).labels.fields.length > 0);
  return [...said, ...labelled].map(textOf);
}

function readPeople(
  prospect: AdfNode,
  country: string,
  warn: (sentence: string) => void,
): { primary: LeadContact; others: LeadContact[] } {
  const holders = childrenOf(prospect, "customer");
  const nodes = [...holders, prospect].flatMap((node) => childrenOf(node, "contact"));
  // Without a contact element the customer's own children are it.
  const found = nodes.length > 0 ? nodes : holders;
  const read = found.slice(0, 20).map((node) => ({
    marked: flagOf(node.attributes.get("primarycontact")) ?? false,
    contact: readContact(node, country, warn),
  })).filter(({ contact }) => isReachable(contact) || contact.phones.length > 0);
  const first = read.find(({ marked, contact }) => marked && isReachable(contact)) ??
    read.find(({ contact }) => isReachable(contact)) ?? read[0];
  const others = read.filter((one) => one !== first).map(({ contact }) => contact);
  return { primary: first?.contact ?? NOBODY, others };
}

const NOBODY: LeadContact = {
  full_name: null,
  first_name: null,
  middle_name: null,
  last_name: null,
  suffix: null,
  is_business: false,
  phones: [],
  emails: [],
  address: null,
};

function customerWishes(
  prospect: AdfNode,
): Pick<
  LeadIntake["customer"],
  "preferred_contact" | "preferred_time" | "language" | "timeframe"
> {
  const customer = childOf(prospect, "customer");
  const contact = childOf(customer, "contact");
  const said = [customer, contact, prospect].map((node) =>
    valueOf(textOf(childOf(node, "language", "preferredlanguage", "locale")))
  ).find((text) => text !== null);
  const preferred = (name: string) =>
    childrenOf(contact, name).find((node) => flagOf(node.attributes.get("preferredcontact")));
  return {
    preferred_contact: preferred("phone") ? "phone" : preferred("email") ? "email" : null,
    preferred_time: valueOf(preferred("phone")?.attributes.get("time")),
    language: languageCode(said ?? null),
    timeframe: readTimeframe(childOf(customer, "timeframe") ?? childOf(prospect, "timeframe")),
  };
}
