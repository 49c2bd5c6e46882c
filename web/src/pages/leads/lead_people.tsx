import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { CoBuyer, LeadDetail } from "../../api/leads_api.ts";
import type { Consent } from "../../api/rows.ts";
import { consentWords } from "../../components/consent_words.ts";
import { FactList } from "../../components/fact_list.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { formatPhone } from "../../format/phone.ts";
import { fullTime, shortDate } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { LeadSheetShape } from "../../stores/lead_sheet_store.ts";
import { CustomerMerges } from "../customers/customer_merges.tsx";

interface PeopleProps {
  readonly detail: LeadDetail;
  readonly sheet: LeadSheetShape;
  readonly page: PageProps;
  /** Reads the lead anew after a merge. */
  readonly onDone: () => void;
}

/** Who buys along, what the ledger says of each address, and who else the shopper was found to be. */
export function LeadPeople(props: PeopleProps): JSX.Element {
  const { detail, sheet, page } = props;
  const { workplace, toasts } = page;
  const ledger = useMemo(() => sheet.ledgerOf(detail.customer_id), [sheet, detail.customer_id]);
  useEffect(() => void ledger.refresh(), [ledger, detail]);
  return (
    <>
      <CoBuyers coBuyers={detail.co_buyers} />
      <section>
        <h3 class="card-title">{t("Consent")}</h3>
        <RemoteView
          remote={ledger.state.value}
          what={t("The consent")}
          shape="column"
          onRetry={() => void ledger.reload()}
        >
          {(entries) => <Ledger entries={entries} zone={workplace.dealership.timezone} />}
        </RemoteView>
      </section>
      <CustomerMerges
        workplace={workplace}
        toasts={toasts}
        customerId={detail.customer_id}
        onDone={props.onDone}
        stamp={detail}
      />
    </>
  );
}

function CoBuyers(props: { readonly coBuyers: readonly CoBuyer[] }): JSX.Element | null {
  if (props.coBuyers.length === 0) return null;
  return (
    <section>
      <h3 class="card-title">{t("Buys together with")}</h3>
      <FactList
        facts={props.coBuyers.map((one) => [
          one.full_name ?? t("a shopper without a name"),
          reached(one) || t("No phone or e-mail yet"),
        ])}
      />
    </section>
  );
}

function reached(one: CoBuyer): string {
  const phones = one.phones.map(({ e164, raw }) => e164 ? formatPhone(e164) : raw);
  return [...phones, ...one.emails.map(({ address }) => address)].join(" · ");
}

/** Every answer about being contacted, the newest first. */
function Ledger(props: {
  readonly entries: readonly Consent[];
  readonly zone: string;
}): JSX.Element {
  const { entries, zone } = props;
  if (entries.length === 0) {
    return <p class="note-line">{t("Nobody has agreed or refused yet.")}</p>;
  }
  return (
    <FactList
      facts={entries.map((one) => [
        <time key="at" dateTime={one.occurred_at} title={fullTime(one.occurred_at, zone)}>
          {shortDate(one.occurred_at, zone)}
        </time>,
        <span key="words">
          {consentWords(one, zone)}
          <span class="lead-meta">
            {one.address.startsWith("+") ? formatPhone(one.address) : one.address}
          </span>
        </span>,
      ])}
    />
  );
}
