import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { ExportedLead, ExportedVehicle } from "../contract/lead_export.ts";
import { localMoment } from "./zoned_time.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
// deno-lint-ignore no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/g;
/** CRMs cut long comments; the end of a conversation says more than its beginning. */
const MAX_TRANSCRIPT = 30_000;
const SPEAKERS: Readonly<Record<string, string>> = {
  customer: "Customer",
  ai: "Assistant",
  staff: "Staff",
  system: "System",
};

/** Writes a lead as ADF 1.0 for a CRM: elements in the standard's order, the conversation in the comments. */
export function writeAdf(lead: ExportedLead): string {
  const status = lead.is_repeat ? "resend" : "new";
  const parts = [
    element("id", lead.lead_id, { sequence: "1", source: "Rylie" }),
    element("requestdate", isoWithOffset(lead.requested_at, lead.dealership.timezone)),
    vehicleOf(lead.vehicle, interestOf(lead)),
    ...(lead.trade_in === null ? [] : [vehicleOf(lead.trade_in, "trade-in")]),
    customerOf(lead),
    block("vendor", [
      element("id", lead.dealership.id, { source: "Rylie" }),
      element("vendorname", lead.dealership.name),
    ]),
    block("provider", [
      element("name", lead.source ?? "Rylie", { part: "full" }),
      element("service", "Rylie"),
    ]),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>\n<?adf version="1.0"?>\n` +
    `${block("adf", [block("prospect", parts, { status })])}\n`;
}

function interestOf({ type, interest }: ExportedLead): string {
  if (type === "test_drive") return "test-drive";
  return interest === "lease" ? "lease" : "buy";
}

/** Year, make and model stand even when they are not known: the standard asks for them. */
function vehicleOf(vehicle: ExportedVehicle | null, interest: string): string {
  const units = vehicle?.odometer_unit === "km" ? "km" : "mi";
  const status = vehicle?.condition === "new" || vehicle === null ? "new" : "used";
  const { vin = null, stock_number = null, trim = null, odometer = null } = vehicle ?? {};
  return block("vehicle", [
    element("year", vehicle?.year ?? ""),
    element("make", vehicle?.make ?? ""),
    element("model", vehicle?.model ?? ""),
    ...optional("vin", vin),
    ...optional("stock", stock_number),
    ...optional("trim", trim),
    ...(odometer === null ? [] : [element("odometer", odometer, { units })]),
  ], { interest, status });
}

function customerOf(lead: ExportedLead): string {
  const { customer, dealership } = lead;
  const comments = [
    lead.inquiry === null ? "" : `Your inquiry: ${lead.inquiry}`,
    customer.language === null ? "" : `Preferred Language: ${customer.language}`,
    transcriptOf(lead),
  ].filter((part) => part !== "").join("\n\n");
  return block("customer", [
    block("contact", [
      element("name", customer.full_name ?? "", { part: "full" }),
      ...customer.emails.map((address) => element("email", address)),
      ...customer.phones.flatMap((phone) => bothForms(phone, dealership.country))
        .map((phone) => element("phone", phone, { type: "voice" })),
    ], { primarycontact: "1" }),
    element("id", customer.id, { source: "Rylie" }),
    ...(comments === "" ? [] : [element("comments", comments)]),
  ]);
}

/** E.164 for machines, and as it is dialled at the dealership for those that know no other. */
function bothForms(phone: string, country: string): string[] {
  const parsed = parsePhoneNumberFromString(phone);
  const isLocal = parsed?.countryCallingCode === "1" && ["US", "CA"].includes(country);
  return parsed === undefined || !isLocal ? [phone] : [phone, parsed.formatNational()];
}

function transcriptOf({ transcript, dealership }: ExportedLead): string {
  const lines = transcript.map(({ at, author, content }) => {
    const { date, minutes } = localMoment(at, dealership.timezone);
    const clock = [Math.floor(minutes / 60), minutes % 60]
      .map((part) => String(part).padStart(2, "0")).join(":");
    return `[${date} ${clock}] ${SPEAKERS[author] ?? author}: ${content}`;
  });
  if (lines.length === 0) return "";
  let kept = lines.join("\n");
  if (kept.length > MAX_TRANSCRIPT) {
    kept = `[the beginning is left out]\n${kept.slice(-MAX_TRANSCRIPT)}`;
  }
  return `Conversation Transcript: ${lines.length} messages\n${kept}`;
}

/** `2026-11-22T09:30:00-05:00`: the dealership's wall clock with its offset. */
export function isoWithOffset(instant: string, timezone: string): string {
  const ms = Math.floor(Date.parse(instant) / 1000) * 1000;
  const { date, minutes } = localMoment(ms, timezone);
  const seconds = Math.floor(ms / 1000) % 60;
  const wall = Date.parse(`${date}T00:00:00Z`) + (minutes * 60 + seconds) * 1000;
  const offset = Math.round((wall - ms) / 60_000);
  const pad = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const sign = offset < 0 ? "-" : "+";
  const size = Math.abs(offset);
  return `${new Date(wall).toISOString().slice(0, 19)}${sign}${pad(size / 60)}:${pad(size % 60)}`;
}

function optional(name: string, value: string | null): string[] {
  return value === null || value === "" ? [] : [element(name, value)];
}

function element(name: string, value: string, attributes: Record<string, string> = {}): string {
  return `<${name}${written(attributes)}>${escape(value)}</${name}>`;
}

function block(
  name: string,
  children: readonly string[],
  attributes: Record<string, string> = {},
): string {
  return `<${name}${written(attributes)}>\n${children.join("\n")}\n</${name}>`;
}

function written(attributes: Record<string, string>): string {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${escape(value)}"`).join("");
}

function escape(text: string): string {
  return text.toWellFormed().replace(FORBIDDEN, "").replace(
    /[&<>"]/g,
    (sign) => ESCAPES[sign] ?? "",
  );
}
