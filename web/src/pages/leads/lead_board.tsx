import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Lead, LeadStatus } from "../../api/leads_api.ts";
import { Button } from "../../components/button.tsx";
import { Gauge } from "../../components/gauge.tsx";
import { Plate } from "../../components/plate.tsx";
import { LEAD_STAGES, leadStage, sourceName } from "../../format/lead.ts";
import { customerTitle } from "../../format/name.ts";
import { dueWords, isLate, nextStepName } from "../../format/next_step.ts";
import { fullTime, listTime } from "../../format/time.ts";
import { t } from "../../i18n/t.ts";
import type { PageProps } from "../../page_props.ts";
import type { LeadActs } from "./lead_acts.ts";

interface BoardProps {
  readonly leads: readonly Lead[];
  readonly page: PageProps;
  readonly acts: LeadActs;
}

/** The leads by stage; a card is dragged, or moved with M, or with its button. */
export function LeadBoard(props: BoardProps): JSX.Element {
  const dragged = useSignal<Lead | null>(null);
  const drop = (status: LeadStatus): void => {
    const lead = dragged.value;
    dragged.value = null;
    if (lead === null || lead.status === status) return;
    // A lost lead needs its reason, so that one is asked for.
    if (status === "lost") props.acts.onMove?.(lead);
    else props.acts.moveTo(lead, status);
  };
  return (
    <div class="lead-board">
      {LEAD_STAGES.map((status) => {
        const leads = props.leads.filter((lead) => lead.status === status);
        return (
          <section
            key={status}
            class="lead-column"
            aria-label={`${leadStage(status)}, ${leads.length}`}
            onDragOver={(event) => dragged.value !== null && event.preventDefault()}
            onDrop={() => drop(status)}
          >
            <h2 class="lane-title">
              <span>{leadStage(status)}</span>
              <span class="lane-count">{leads.length}</span>
            </h2>
            <ul>
              {leads.map((lead) => (
                <li key={lead.id} onDragStart={() => dragged.value = lead}>
                  <LeadCard lead={lead} page={props.page} acts={props.acts} />
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function LeadCard(props: {
  readonly lead: Lead;
  readonly page: PageProps;
  readonly acts: LeadActs;
}): JSX.Element {
  const { lead, page, acts } = props;
  const { clock, dealership, team } = page.workplace;
  const name = customerTitle(lead.customer_name, lead.customer_address);
  const owner = lead.assigned_to === null ? null : team.names.value.get(lead.assigned_to);
  const { onMove } = acts;
  return (
    <article
      class="lead-card"
      data-lead={lead.id}
      draggable={onMove !== null}
      onKeyDown={(event) => {
        if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey) onMove?.(lead);
      }}
    >
      <div class="lead-card-head">
        <Plate name={name} kind="customer" />
        <a class="lead-card-name" href={acts.href(lead)}>{name}</a>
        <time dateTime={lead.received_at} title={fullTime(lead.received_at, dealership.timezone)}>
          {listTime(lead.received_at, clock.minute.value, dealership.timezone)}
        </time>
      </div>
      <p class="lead-card-vehicle">
        {lead.vehicle_label ?? lead.interest ?? t("No vehicle yet")}
      </p>
      <NextLine lead={lead} page={page} />
      {markOf(lead) !== null && <p class="lead-card-mark">{markOf(lead)}</p>}
      <p class="lead-meta">
        {[lead.source_name === null ? null : sourceName(lead.source_name), owner].filter(Boolean)
          .join(" · ")}
      </p>
      <div class="lead-card-foot">
        {lead.score === null ? <span>{t("No score")}</span> : <Gauge score={lead.score} size="s" />}
        {onMove !== null && (
          <Button look="quiet" keys="M" onPress={() => onMove(lead)}>
            {t("Move")}
            <span class="only-readers">{` ${name}`}</span>
          </Button>
        )}
      </div>
    </article>
  );
}

/** What comes next and when, in red once it is late. */
function NextLine(props: { readonly lead: Lead; readonly page: PageProps }): JSX.Element | null {
  const { clock, dealership } = props.page.workplace;
  const { next_step, status } = props.lead;
  if (status === "sold" || status === "lost") return null;
  if (next_step === null) return <p class="lead-card-next">{t("Nothing planned")}</p>;
  const now = clock.minute.value;
  return (
    <p class="lead-card-next" data-state={isLate(next_step, now) ? "late" : "due"}>
      <span>{nextStepName(next_step)}</span>
      <time dateTime={next_step.due_at} title={fullTime(next_step.due_at, dealership.timezone)}>
        {dueWords(next_step, now, dealership.timezone)}
      </time>
    </p>
  );
}

/** Puts the focus back on a lead that has just gone to another column. */
export function focusLead(id: string): void {
  setTimeout(() => {
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    document.querySelector<HTMLElement>(`[data-lead="${id}"] a`)?.focus();
  });
}

/** The one thing about a lead that asks to be seen first. */
function markOf(lead: Lead): string | null {
  if (lead.status === "sold" || lead.status === "lost") return null;
  if (lead.answer_late_at !== null && lead.first_response_at === null) {
    return t("No answer yet");
  }
  if (lead.unanswered_because === "no_channel" && lead.first_response_at === null) {
    return t("Please call");
  }
  if (lead.owner_late_at !== null && lead.assigned_to === null) return t("Still has nobody");
  return lead.is_urgent ? t("Asked again") : null;
}
