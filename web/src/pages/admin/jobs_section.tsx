import type { JSX } from "preact";
import type { Job } from "../../api/admin_api.ts";
import { Button } from "../../components/button.tsx";
import { EmptyState } from "../../components/empty_state.tsx";
import { RemoteView } from "../../components/remote_view.tsx";
import { Tag } from "../../components/tag.tsx";
import { useKeptFocus } from "../../components/use_kept_focus.ts";
import { jobWords } from "../../format/job.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { phrase, t } from "../../i18n/t.ts";
import { saving } from "../settings/saving.ts";
import { FreshLine } from "./fresh_line.tsx";
import type { AdminSectionProps } from "./section_props.ts";

const STATUSES: Readonly<Record<string, string>> = {
  dead: phrase("Given up"),
  ready: phrase("Waiting"),
  leased: phrase("Running"),
};

/** The work that was given up, and what waits. */
export function JobsSection(props: AdminSectionProps): JSX.Element {
  const { jobs } = props.admin;
  const zone = props.page.workplace.dealership.timezone;
  return (
    <section aria-label={t("Jobs")} class="section-body">
      <FreshLine state={jobs.state} read={jobs.refresh} zone={zone} />
      <RemoteView remote={jobs.state.value} what={t("The jobs")} onRetry={() => void jobs.reload()}>
        {(all) =>
          all.length === 0
            ? (
              <EmptyState icon="badge-check" title={t("No work waits and none failed")}>
                <p>{t("What fails for good shows up here and can be tried again.")}</p>
              </EmptyState>
            )
            : <Lines jobs={all} section={props} />}
      </RemoteView>
    </section>
  );
}

function Lines(props: {
  readonly jobs: readonly Job[];
  readonly section: AdminSectionProps;
}): JSX.Element {
  const box = useKeptFocus<HTMLDivElement>();
  return (
    <div ref={box} class="table-scroll" role="group" aria-label={t("Jobs")} tabIndex={0}>
      <table class="data-table">
        <caption class="only-readers">{t("Jobs")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Since")}</th>
            <th scope="col">{t("Work")}</th>
            <th scope="col">{t("State")}</th>
            <th scope="col">{t("Last error")}</th>
            <th scope="col">{t("Act")}</th>
          </tr>
        </thead>
        <tbody>
          {props.jobs.map((job) => <Line key={job.id} job={job} section={props.section} />)}
        </tbody>
      </table>
    </div>
  );
}

function Line(props: { readonly job: Job; readonly section: AdminSectionProps }): JSX.Element {
  const { job } = props;
  const { page, admin } = props.section;
  const { clock, dealership } = page.workplace;
  const retry = async (): Promise<void> => {
    await saving(page, admin.retryJob(job.id), {
      done: t("It will be tried again"),
      failed: t("Could not try it again"),
    });
    await admin.jobs.refresh();
  };
  return (
    <tr>
      <td>
        <time dateTime={job.created_at} title={fullTime(job.created_at, dealership.timezone)}>
          {listTime(job.created_at, clock.minute.value, dealership.timezone)}
        </time>
      </td>
      <td>{jobWords(job.kind)}</td>
      <td>
        <Tag tone={job.status === "dead" ? "bad" : "plain"}>
          {t(STATUSES[job.status] ?? job.status)}
        </Tag>{" "}
        <span class="set-meta">
          {t("{used} of {room}", { used: job.attempts, room: job.max_attempts })}
        </span>
      </td>
      <td class="job-error">{job.last_error ?? t("None")}</td>
      <td>
        {job.status === "dead" && page.workplace.may("jobs.manage")
          ? (
            <Button icon="rotate-ccw" onPress={() => void retry()}>
              {t("Try again")}
              <span class="only-readers">{`, ${t("job {id}", { id: job.id })}`}</span>
            </Button>
          )
          : <span class="set-meta">{t("Nothing to do")}</span>}
      </td>
    </tr>
  );
}
