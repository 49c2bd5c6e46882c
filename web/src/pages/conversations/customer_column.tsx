import type { JSX } from "preact";
import type { Consent, Customer, InboxRow } from "../../api/rows.ts";
import { Button } from "../../components/button.tsx";
import { channelName } from "../../components/channel.tsx";
import { AsOf } from "../../components/connection.tsx";
import { consentWords } from "../../components/consent_words.ts";
import { FailedState } from "../../components/empty_state.tsx";
import { Icon } from "../../components/icon.tsx";
import { lazily } from "../../components/lazily.tsx";
import { PhoneWords } from "../../components/phone_words.tsx";
import { Skeleton } from "../../components/skeleton.tsx";
import { Sticker } from "../../components/sticker.tsx";
import { Tag } from "../../components/tag.tsx";
import { shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import { conversationPath } from "../../router.ts";
import type { ToastStore } from "../../stores/toast_store.ts";
import type { OpenWorkplace } from "../../workplace.ts";
import { mergeable } from "./mergeable.ts";
import type { Panel } from "./panel.ts";

const VisitorBlock = lazily(() =>
  import("./visitor_block.tsx").then((module) => module.VisitorBlock)
);

const CustomerMerges = lazily(() =>
  import("../customers/customer_merges.tsx").then((module) => module.CustomerMerges)
);

const LeadBlock = lazily(() => import("./lead_block.tsx").then((module) => module.LeadBlock));

const NextBlock = lazily(() => import("./next_block.tsx").then((module) => module.NextBlock));

const ContactName = lazily(() => import("./contact_name.tsx").then((module) => module.ContactName));

/** Props of CustomerColumn. */
export interface CustomerColumnProps {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly onOpen: (panel: Panel) => void;
}

/** What is known about the customer: vehicle of interest, addresses with consent, earlier talks. */
export function CustomerColumn(props: CustomerColumnProps): JSX.Element | null {
  const { connection, customer, conversation } = props.workplace;
  const row = conversation.row.value;
  const state = customer.state.value;
  const isAwaited = row === null && conversation.state.value.kind === "loading";
  if (state.kind === "loading" || isAwaited) {
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
      {connection.asOf.value !== "" && (
        <p class="customer-as-of">
          <AsOf asOf={connection.asOf} />
        </p>
      )}
      <LeadBlock {...props} />
      <VehicleBlock workplace={props.workplace} />
      <NextBlock {...props} />
      {row.channel === "web" && (
        <VisitorBlock
          workplace={props.workplace}
          conversationId={row.id}
        />
      )}
      <ContactBlock
        column={props}
        row={row}
        customer={customer.customer.value}
        consents={customer.consents.value}
        zone={props.workplace.dealership.timezone}
      />
      <EarlierBlock {...props} row={row} />
      <SameBlock {...props} customerId={row.customer_id} />
    </>
  );
}

/** The other customers that this one was found to be. */
function SameBlock(props: {
  readonly workplace: OpenWorkplace;
  readonly toasts: ToastStore;
  readonly customerId: string;
}): JSX.Element | null {
  const { workplace } = props;
  if (!workplace.may("customers.write_all")) return null;
  return (
    <section class="customer-block" aria-label={t("The same person")}>
      <CustomerMerges
        workplace={workplace}
        toasts={props.toasts}
        customerId={props.customerId}
        onDone={() => void workplace.customer.refresh()}
      />
    </section>
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
        : <Sticker vehicle={vehicle} now={props.workplace.clock.minute.value} />}
    </section>
  );
}

function ContactBlock(props: {
  readonly column: CustomerColumnProps;
  readonly row: InboxRow;
  readonly customer: Customer | null;
  readonly consents: readonly Consent[];
  readonly zone: string;
}): JSX.Element {
  const identities = (props.customer?.customer_identities ?? [])
    .filter((one) => one.kind !== "visitor");
  return (
    <section class="customer-block">
      <ContactName
        key={props.row.id}
        workplace={props.column.workplace}
        toasts={props.column.toasts}
        row={props.row}
      />
      <ul class="customer-lines">
        {identities.map((one) => (
          <li class="customer-line" key={one.value}>
            <Icon name={one.kind === "phone" ? "phone" : "mail"} size="s" />
            <div>
              <p class="customer-value">
                {one.kind === "phone" ? <PhoneWords words={one.value} /> : one.value}
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

function ConsentWords(props: {
  readonly consents: readonly Consent[];
  readonly address: string;
  readonly zone: string;
}): JSX.Element | null {
  const consents = props.consents.filter((one) => one.address === props.address);
  return (
    <>
      {consents.map((one) => (
        <p class="customer-meta" key={one.channel}>{consentWords(one, props.zone)}</p>
      ))}
    </>
  );
}

function EarlierBlock(
  props: Pick<CustomerColumnProps, "workplace" | "onOpen"> & { readonly row: InboxRow },
): JSX.Element | null {
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
      {mergeable(props.row, earlier).length > 0 && (
        <div class="choice-row">
          <Button
            look="plain"
            icon="messages-square"
            onPress={() => props.onOpen({ kind: "merge" })}
          >
            {t("Merge with another thread…")}
          </Button>
        </div>
      )}
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
