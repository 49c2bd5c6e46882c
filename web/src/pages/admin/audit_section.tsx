import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { AuditLine } from "../../api/admin_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { auditValue, auditWords } from "../../format/audit.ts";
import { roleName } from "../../format/role.ts";
import { clockTime, shortDate } from "../../format/time.ts";
import { phrase, t, tn } from "../../i18n/t.ts";
import { FreshLine } from "./fresh_line.tsx";
import type { AdminSectionProps } from "./section_props.ts";

/** Who changed what, and whether the log itself is whole. */
export function AuditSection(props: AdminSectionProps): JSX.Element {
  const { admin, page } = props;
  const hasMore = useSignal(true);
  const isBusy = useSignal(false);
  const more = async (): Promise<void> => {
    isBusy.value = true;
    try {
      hasMore.value = await admin.moreAudit();
    } catch (error) {
      page.toasts.fail(t("Could not read on"), error);
    }
    isBusy.value = false;
  };
  return (
    <section class="section-body" aria-label={t("Audit log")}>
      <Head section={props} onFilter={() => hasMore.value = true} />
      <FreshLine
        state={admin.audit.state}
        read={admin.newerAudit}
        zone={page.workplace.dealership.timezone}
      />
      <RemoteView
        remote={admin.audit.state.value}
        what={t("The log")}
        onRetry={() => void admin.audit.reload()}
      >
        {(lines) =>
          lines.length === 0
            ? <EmptyState icon="clipboard-list" title={t("Nothing has been changed yet")} />
            : (
              <>
                <Lines lines={lines} section={props} />
                {hasMore.value && (
                  <div class="choice-row">
                    <Button busy={isBusy.value} onPress={() => void more()}>
                      {t("Show earlier")}
                    </Button>
                  </div>
                )}
              </>
            )}
      </RemoteView>
    </section>
  );
}

function Head(
  props: { readonly section: AdminSectionProps; readonly onFilter: () => void },
): JSX.Element {
  const { admin } = props.section;
  const show = (onlyPeople: boolean): void => {
    admin.onlyPeople.value = onlyPeople;
    props.onFilter();
    void admin.audit.reload();
  };
  return (
    <div class="choice-row">
      <Button icon="shield-check" onPress={() => void verify(props.section)}>
        {t("Check that the log is whole")}
      </Button>
      <label class="check-line">
        <input
          type="checkbox"
          checked={admin.onlyPeople.value}
          onChange={(event) => show(event.currentTarget.checked)}
        />
        {t("Only what people did")}
      </label>
    </div>
  );
}

async function verify({ admin, page }: AdminSectionProps): Promise<void> {
  try {
    const { ok, checked } = await admin.verifyAudit();
    const whole = tn(checked, "The log is whole: 1 line", "The log is whole: {count} lines");
    page.toasts.tell(ok ? whole : t("The log was changed"));
  } catch (error) {
    page.toasts.fail(t("Could not check the log"), error);
  }
}

function Lines(props: {
  readonly lines: readonly AuditLine[];
  readonly section: AdminSectionProps;
}): JSX.Element {
  const { team, dealership } = props.section.page.workplace;
  const zone = dealership.timezone;
  return (
    <div class="table-scroll" role="group" aria-label={t("Audit log")} tabIndex={0}>
      <table class="data-table">
        <caption class="only-readers">{t("Audit log")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("When")}</th>
            <th scope="col">{t("Who")}</th>
            <th scope="col">{t("What")}</th>
            <th scope="col">{t("Before and after")}</th>
          </tr>
        </thead>
        <tbody>
          {props.lines.map((line) => (
            <tr key={line.id}>
              <td>
                <time dateTime={line.occurred_at}>
                  {shortDate(line.occurred_at, zone)}, {clockTime(line.occurred_at, zone)}
                </time>
              </td>
              <td>
                {team.names.value.get(line.actor_id ?? "") ??
                  roleName(line.actor_role ?? phrase("System"))}
              </td>
              <td>
                {auditWords(line.action, line.table_name)}
              </td>
              <td>
                <Change line={line} zone={zone} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Change(
  props: { readonly line: AuditLine; readonly zone: string },
): JSX.Element {
  const { zone } = props;
  const { old_values, new_values } = props.line;
  const keys = [...new Set([...Object.keys(old_values ?? {}), ...Object.keys(new_values ?? {})])];
  if (keys.length === 0) return <span class="set-meta">{t("Nothing kept")}</span>;
  return (
    <details>
      <summary>
        {keys.slice(0, 3).map(named).join(", ")}
        {keys.length > 3 && ` ${t("and {count} more", { count: keys.length - 3 })}`}
      </summary>
      <dl class="audit-change">
        {keys.map((key) => (
          <div key={key}>
            <dt>{named(key)}</dt>
            <dd>
              {old_values === null
                ? auditValue(new_values?.[key], zone)
                : t("{before} to {after}", {
                  before: auditValue(old_values[key], zone),
                  after: auditValue(new_values?.[key], zone),
                })}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function named(column: string): string {
  return column.replaceAll("_", " ");
}
