import { useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { LeadMoment } from "../../api/lead_sheet_api.ts";
import type { Lead, LeadDetail } from "../../api/leads_api.ts";
import { FactList } from "../../components/fact_list.tsx";
import { leadMoment } from "../../format/lead_moment.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import { viewPath } from "../../router.ts";
import type { RemoteShape } from "../../stores/remote.ts";

interface StoryProps {
  readonly lead: Lead;
  readonly detail: LeadDetail;
  readonly timeline: RemoteShape<readonly LeadMoment[]>;
  readonly page: PageProps;
}

/** What a lead said, whose car is meant, and what happened when. */
export function LeadStory(props: StoryProps): JSX.Element {
  const { detail, timeline } = props;
  const { clock, dealership, news } = props.page.workplace;
  useEffect(() => void timeline.refresh(), [timeline, detail]);
  // The board shows an act of one's own before it is stored; its moment is there only after.
  useSignalEffect(() => {
    if (news.value.some(({ kind }) => kind.startsWith("lead."))) void timeline.refresh();
  });
  const { comments, staff_note } = detail.details;
  return (
    <>
      {detail.inquiry !== null && <blockquote class="lead-words">{detail.inquiry}</blockquote>}
      {detail.inquiry === null && comments !== undefined && <p class="note-line">{comments}</p>}
      {staff_note !== undefined && (
        <p class="note-line">{t("Noted by a colleague: {note}", { note: staff_note })}</p>
      )}
      <Car {...props} />
      <section>
        <h3 class="card-title">{t("What happened")}</h3>
        <FactList
          facts={moments(props).map(({ at, words, who }) => [
            <time key="at" dateTime={at} title={fullTime(at, dealership.timezone)}>
              {listTime(at, clock.minute.value, dealership.timezone)}
            </time>,
            <span key="words">
              {words}
              {who !== undefined && <span class="lead-meta">{who}</span>}
            </span>,
          ])}
        />
      </section>
    </>
  );
}

function Car({ lead, detail, page }: StoryProps): JSX.Element | null {
  const isGone = detail.vehicle_match === "missing" || detail.vehicle_status === "sold" ||
    detail.vehicle_status === "retired";
  const own = detail.trade_in;
  if (!isGone && own === null) return null;
  const named = [own?.year, own?.make, own?.model].filter(Boolean).join(" ");
  return (
    <>
      {isGone && (
        <p class="note-line">
          {lead.vehicle_id === null
            ? t("The car that was named is not in stock.")
            : t("This car is gone.")} {detail.alternatives.length > 0 && t("Close to it:")}{" "}
          {detail.alternatives.map((one, index) => (
            <span key={one.id}>
              {index > 0 && ", "}
              <a
                class="text-link"
                href={viewPath({
                  view: "inventory",
                  at: page.route.at,
                  part: one.id,
                  filters: {},
                })}
              >
                {one.label}
              </a>
            </span>
          ))}
        </p>
      )}
      {own !== null && (
        <p class="note-line">
          {t("Their own car: {car}", { car: named === "" ? t("not named") : named })}
        </p>
      )}
    </>
  );
}

interface Moment {
  readonly at: string;
  readonly words: string;
  readonly who?: string | undefined;
}

function moments(props: StoryProps): readonly Moment[] {
  const { lead, detail, page } = props;
  const { names } = page.workplace.team;
  const { value: state } = props.timeline.state;
  const happened = state.kind === "ready" ? state.value : [];
  const later = happened.flatMap((one): readonly Moment[] => {
    const words = leadMoment(one, names.value);
    return words === null ? [] : [{ at: one.at, words, who: names.value.get(one.actor_id ?? "") }];
  });
  const came = detail.credits.map(({ received_at, source, outcome }) => ({
    at: received_at,
    words: outcome === "created"
      ? t("Came in through {source}", { source })
      : t("Came again through {source}", { source }),
  }));
  const who = lead.first_response_author === "ai"
    ? page.workplace.team.aiName.value
    : t("A person");
  const answered = lead.first_response_at === null
    ? []
    : [{ at: lead.first_response_at, words: t("{who} answered first", { who }) }];
  return [...came, ...answered, ...later].toSorted((a, b) => a.at.localeCompare(b.at));
}
