import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { t } from "../../i18n/t.ts";
import type { DocumentsShape } from "../../stores/documents_store.ts";

/** What came in per source, and what came of it: nothing may be missing between the two. */
export function SourceCounts({ store }: { readonly store: DocumentsShape }): JSX.Element {
  const { counts } = store;
  useEffect(() => void counts.refresh(), [counts]);
  const names = [
    t("Received"),
    t("Leads made"),
    t("Known already"),
    t("Needs a look"),
    t("Being read"),
  ];
  return (
    <RemoteView
      remote={counts.state.value}
      what={t("The counts")}
      onRetry={() => void counts.reload()}
    >
      {(rows) =>
        rows.length === 0
          ? <EmptyState icon="inbox" title={t("No documents yet")} />
          : (
            <section class="card">
              <div class="table-scroll" role="region" aria-label={t("By source")} tabIndex={0}>
                <table class="data-table">
                  <caption class="only-readers">{t("By source")}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{t("Source")}</th>
                      {names.map((name) => <th key={name} scope="col" data-align="end">{name}</th>)}
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row) => (
                      <tr key={row.source}>
                        <td>{row.source}</td>
                        <td data-align="end">{row.received}</td>
                        <td data-align="end">{row.created}</td>
                        <td data-align="end">{row.duplicate}</td>
                        <td data-align="end">{row.needs_review}</td>
                        <td data-align="end">{row.waiting}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          )}
    </RemoteView>
  );
}
