import type { JSX } from "preact";
import type { DryRun, TriedLead } from "../../api/routing_api.ts";
import { listTime } from "../../format/time.ts";
import { customerTitle } from "../../format/name.ts";
import { t, tn } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";

/** Who would have got which past lead under the rules as they stand. */
export function RoutingTry(
  props: { readonly found: DryRun; readonly page: PageProps },
): JSX.Element {
  const { found, page } = props;
  const names = page.workplace.team.names.value;
  const name = (id: string) => names.get(id) ?? t("A colleague");
  const given = Object.values(found.people).reduce((sum, one) => sum + one, 0);
  return (
    <div class="routing-try" role="status">
      <p class="set-name">
        {tn(
          found.leads,
          "1 past lead, nothing was changed",
          "{count} past leads, nothing was changed",
        )}
      </p>
      <ul class="set-lines">
        {Object.entries(found.people).map(([id, count]) => (
          <li key={id}>
            <span>{name(id)}</span>
            <b>{count}</b>
          </li>
        ))}
        <li>
          <span>{t("Nobody")}</span>
          <b>{found.leads - given}</b>
        </li>
      </ul>
      <div class="table-scroll" role="region" aria-label={t("Lead by lead")} tabIndex={0}>
        <table class="data-table">
          <caption class="only-readers">{t("Lead by lead")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("Who")}</th>
              <th scope="col">{t("Came in")}</th>
              <th scope="col">{t("Has it")}</th>
              <th scope="col">{t("Would have it")}</th>
              <th scope="col">{t("Why")}</th>
            </tr>
          </thead>
          <tbody>
            {[...found.rows].reverse().map((row) => (
              <Line key={row.lead_id} row={row} page={page} name={name} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

function Line(props: {
  readonly row: TriedLead;
  readonly page: PageProps;
  readonly name: (id: string) => string;
}): JSX.Element {
  const { row, page, name } = props;
  const { clock, dealership } = page.workplace;
  const who = (id: string | null) => id === null ? t("Nobody") : name(id);
  return (
    <tr>
      <td>{customerTitle(row.customer_name, null)}</td>
      <td>{listTime(row.received_at, clock.minute.value, dealership.timezone)}</td>
      <td>{who(row.had)}</td>
      <td>{row.had === row.gets ? who(row.gets) : <b>{who(row.gets)}</b>}</td>
      <td>{row.reason}</td>
    </tr>
  );
}
