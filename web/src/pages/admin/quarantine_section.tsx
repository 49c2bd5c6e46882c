import type { JSX } from "preact";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { exactTime } from "../../format/exact_time.ts";
import { formatPhone } from "../../format/phone.ts";
import { phrase, t } from "../../i18n/t.ts";
import { FreshLine } from "./fresh_line.tsx";
import type { AdminSectionProps } from "./section_props.ts";

const REASONS: Readonly<Record<string, string>> = {
  unknown_number: phrase("No dealership has this number"),
  unanswerable_sender: phrase("Nobody can be answered there"),
};

/** Messages that reached us but belong to no dealership, for platform admins. */
export function QuarantineSection(props: AdminSectionProps): JSX.Element {
  const { quarantine } = props.admin;
  const zone = props.page.workplace.dealership.timezone;
  return (
    <section aria-label={t("Quarantine")} class="section-body">
      <FreshLine state={quarantine.state} read={quarantine.refresh} zone={zone} />
      <RemoteView
        remote={quarantine.state.value}
        what={t("The quarantine")}
        onRetry={() => void quarantine.reload()}
      >
        {(all) =>
          all.length === 0
            ? <EmptyState icon="badge-check" title={t("Every message found its dealership")} />
            : (
              <div class="table-scroll" role="group" aria-label={t("Quarantine")} tabIndex={0}>
                <table class="data-table">
                  <caption class="only-readers">{t("Quarantine")}</caption>
                  <thead>
                    <tr>
                      <th scope="col">{t("Received")}</th>
                      <th scope="col">{t("From")}</th>
                      <th scope="col">{t("To")}</th>
                      <th scope="col">{t("Why")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {all.map((one) => (
                      <tr key={one.id}>
                        <td>{exactTime(one.received_at, zone)}</td>
                        <td>{formatPhone(one.from_address)}</td>
                        <td>{formatPhone(one.to_address)}</td>
                        <td>{t(REASONS[one.reason] ?? one.reason.replaceAll("_", " "))}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            )}
      </RemoteView>
    </section>
  );
}
