import type { LeadIntake } from "../contract/lead.ts";
import { answerTo, readLabels } from "./adf_labels.ts";
import { readProspect } from "./adf_lead.ts";
import type { AdfOptions } from "./adf_options.ts";
import type { AdfNode } from "./adf_tree.ts";

/** Reads a mail of labelled lines (`Name:`, `Email:`, `Stock:`) as if it were a prospect. */
export function readLabelledText(text: string, options: AdfOptions): LeadIntake {
  const labels = readLabels(text);
  const leaf = (name: string, value: string | null, attributes: Record<string, string> = {}) =>
    value === null ? [] : [element(name, [], { text: value, attributes })];
  const contact = element("contact", [
    ...leaf("name", answerTo(labels, "name"), { part: "full" }),
    ...leaf("name", answerTo(labels, "first_name"), { part: "first" }),
    ...leaf("name", answerTo(labels, "last_name"), { part: "last" }),
    ...leaf("email", answerTo(labels, "email")),
    ...leaf("phone", answerTo(labels, "cell"), { type: "cell" }),
    ...leaf("phone", answerTo(labels, "phone")),
    element("address", [
      ...leaf("street", answerTo(labels, "street")),
      ...leaf("city", answerTo(labels, "city")),
      ...leaf("regioncode", answerTo(labels, "region")),
      ...leaf("postalcode", answerTo(labels, "postal_code")),
    ]),
  ]);
  const vehicle = element("vehicle", [
    ...leaf("year", answerTo(labels, "year")),
    ...leaf("make", answerTo(labels, "make")),
    ...leaf("model", answerTo(labels, "model") ?? answerTo(labels, "vehicle")),
    ...leaf("vin", answerTo(labels, "vin")),
    ...leaf("stock", answerTo(labels, "stock")),
  ], { attributes: { status: "" } });
  const provider = element("provider", leaf("name", answerTo(labels, "source")));
  const customer = element("customer", [contact, ...leaf("comments", text)]);
  const prospect = element("prospect", [vehicle, customer, provider]);
  const lead = readProspect(prospect, options);
  return {
    ...lead,
    comments_shown: lead.inquiry ?? lead.comments_shown,
    warnings: ["Read from labelled text, not from ADF", ...lead.warnings.filter(isNews)],
  };
}

function isNews(warning: string): boolean {
  return !warning.startsWith("No request date") && !warning.startsWith("Make was written");
}

function element(
  name: string,
  children: readonly AdfNode[],
  more: { text?: string; attributes?: Record<string, string> } = {},
): AdfNode {
  const attributes = new Map(Object.entries(more.attributes ?? {}));
  return { name, children, attributes, text: more.text ?? "" };
}
