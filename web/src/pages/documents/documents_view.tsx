import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { DocumentRow } from "../../api/documents_api.ts";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { SectionNav } from "../../components/section_nav.tsx";
import { Tag } from "../../components/tag.tsx";
import { documentStatus, documentTone, reviewReason } from "../../format/document.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import { documentsOf, type DocumentsShape } from "../../stores/documents_store.ts";
import { AddressList } from "./address_list.tsx";
import { CrmAddress } from "./crm_address.tsx";
import { DocumentDesk } from "./document_desk.tsx";
import { SampleTester } from "./sample_tester.tsx";
import { SourceCounts } from "./source_counts.tsx";

/** The documents that leads came in: what waits, what came of each, the ways in, and a tester. */
export function DocumentsView(page: PageProps): JSX.Element {
  const { workplace, route } = page;
  const store = useMemo(() => workplace.connect(documentsOf), [workplace]);
  const show = route.filters.show ?? "";
  if (!workplace.may("leads.manage")) {
    return (
      <EmptyState icon="ban" title={t("Only managers see the documents of leads")}>
        <p>{t("An admin of your dealership can change your role.")}</p>
      </EmptyState>
    );
  }
  if (route.part !== null) return <DocumentDesk key={route.part} page={page} store={store} />;
  const parts = [
    ["", t("Needs a look")],
    ["all", t("All documents")],
    ["counts", t("By source")],
    ["addresses", t("Ways in and out")],
    ["test", t("Try a document")],
  ] as const;
  const isTable = show === "" || show === "all" || show === "counts";
  return (
    <div class="section-columns" data-wide={isTable ? "true" : undefined}>
      <SectionNav
        label={t("Documents")}
        sections={parts.map(([id, name]) => ({
          name,
          href: viewPath({ ...route, filters: { as: "documents", show: id } }),
          isCurrent: id === show,
        }))}
      />
      <div class="section-body">
        {show === "test" ? <SampleTester page={page} /> : null}
        {show === "counts" ? <SourceCounts store={store} /> : null}
        {show === "addresses" ? <AddressList page={page} store={store} /> : null}
        {show === "addresses" ? <CrmAddress page={page} /> : null}
        {show === "" || show === "all"
          ? <DocumentList key={show} page={page} store={store} isAll={show === "all"} />
          : null}
      </div>
    </div>
  );
}

function DocumentList(props: {
  readonly page: PageProps;
  readonly store: DocumentsShape;
  readonly isAll: boolean;
}): JSX.Element {
  const { page, store, isAll } = props;
  const { news } = page.workplace;
  const remote = isAll ? store.all : store.waiting;
  // A document that made a lead is told by the lead.
  useEffect(() => void remote.refresh(), [remote, news.value]);
  return (
    <RemoteView
      remote={remote.state.value}
      what={t("The documents")}
      onRetry={() => void remote.reload()}
    >
      {(rows) => rows.length === 0 ? <Nothing isAll={isAll} /> : <Rows page={page} rows={rows} />}
    </RemoteView>
  );
}

function Nothing({ isAll }: { readonly isAll: boolean }): JSX.Element {
  return (
    <EmptyState
      icon="inbox"
      title={isAll ? t("No documents yet") : t("No document waits for you")}
    >
      <p>{t("What portals send as ADF shows up here, also when it cannot be read.")}</p>
    </EmptyState>
  );
}

function Rows(props: {
  readonly page: PageProps;
  readonly rows: readonly DocumentRow[];
}): JSX.Element {
  const { page, rows } = props;
  return (
    <section class="card">
      <div class="table-scroll">
        <table class="data-table">
          <caption class="only-readers">{t("Documents")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("From")}</th>
              <th scope="col">{t("What became of it")}</th>
              <th scope="col">{t("Why")}</th>
              <th scope="col" data-align="end">{t("Received")}</th>
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Row key={row.id} page={page} row={row} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ page, row }: { readonly page: PageProps; readonly row: DocumentRow }): JSX.Element {
  const { clock, dealership } = page.workplace;
  const from = row.source ?? row.sender_domain ?? t("Unknown");
  return (
    <tr>
      <td>
        <a class="document-link" href={viewPath({ ...page.route, part: row.id })}>{from}</a>
        {row.dealership_id === null && (
          <p class="set-meta">{t("To {address}", { address: row.recipient ?? t("nobody") })}</p>
        )}
      </td>
      <td>
        <Tag tone={documentTone(row.status)}>{documentStatus(row.status)}</Tag>
        {row.times_received > 1 && (
          <span class="set-meta">
            {` ${t("came {count} times", { count: row.times_received })}`}
          </span>
        )}
      </td>
      <td>{reviewReason(row.review_reason) ?? ""}</td>
      <td data-align="end">
        <time dateTime={row.received_at} title={fullTime(row.received_at, dealership.timezone)}>
          {listTime(row.received_at, clock.minute.value, dealership.timezone)}
        </time>
      </td>
    </tr>
  );
}
