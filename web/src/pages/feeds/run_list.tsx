import type { JSX } from "preact";
import type { FeedRun } from "../../api/feeds_api.ts";
import { Tag } from "../../components/tag.tsx";
import { runStatus, runTone } from "../../format/feed.ts";
import { formatCount } from "../../format/money.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";

/** The newest files and what came of them. */
export function RunList(
  props: { readonly page: PageProps; readonly runs: readonly FeedRun[] },
): JSX.Element {
  const { page, runs } = props;
  return (
    <section class="card import-card">
      <h2 class="card-title">{t("Latest files")}</h2>
      {runs.length === 0
        ? <p class="note-line">{t("Nothing has been imported yet.")}</p>
        : <Runs page={page} runs={runs} />}
    </section>
  );
}

function Runs(
  props: { readonly page: PageProps; readonly runs: readonly FeedRun[] },
): JSX.Element {
  const { page, runs } = props;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t("Latest files")}>
      <table class="data-table">
        <thead>
          <tr>
            <th scope="col">{t("File")}</th>
            <th scope="col">{t("Status")}</th>
            <th scope="col" data-align="end">{t("New")}</th>
            <th scope="col" data-align="end">{t("Changed")}</th>
            <th scope="col" data-align="end">{t("Gone")}</th>
            <th scope="col" data-align="end">{t("Errors")}</th>
            <th scope="col" data-align="end">{t("When")}</th>
          </tr>
        </thead>
        <tbody>{runs.map((run) => <Run key={run.id} page={page} run={run} />)}</tbody>
      </table>
    </div>
  );
}

function Run({ page, run }: { readonly page: PageProps; readonly run: FeedRun }): JSX.Element {
  const { clock, dealership } = page.workplace;
  return (
    <tr>
      <td>
        <a class="inventory-name" href={viewPath({ ...page.route, filters: { run: run.id } })}>
          {run.file_name}
        </a>
      </td>
      <td>
        <Tag tone={runTone(run)}>{runStatus(run.status)}</Tag>
      </td>
      <td data-align="end">{formatCount(run.added)}</td>
      <td data-align="end">{formatCount(run.changed)}</td>
      <td data-align="end">{formatCount(run.missing)}</td>
      <td data-align="end">{formatCount(run.problems)}</td>
      <td data-align="end">
        <time dateTime={run.created_at} title={fullTime(run.created_at, dealership.timezone)}>
          {listTime(run.created_at, clock.minute.value, dealership.timezone)}
        </time>
      </td>
    </tr>
  );
}
