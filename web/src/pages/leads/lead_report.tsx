import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { LeadOutcome, LeadReport as Report, ResponseTime } from "../../api/leads_api.ts";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { spanWords } from "../../format/days.ts";
import { percent } from "../../format/percent.ts";
import { sourceName } from "../../format/lead.ts";
import { t } from "../../i18n/t.ts";
import type { LeadsShape } from "../../stores/leads_store.ts";

/** What became of leads by source and persona, and how soon each source was answered. */
export function LeadReport(props: { readonly store: LeadsShape }): JSX.Element {
  const { report } = props.store;
  useEffect(() => void report.refresh(), [report]);
  return (
    <RemoteView
      remote={report.state.value}
      what={t("The report")}
      onRetry={() => void report.reload()}
    >
      {(all) =>
        all.outcomes.length === 0 && all.times.length === 0 ? <Nothing /> : <Tables {...all} />}
    </RemoteView>
  );
}

function Nothing(): JSX.Element {
  return (
    <EmptyState icon="gauge" title={t("Nothing to report yet")}>
      <p>{t("After the first leads their outcomes stand here.")}</p>
    </EmptyState>
  );
}

function Tables({ outcomes, times }: Report): JSX.Element {
  return (
    <>
      <TimeTable times={times} />
      <OutcomeTable outcomes={outcomes} />
    </>
  );
}

function TimeTable({ times }: Pick<Report, "times">): JSX.Element {
  const title = t("First reply by source, 30 days");
  const names = [
    t("Leads"),
    t("Answered"),
    t("Within a minute"),
    t("Half within"),
    t("95 of 100 within"),
  ];
  return (
    <section class="card">
      <h2 class="card-title">{title}</h2>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="data-table">
          <caption class="only-readers">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("Source")}</th>
              <Amounts names={names} />
            </tr>
          </thead>
          <tbody>{times.map((one) => <TimeLine key={one.source_name} time={one} />)}</tbody>
        </table>
      </div>
      <p class="note-line">{t("Times count opening hours alone.")}</p>
    </section>
  );
}

function OutcomeTable({ outcomes }: Pick<Report, "outcomes">): JSX.Element {
  const title = t("What became of them, 90 days");
  const keyOf = (one: LeadOutcome) =>
    `${one.source_name} ${one.persona_name} ${one.persona_version}`;
  return (
    <section class="card">
      <h2 class="card-title">{title}</h2>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="data-table">
          <caption class="only-readers">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t("Source")}</th>
              <th scope="col">{t("Answered first by")}</th>
              <Amounts names={[t("Leads"), t("Appointments"), t("Shown"), t("Sold"), t("Lost")]} />
            </tr>
          </thead>
          <tbody>{outcomes.map((one) => <OutcomeLine key={keyOf(one)} outcome={one} />)}</tbody>
        </table>
      </div>
    </section>
  );
}

function Amounts(props: { readonly names: readonly string[] }): JSX.Element {
  return (
    <>
      {props.names.map((name) => <th key={name} scope="col" data-align="end">{name}</th>)}
    </>
  );
}

function TimeLine({ time }: { readonly time: ResponseTime }): JSX.Element {
  const span = (seconds: number | null) => seconds === null ? t("None") : spanWords(seconds);
  const share = time.answered === 0 ? t("None") : percent(time.within_a_minute / time.answered);
  return (
    <tr>
      <td>{sourceName(time.source_name)}</td>
      <td data-align="end">{time.leads}</td>
      <td data-align="end">{time.answered}</td>
      <td data-align="end">{share}</td>
      <td data-align="end">{span(time.median_seconds)}</td>
      <td data-align="end">{span(time.p95_seconds)}</td>
    </tr>
  );
}

function OutcomeLine({ outcome }: { readonly outcome: LeadOutcome }): JSX.Element {
  const { persona_name, persona_version } = outcome;
  const persona = persona_name === null
    ? t("A person, or nobody")
    : persona_version === null
    ? persona_name
    : t("{name}, version {number}", { name: persona_name, number: persona_version });
  const share = (count: number) => `${count} (${percent(count / Math.max(1, outcome.leads))})`;
  return (
    <tr>
      <td>{sourceName(outcome.source_name)}</td>
      <td>{persona}</td>
      <td data-align="end">{outcome.leads}</td>
      <td data-align="end">{share(outcome.appointments)}</td>
      <td data-align="end">{share(outcome.shown)}</td>
      <td data-align="end">{share(outcome.sold)}</td>
      <td data-align="end">{share(outcome.lost)}</td>
    </tr>
  );
}
