import type { LeadContact, LeadIntake, LeadVehicle } from "@rylie/contract/lead.ts";
import { parseAdf } from "@rylie/domain/adf.ts";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type Fact, FactList } from "../../components/fact_list.tsx";
import { Tag } from "../../components/tag.tsx";
import { reviewReason } from "../../format/document.ts";
import { exactTime } from "../../format/exact_time.ts";
import { t, tn } from "../../i18n/t.ts";

/** What is read from a text, as it is typed; the same reader runs where documents come in. */
export function DocumentReading(props: {
  readonly text: string;
  readonly received_at: string;
  readonly dealership: { readonly name: string; readonly timezone: string };
  readonly sender_domain: string | null;
}): JSX.Element {
  const { text, received_at, sender_domain } = props;
  const { name: dealership_name, timezone } = props.dealership;
  const parsed = useMemo(
    () => parseAdf(text, { received_at, timezone, sender_domain, dealership_name }),
    [text, received_at, timezone, sender_domain, dealership_name],
  );
  const reason = reviewReason(parsed.review_reason);
  return (
    <section class="document-reading" aria-label={t("What is read from it")}>
      <div class="document-verdict" role="status">
        <Tag tone={parsed.verdict === "parsed" ? "ok" : "warn"}>
          {parsed.verdict === "parsed" ? t("Can be read") : t("Needs a look")}
        </Tag>
        <span>{reason ?? tn(parsed.leads.length, "1 lead", "{count} leads")}</span>
      </div>
      <Warnings warnings={parsed.warnings} />
      {parsed.leads.map((lead, place) => <Lead key={place} lead={lead} timezone={timezone} />)}
    </section>
  );
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }): JSX.Element | null {
  if (warnings.length === 0) return null;
  return (
    <ul class="document-warnings">
      {warnings.map((warning) => <li key={warning}>{warning}</li>)}
    </ul>
  );
}

function Lead(props: { readonly lead: LeadIntake; readonly timezone: string }): JSX.Element {
  const { lead, timezone } = props;
  const facts: Fact[] = [
    ...contactFacts(lead.customer),
    [t("Prefers"), joined(lead.customer.preferred_contact, lead.customer.preferred_time)],
    [t("When"), lead.customer.timeframe?.description ?? null],
    [t("Language"), lead.customer.language],
    [t("Vehicle"), vehicleWords(lead.vehicle)],
    [t("Trade-in"), vehicleWords(lead.trade_in)],
    [t("Inquiry"), lead.inquiry],
    [t("Note of a colleague"), lead.staff_note],
    [t("Source"), joined(lead.source, lead.sub_source)],
    [t("Their id"), lead.external_id],
    [t("Asked"), exactTime(lead.requested_at, timezone)],
    [t("Consent"), consentWords(lead)],
    ...lead.co_buyers.map((other): Fact => [t("Co-buyer"), other.full_name]),
    ...Object.entries(lead.extras).map(([name, value]): Fact => [name, plainWords(value)]),
  ];
  return (
    <article class="document-lead">
      <Warnings warnings={lead.warnings} />
      <FactList facts={facts} />
    </article>
  );
}

function contactFacts(contact: LeadContact): Fact[] {
  const { address } = contact;
  const lines = address === null ? [] : [
    ...address.street,
    address.apartment,
    address.city,
    address.region,
    address.postal_code,
    address.country,
  ];
  return [
    [t("Name"), contact.full_name],
    ...contact.phones.map((
      phone,
    ): Fact => [t("Phone"), joined(phone.e164 ?? phone.raw, phone.kind)]),
    ...contact.emails.map((email): Fact => [t("E-mail"), email.address]),
    [t("Address"), joined(...lines)],
  ];
}

function vehicleWords(vehicle: LeadVehicle | null): string | null {
  if (vehicle === null) return null;
  const { year, make, model, trim, stock_number, vin, odometer } = vehicle;
  const name = [year, make, model, trim].filter((part) => part !== null).join(" ");
  const miles = odometer === null ? null : `${odometer} ${vehicle.odometer_unit ?? ""}`.trim();
  return joined(name, stock_number, vin, miles);
}

function consentWords({ consents }: LeadIntake): string {
  return consents.map(({ text }) => text).join(" · ");
}

function plainWords(value: unknown): string {
  if (typeof value === "string") return value;
  const isList = Array.isArray(value) && value.every((one) => typeof one === "string");
  return isList ? value.join(", ") : JSON.stringify(value);
}

function joined(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}
