import type { JSX } from "preact";
import type { Consent, Customer, InboxRow } from "../../api/rows.ts";
import { channelName } from "../../components/channel.tsx";
import { FailedState } from "../../components/empty_state.tsx";
import { Icon } from "../../components/icon.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Sticker } from "../../components/sticker.tsx";
import { Tag } from "../../components/tag.tsx";
import { formatPhone } from "../../format/phone.ts";
import { shortDate } from "../../format/time.ts";
import { phrase, t } from "../../i18n/t.ts";
import { conversationPath } from "../../router.ts";
import type { OpenWorkplace } from "../../workplace.ts";

/** What is known about the customer: vehicle of interest, addresses with consent, earlier talks. */
export function CustomerColumn(props: { readonly workplace: OpenWorkplace }): JSX.Element | null {
  const { customer, conversation } = props.workplace;
  const row = conversation.row.value;
  const state = customer.state.value;
  if (state.kind === "loading" || conversation.state.value.kind === "loading") {
    return <Skeleton shape="column" count={3} label={t("Loading customer")} />;
  }
  if (row === null) return null;
  if (state.kind === "failed") {
    return (
      <FailedState
        what={t("The customer did not load")}
        problem={state.problem}
        onRetry={() => void customer.refresh()}
      />
    );
  }
  return (
    <>
      <VehicleBlock workplace={props.workplace} />
      <ContactBlock
        row={row}
        customer={customer.customer.value}
        consents={customer.consents.value}
        zone={props.workplace.dealership.timezone}
      />
      <EarlierBlock workplace={props.workplace} />
    </>
  );
}

function VehicleBlock(props: { readonly workplace: OpenWorkplace }): JSX.Element {
  const vehicle = props.workplace.customer.vehicle.value;
  return (
    <section class="customer-block" aria-label={t("Vehicle of interest")}>
      {vehicle === null
        ? (
          <p class="customer-none">
            <Icon name="car-front" />
            {t("No vehicle named yet")}
          </p>
        )
        : <Sticker vehicle={vehicle} />}
    </section>
  );
}

function ContactBlock(props: {
  readonly row: InboxRow;
  readonly customer: Customer | null;
  readonly consents: readonly Consent[];
  readonly zone: string;
}): JSX.Element {
  const identities = (props.customer?.customer_identities ?? [])
    .filter((one) => one.kind !== "visitor");
  return (
    <section class="customer-block">
      <h3 class="customer-title">{t("Contact")}</h3>
      {props.row.customer_name !== null && <p class="customer-name">{props.row.customer_name}</p>}
      <ul class="customer-lines">
        {identities.map((one) => (
          <li class="customer-line" key={one.value}>
            <Icon name={one.kind === "phone" ? "phone" : "mail"} size="s" />
            <div>
              <p class="customer-value">
                {one.kind === "phone" ? formatPhone(one.value) : one.value}
              </p>
              <ConsentWords consents={props.consents} address={one.value} zone={props.zone} />
            </div>
            {one.kind === "phone" && <ConsentTag consents={props.consents} address={one.value} />}
          </li>
        ))}
      </ul>
      {identities.length === 0 && <p class="customer-none">{t("No phone or e-mail yet")}</p>}
      {props.customer?.preferred_language && (
        <p class="customer-line">
          <Icon name="globe" size="s" />
          <span>{languageName(props.customer.preferred_language)}</span>
        </p>
      )}
    </section>
  );
}

function ConsentTag(props: {
  readonly consents: readonly Consent[];
  readonly address: string;
}): JSX.Element {
  const consent = smsConsent(props.consents, props.address);
  if (consent === undefined) return <Tag tone="plain">{t("No consent")}</Tag>;
  return consent.status === "granted"
    ? <Tag tone="ok">{t("Texts on")}</Tag>
    : <Tag tone="bad">{t("Texts off")}</Tag>;
}

const METHODS: Readonly<Record<string, string>> = {
  carrier: phrase("reported by the carrier"),
  free_language: phrase("in their own words"),
  import: phrase("imported"),
  inbound_message: phrase("wrote first"),
  keyword: phrase("by keyword"),
  staff: phrase("recorded by staff"),
  web_form: phrase("on a web form"),
};

function ConsentWords(props: {
  readonly consents: readonly Consent[];
  readonly address: string;
  readonly zone: string;
}): JSX.Element | null {
  const consent = props.consents.find((one) => one.address === props.address);
  if (consent === undefined) return null;
  const how = t(METHODS[consent.method ?? ""] ?? "");
  const day = shortDate(consent.occurred_at, props.zone);
  const what = consent.status === "granted"
    ? t("Agreed {day}", { day })
    : t("Opted out {day}", { day });
  return <p class="customer-meta">{[what, how].filter(Boolean).join(", ")}</p>;
}

function EarlierBlock(props: { readonly workplace: OpenWorkplace }): JSX.Element | null {
  const { customer, dealership } = props.workplace;
  const earlier = customer.earlier.value;
  if (earlier.length === 0) return null;
  return (
    <section class="customer-block">
      <h3 class="customer-title">{t("Earlier")}</h3>
      <ul class="customer-lines">
        {earlier.map((row) => (
          <li key={row.id}>
            <a
              class="customer-earlier"
              href={conversationPath(dealership.subdomain, row.id)}
            >
              <span class="customer-meta">
                {row.last_message_at === null
                  ? ""
                  : shortDate(row.last_message_at, dealership.timezone)}
              </span>
              <span>{row.last_message_preview ?? channelName(row.channel)}</span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function smsConsent(consents: readonly Consent[], address: string): Consent | undefined {
  return consents.find((one) => one.channel === "sms" && one.address === address);
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(["en"], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}
